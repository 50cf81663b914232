"""The translations of our English items: complete, faithful by simple rules, with faults that are faults."""

from __future__ import annotations

from difflib import SequenceMatcher
from pathlib import Path

import pytest

from ultralink_assets import languages, sample
from ultralink_assets.languages.identify import is_in_language
from ultralink_assets.languages.strip import strip_code
from ultralink_assets.records import InputError, Outcome
from ultralink_assets.sample import Attempt
from ultralink_assets.sample.translations import load_translations
from ultralink_assets_tests.sample.english_texts import to_translate
from ultralink_assets_tests.sample.pieces import answers, blocks, formulas, imports, inline_code, numbers

CODES = [code for code in sample.languages() if sample.translations(code)]
GATES = {
    "protected_kept",
    "numbers_kept",
    "answer_kept",
    "code_kept",
    "length_ratio",
    "translation_language",
    "copy_of_source",
    "translator_preamble",
}
GOOD = [
    pytest.param(code, english, attempt.text, id=f"{code}-{english[:24]}")
    for code in CODES
    for english, attempts in sample.translations(code).items()
    for attempt in attempts
    if not attempt.gate
]
FAULTS = [
    pytest.param(code, english, attempt, id=f"{code}-{attempt.gate}-{english[:24]}")
    for code in CODES
    for english, attempts in sample.translations(code).items()
    for attempt in attempts
    if attempt.gate
]


def faults(code: str) -> list[tuple[str, Attempt]]:
    return [(english, one) for english, found in sample.translations(code).items() for one in found if one.gate]


def prose_is_in(text: str, code: str) -> Outcome:
    return is_in_language(strip_code(text), languages.load(code))


def differs(english: str, attempt: Attempt, code: str) -> bool:
    """Whether a fault is what its gate is about, by rules that owe nothing to the gates."""
    text, good = attempt.text, sample.translations(code)[english][-1]
    match attempt.gate:
        case "numbers_kept":
            return numbers(text) != numbers(english)
        case "answer_kept":
            return answers(text) != answers(english)
        case "code_kept":
            return blocks(text) != blocks(english)
        case "protected_kept":
            return formulas(text) != formulas(english)
        case "length_ratio":
            return len(text) < 0.6 * len(good.text)
        case "translation_language":
            return prose_is_in(text, code) is Outcome.FAIL
        case "copy_of_source":
            return SequenceMatcher(None, text, english).ratio() > 0.9
        case "translator_preamble":
            return text.endswith(good.text) and text != good.text
    raise AssertionError(f"no gate of translations: {attempt.gate}")


@pytest.mark.parametrize("code", CODES)
def test_every_text_that_may_be_drawn_has_a_translation_and_no_other_has_one(code: str) -> None:
    assert set(sample.translations(code)) == to_translate()


def test_all_languages_but_that_of_the_items_have_translations() -> None:
    assert len(CODES) == len(sample.languages()) - 1


@pytest.mark.parametrize(("code", "english", "text"), GOOD)
def test_a_good_translation_keeps_what_must_be_kept(code: str, english: str, text: str) -> None:
    assert blocks(text) == blocks(english)
    assert formulas(text) == formulas(english)
    assert inline_code(text) == inline_code(english)
    assert numbers(text) == numbers(english)
    assert answers(text) == answers(english)
    assert text.count("\n") == english.count("\n")
    assert prose_is_in(text, code) is not Outcome.FAIL


@pytest.mark.parametrize("code", CODES)
def test_no_two_english_texts_have_the_same_translation(code: str) -> None:
    good = [found[-1].text for found in sample.translations(code).values() if not found[-1].gate]
    assert len(set(good)) == len(good)


@pytest.mark.parametrize(("code", "english", "attempt"), FAULTS)
def test_a_planted_fault_is_what_its_gate_is_about(code: str, english: str, attempt: Attempt) -> None:
    assert differs(english, attempt, code)


@pytest.mark.parametrize("code", CODES)
def test_every_kind_of_fault_is_planted(code: str) -> None:
    found = faults(code)
    assert {fault.gate for _, fault in found} == GATES
    broken = [(english, fault.text) for english, fault in found if fault.gate == "code_kept"]
    assert any(blocks(english) and not blocks(text) for english, text in broken)
    changed = [(english, text) for english, text in broken if blocks(text) and blocks(text) != blocks(english)]
    assert any(imports(english) != imports(text) for english, text in changed)
    assert any(imports(english) == imports(text) for english, text in changed)


@pytest.mark.parametrize("code", CODES)
def test_one_text_of_each_language_stays_bad_and_all_others_become_good(code: str) -> None:
    translations = sample.translations(code)
    assert len([english for english, attempts in translations.items() if attempts[-1].gate]) == 1
    assert all(one.gate for attempts in translations.values() for one in attempts[:-1])


def test_a_key_that_is_unknown_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "translations.toml"
    path.write_text("[[texts]]\nenglish = 'Yes.'\nattempts = [{ text = 'Да.', gates = 'x' }]\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"texts\.0\.attempts\.0\.gates"):
        load_translations(path)


def test_a_text_that_stands_there_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "translations.toml"
    path.write_text("[[texts]]\nenglish = 'Yes.'\nattempts = [{ text = 'Да.' }]\n" * 2, encoding="utf-8")
    with pytest.raises(InputError, match=r"two entries for 'Yes\.'"):
        load_translations(path)

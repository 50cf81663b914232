"""What translators are told: the shared instructions with the words of every language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ultralink_assets import languages
from ultralink_assets.gates.translation import TRANSLATION_GATES, inspect_translation
from ultralink_assets.languages import translation, translation_prompts
from ultralink_assets.languages.model import Language
from ultralink_assets.languages.protection import pieces_of, protect, restore
from ultralink_assets.languages.translation import SHARED, Protect, Role, instructions
from ultralink_assets.languages.translation_prompts import (
    ROLES,
    ask_again,
    growth,
    opening,
    protected_as,
    text_message,
    translation_version,
    words_of,
)
from ultralink_assets.records import PARTS, Outcome, Part, SettingsError, Translated

TARGETS = [code for code in languages.available() if code != languages.SOURCE]
TEXTS = tuple(translation.Examples.model_fields)
# The block of code in the example.
BLOCK = instructions().examples.code_answer.split("\n\n", 1)[1].rsplit("\n\n", 1)[0]
KINDS: tuple[Protect, ...] = ("placeholders", "instruction")


@pytest.fixture(params=TARGETS)
def language(request: pytest.FixtureRequest) -> Language:
    return languages.load(request.param)


def test_every_language_but_the_source_has_words_for_translations() -> None:
    assert [code for code in languages.available() if languages.load(code).translation is None] == [languages.SOURCE]


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("kind", KINDS)
def test_what_a_translator_is_told_is_complete(language: Language, part: Part, kind: Protect) -> None:
    system, *shown = opening(language, part, kind)
    assert [one.role for one in shown] == ["user", "assistant", "user", "assistant"]
    assert language.name in system.content
    assert words_of(language).style in system.content
    for text in (system.content, *(one.content for one in shown if one.role == "user")):
        assert not re.search(r"\$\{|\$[a-z]|  |[ \t]\n|\n\n\n\n", text.replace(BLOCK, "…"))
        assert text == text.strip()
    beginnings = {opening(language, part, kind)[0].content for kind in KINDS}
    assert len(beginnings) == len(KINDS)


def test_the_line_of_the_answer_is_shown_as_the_language_writes_it(language: Language) -> None:
    words = words_of(language)
    assert words.answering("N") in opening(language, "math", "placeholders")[0].content
    assert words.math_answer.endswith("\n" + words.answering("72"))


@pytest.mark.parametrize("name", TEXTS)
def test_the_examples_keep_what_they_are_to_show(language: Language, name: str) -> None:
    english, own = getattr(instructions().examples, name), getattr(words_of(language), name)
    shown = protect(english)
    with_placeholders = protected_as(own, shown, words_of(language))
    assert sorted(re.findall("⟦.*?⟧", with_placeholders)) == sorted(re.findall("⟦.*?⟧", shown.text))
    restored = restore(with_placeholders, shown.pieces)
    assert (restored.text, restored.missing, restored.extra) == (own, (), ())
    assert own.count("\n") == english.count("\n")
    assert [number for number in re.findall(r"\d+", own) if number not in english] == []


def test_examples_show_every_kind_of_piece_that_their_part_has() -> None:
    examples = instructions().examples
    kinds = {
        part: {piece.kind for name in TEXTS if name.startswith(part) for piece in pieces_of(getattr(examples, name))}
        for part in PARTS
    }
    assert kinds == {"chat": set(), "math": {"formula", "answer"}, "code": {"inline code", "code block"}}


def test_an_answer_is_a_piece_on_its_own_line_and_as_a_whole(language: Language) -> None:
    words = words_of(language)
    english = protect("7 of 70.\n#### 7\nThe answer is: 7")
    kept, changed = (f"7 + 70.\n#### {number}\n{words.answering(number)}" for number in ("7", "70"))
    assert protected_as(kept, english, words) == f"7 + 70.\n#### ⟦1⟧\n{words.answering('⟦1⟧')}"
    assert protected_as(changed, english, words) == changed


def test_texts_with_blocks_have_a_task_of_their_own_in_code_alone() -> None:
    pieces = pieces_of("Run this:\n```\nls\n```")
    tasks = [text_message(part, "answer", "x", pieces).content for part in PARTS]
    plain = [text_message(part, "answer", "x", ()).content for part in PARTS]
    assert [one == other for one, other in zip(tasks, plain, strict=True)] == [part != "code" for part in PARTS]
    assert len({*tasks, *plain}) == len(PARTS) + 1


def test_asking_again_says_what_was_wrong_and_what_was_found() -> None:
    reasons = instructions().reasons
    text = ask_again([("numbers_kept", "7 is gone"), ("length_ratio", "")])
    assert f"\n- {reasons['numbers_kept']} Found: 7 is gone\n- {reasons['length_ratio']}\n" in text
    assert all(reason == reason.strip() and reason.endswith(".") for reason in reasons.values())


def test_every_gate_of_translations_has_a_reason_and_nothing_else_but_replies_that_are_no_answers() -> None:
    assert set(instructions().reasons) == {*TRANSLATION_GATES, "cut_or_empty", "refusal", "placeholders"}


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("role", ROLES)
def test_the_examples_pass_every_gate(language: Language, part: Part, role: Role) -> None:
    english, own = (getattr(texts, f"{part}_{role}") for texts in (instructions().examples, words_of(language)))
    found = inspect_translation(Translated(language.code, part, role, english, own))
    assert [one for one in found if one.outcome is not Outcome.PASS] == []


def test_translations_grow_within_reason(language: Language) -> None:
    assert 0.3 < growth(language) < 1.5


# ---------------------------------------------------------------------------------- versions


def edited(language: Language, **words: str) -> Language:
    return language.model_copy(update={"translation": words_of(language).model_copy(update=words)})


def test_an_edited_section_makes_its_language_stale_and_no_other(language: Language) -> None:
    others = {code: translation_version(languages.load(code)) for code in TARGETS}
    assert len(set(others.values())) == len(TARGETS)
    for change in ({"style": "Be brief."}, {"answer_line": "= $answer"}, {"chat_question": "?"}):
        assert translation_version(edited(language, **change)) != others[language.code]
    assert translation_version(language.model_copy(update={"name": "Xylish"})) != others[language.code]
    assert {code: translation_version(languages.load(code)) for code in TARGETS} == others


def test_edited_instructions_make_every_language_stale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {code: translation_version(languages.load(code)) for code in TARGETS}
    edit = spoilt(tmp_path, "Translate the problem.", "Translate this problem.")
    monkeypatch.setattr(translation_prompts, "instructions", lambda: instructions(edit))
    after = {code: translation_version(languages.load(code)) for code in TARGETS}
    assert all(after[code] != before[code] for code in TARGETS)


def test_what_dialogues_are_made_of_does_not_change_with_the_words_of_translations() -> None:
    french = languages.load("fr")
    changed = edited(french, style="Be brief.")
    assert changed.prompt_version == french.prompt_version
    assert changed.version_of("conventions", "prompts") == french.version_of("conventions", "prompts")


# ------------------------------------------------------------------------------- spoilt files


def spoilt(folder: Path, old: str, new: str) -> Path:
    path = folder / "translation.toml"
    text = SHARED.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("${style}", "", r"translation\.toml: system: .*does not use the variable \$style"),
        ("${answer_line}", "${answer}", r"translation\.toml: parts\.math: .*unknown variable \$answer;"),
        ("chat_answer = ", "chat_reply = ", r"translation\.toml: tasks\.chat_answer: Field required"),
        ("[reasons]", "[reasons", r"translation\.toml: not valid TOML"),
    ],
)
def test_a_spoilt_file_is_an_error_that_names_file_and_key(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        instructions(spoilt(tmp_path, old, new))


def test_an_answer_line_without_its_answer_is_an_error() -> None:
    words = words_of(languages.load("fr")).model_dump()
    with pytest.raises(ValueError, match=r"does not use the variable \$answer"):
        translation.TranslationWords.model_validate({**words, "answer_line": "La réponse est :"})

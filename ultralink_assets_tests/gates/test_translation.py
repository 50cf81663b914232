"""The gates of translations on texts of our own: faithful ones pass, hard cases are told apart, planted faults fail."""

from __future__ import annotations

import time
from dataclasses import replace
from random import Random

import pytest

from ultralink_assets.gates import answer_kept, code_kept, copy_of_source, length_ratio, protected_kept
from ultralink_assets.gates.copy_of_source import chrf
from ultralink_assets.gates.translation import TRANSLATION_GATES, inspect_translation
from ultralink_assets.records import Outcome, Part, Translated
from ultralink_assets_tests.gates.translated_pairs import TARGETS, chat_of, math_of, pairs_of
from ultralink_assets_tests.gates.translation_planting import PLANTS

FAULTS = 30


def said(code: str, source: str, text: str, part: Part = "chat") -> Translated:
    return Translated(code, part, "answer", source, text)


@pytest.mark.parametrize("code", TARGETS)
def test_faithful_translations_pass_every_gate(code: str) -> None:
    for translated in pairs_of(code):
        failed = [finding for finding in inspect_translation(translated) if finding.outcome is Outcome.FAIL]
        assert not failed
    assert [finding.gate for finding in inspect_translation(math_of(code))] == list(TRANSLATION_GATES)


@pytest.mark.parametrize("kind", PLANTS)
@pytest.mark.parametrize("code", TARGETS)
def test_planted_faults_are_caught(code: str, kind: str) -> None:
    gate, plant, pairs = PLANTS[kind]
    caught = 0
    for number in range(FAULTS):
        random = Random(f"{kind}:{code}:{number}")
        finding = TRANSLATION_GATES[gate](plant(random.choice(pairs)(code), random))
        caught += finding.outcome is Outcome.FAIL and bool(finding.detail)
    assert caught >= FAULTS - 1


@pytest.mark.parametrize(
    ("source", "text", "detail"),
    [
        ("Is `x` less than $y$?", "¿Es `x` menor que $y$?", ""),
        ("Is `x` less than $y$?", "¿Es `x` menor que $ y $?", "lost: $y$"),
        ("`x`, `x` and `y`", "`x` e `y`", "lost: `x`"),
        ("`x` and `y`", "`x`, `x` e `y`", ""),
        ("$x$ and $$x$$", "$$x$$", "lost: $x$"),
        ("See https://a.org/b and https://a.org/bc.", "Véase https://a.org/bc.", "lost: https://a.org/b"),
        ("Look here.", "Mira https://a.org/x", "new: https://a.org/x"),
        ("Is `x` here?", "¿Está `x` en ⟦2⟧?", "new: ⟦2⟧"),
        ("若$x$大", "当$x$大于零", ""),
    ],
)
def test_pieces_are_compared_as_multisets_byte_for_byte(source: str, text: str, detail: str) -> None:
    finding = protected_kept.check(said("es", source, text))
    assert (finding.outcome is Outcome.FAIL, finding.detail) == (bool(detail), detail)


@pytest.mark.parametrize(
    ("code", "source", "text", "outcome"),
    [
        ("es", "So.\nThe answer is: 1,200", "Así es.\nLa respuesta es: 1200", Outcome.PASS),
        ("fr", "So.\nThe answer is: 1,200", "Donc.\nLa réponse est : 1 200.", Outcome.PASS),
        ("ru", "So.\nThe answer is: 0.5", "Итак.\nОтвет: 0,5", Outcome.PASS),
        ("zh", "So.\nThe answer is: 18", "所以。\n答案是：18。", Outcome.PASS),
        ("zh", "So.\nThe answer is: 18", "所以。\n答案是18个鸡蛋。", Outcome.PASS),
        ("zh", "So.\nThe answer is: 18", "所以18不对。\n答案是：19。", Outcome.FAIL),
        ("es", "So 7.\n#### 7", "Pues 7.\n#### 7", Outcome.PASS),
        ("es", "So 7.\n#### 7", "Pues 7.", Outcome.FAIL),
        ("es", r"The answer is: $\frac{1}{2}$", r"La respuesta es: $\frac{1}{2}$", Outcome.PASS),
        ("es", r"The answer is: \frac{1}{2}", r"La respuesta es: \frac{1}{3}", Outcome.FAIL),
        ("es", "The answer is: Monday", "La respuesta es: lunes", Outcome.UNDECIDED),
        ("es", "The answer is 7, of course.", "La respuesta es 8, claro.", Outcome.PASS),
    ],
)
def test_answers_are_kept_however_the_language_says_them(code: str, source: str, text: str, outcome: Outcome) -> None:
    assert answer_kept.check(said(code, source, text, "math")).outcome is outcome


PROGRAM = (
    'import os\n\ndef size(path: str) -> str:\n    """Tell the size."""\n    return f"{os.stat(path).st_size} bytes"\n'
)


@pytest.mark.parametrize(
    ("old", "new", "outcome"),
    [
        ("Tell the size.", "Dice el tamaño.", Outcome.PASS),
        ("bytes", "octetos", Outcome.PASS),
        ("import os", "importar os", Outcome.FAIL),
        ("import os", "import os as system", Outcome.FAIL),
        ("def size", "def tamaño", Outcome.FAIL),
        ("{os.stat(path).st_size} ", "", Outcome.FAIL),
        ("    return", "return", Outcome.FAIL),
        ("path: str", "path", Outcome.FAIL),
    ],
)
def test_a_program_may_change_its_words_only(old: str, new: str, outcome: Outcome) -> None:
    finding = code_kept.check(said("es", PROGRAM, PROGRAM.replace(old, new), "code"))
    assert finding.outcome is outcome
    source, text = (f"Look:\n```python\n{program}```\n" for program in (PROGRAM, PROGRAM.replace(old, new)))
    assert code_kept.check(said("es", source, text)).outcome is outcome


@pytest.mark.parametrize(
    ("language", "after", "outcome"),
    [
        ("js", "// suma\nlet total = a + b; // 'fin'", Outcome.PASS),
        ("js", "// sum\nlet suma = a + b; // 'end'", Outcome.FAIL),
        ("nolang", "// suma\nlet total = a + b;", Outcome.UNDECIDED),
    ],
)
def test_other_languages_are_compared_by_their_tokens(language: str, after: str, outcome: Outcome) -> None:
    source, text = (f"```{language}\n{code}\n```" for code in ("// sum\nlet total = a + b; // 'end'", after))
    assert code_kept.check(said("es", source, text)).outcome is outcome


def test_prose_in_the_part_of_code_is_no_program() -> None:
    assert code_kept.check(said("es", "Hello", "Hola", "code")).outcome is Outcome.PASS


def test_a_lost_block_of_code_is_told() -> None:
    translated = chat_of("ru")
    finding = code_kept.check(replace(translated, text=translated.text.replace("```", "")))
    assert finding.detail == "code blocks: 0 instead of 1"


def test_chrf_is_that_of_the_literature() -> None:
    assert chrf("thecatsatonthemat", "thecatsatonthemat") == pytest.approx(100)
    assert chrf("abcd", "abce") == pytest.approx(47.9167, abs=0.001)
    assert chrf("abc", "xyz") == 0


def test_names_and_sums_alone_are_no_copy_and_no_prose() -> None:
    assert copy_of_source.check(said("es", "3 + 4 = 7", "3 + 4 = 7", "math")).outcome is Outcome.UNDECIDED


@pytest.mark.parametrize("code", TARGETS)
def test_an_eighth_of_a_text_and_three_times_the_text_are_too_little_and_too_much(code: str) -> None:
    translated = math_of(code)
    for text in (translated.text[: len(translated.text) // 8], translated.text * 3):
        assert length_ratio.check(replace(translated, text=text)).outcome is Outcome.FAIL
    assert length_ratio.check(said(code, "Yes.", "Так и есть.")).outcome is Outcome.PASS


def test_long_texts_take_no_longer_than_their_length() -> None:
    source, text = "It costs 12 dollars and 7 cents. " * 500, "Cuesta 12 dólares y 7 centavos. " * 500
    start = time.process_time()
    inspect_translation(said("es", source, text))
    assert time.process_time() - start < 5


def test_a_phrase_that_the_english_has_in_its_place_is_part_of_the_text() -> None:
    check = TRANSLATION_GATES["translator_preamble"]
    source, text = "Translation: what is it? Explain.", "Translation: ¿qué es? Explícalo."
    assert check(said("es", source, text)).outcome is Outcome.PASS
    assert check(said("es", source.removeprefix("Translation: "), text)).detail == "Translation:"

"""Each fault of the sample's translations meets its gate: asked again with the reason until it is good, or rejected."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ultralink_assets import languages, sample
from ultralink_assets.from_english.translated_sft import TranslationRules, translate
from ultralink_assets.from_english.translated_text import PLACEHOLDERS
from ultralink_assets.gates.translation import inspect_translation
from ultralink_assets.languages.translation import Protect, Role, instructions
from ultralink_assets.records import PARTS, Ask, Item, Outcome, Part, Rejection, Reply, Translated, Translation, Turn
from ultralink_assets.sample import Attempt
from ultralink_assets.scripts import MOST_ASKED_AGAIN
from ultralink_assets.teacher.demo_mind import answer
from ultralink_assets_tests.driving import answered, drive
from ultralink_assets_tests.sample.english_texts import rows, texts_of

CODES = [code for code in sample.languages() if code != languages.SOURCE]
KINDS: tuple[Protect, ...] = ("placeholders", "instruction")
REASONS = {**instructions().reasons}


def told(code: str) -> Iterator[tuple[Part, Role, str, tuple[Attempt, ...]]]:
    """Every text that we translated, with its part and its role."""
    known = sample.translations(code)
    files = [(part, path.name) for part in PARTS for path in sample.english(part)]
    for part, text, number in (
        (part, text, number) for part, file in files for row in rows(file) for number, text in enumerate(texts_of(row))
    ):
        if text in known:
            yield part, "answer" if number % 2 else "question", text, known[text]


def failures(translated: Translated) -> list[str]:
    return [one.gate for one in inspect_translation(translated) if one.outcome is Outcome.FAIL]


@pytest.mark.parametrize("code", CODES)
def test_the_first_gate_that_fails_is_the_one_that_a_fault_was_planted_for(code: str) -> None:
    for part, role, english, attempts in told(code):
        for attempt in attempts:
            found = failures(Translated(code, part, role, english, attempt.text))
            assert found[:1] == [attempt.gate] * bool(attempt.gate), (english, attempt.text)


def demo(ask: Ask) -> Reply:
    said = answer(ask.messages)
    assert said is not None
    return answered(said.text)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_fault_is_asked_again_with_its_reason_and_rejected_for_it_when_it_stays(code: str, kind: Protect) -> None:
    language = languages.load(code)
    for part, _, english, attempts in told(code):
        if not attempts[0].gate:
            continue
        item = Item("7f", part, languages.SOURCE, "file", 0, None, (Turn("4", english),))
        made, asks = drive(translate(item, language, TranslationRules(kind), inspect_translation, "demo"), demo)
        again = [ask.messages[-1].content for ask in asks[1:]]
        assert len(asks) == (1 + MOST_ASKED_AGAIN if attempts[-1].gate else len(attempts))
        for planted, message in zip((*attempts, attempts[-1]), again, strict=False):
            # The teacher never saw the piece behind a placeholder, so of a lost one it is told the placeholder.
            assert REASONS[planted.gate] in message or REASONS[PLACEHOLDERS] in message
        if attempts[-1].gate:
            assert isinstance(made, Rejection)
            assert made.reason == attempts[-1].gate
        else:
            assert isinstance(made, Translation)
            assert made.turns[0].answer.strip() == attempts[-1].text.strip()

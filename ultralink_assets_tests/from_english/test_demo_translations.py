"""The sample's texts, translated by the demo teacher: planted faults are turned down, and what is good becomes rows."""

from __future__ import annotations

import pytest

from ultralink_assets import languages, sample
from ultralink_assets.from_english.translated_sft import TranslationRules, translate
from ultralink_assets.languages.translation import Protect
from ultralink_assets.records import Ask, Finding, Item, Outcome, Rejection, Reply, Translated, Translation, Turn
from ultralink_assets.scripts import MOST_ASKED_AGAIN
from ultralink_assets.teacher.demo_mind import answer
from ultralink_assets_tests.driving import answered, drive

TARGETS = [code for code in sample.languages() if code != languages.SOURCE]
KINDS: tuple[Protect, ...] = ("placeholders", "instruction")


def demo(ask: Ask) -> Reply:
    said = answer(ask.messages)
    assert said is not None
    return answered(said.text)


@pytest.mark.parametrize("code", TARGETS)
@pytest.mark.parametrize("kind", KINDS)
def test_each_text_becomes_its_good_translation_or_is_rejected_for_its_last_fault(code: str, kind: Protect) -> None:
    known = sample.translations(code)

    def planted(one: Translated) -> tuple[Finding, ...]:
        gates = [attempt.gate for attempt in known[one.source] if attempt.text.strip() == one.text.strip()]
        assert gates, one.text
        return (Finding(gates[0], Outcome.FAIL),) if gates[0] else ()

    language = languages.load(code)
    for english, attempts in known.items():
        item = Item("7f", "code", languages.SOURCE, "file", 0, None, (Turn(english, "4"),))
        made, asks = drive(translate(item, language, TranslationRules(kind), planted, "demo"), demo)
        assert len(asks) == (1 + MOST_ASKED_AGAIN if attempts[-1].gate else len(attempts))
        if attempts[-1].gate:
            assert isinstance(made, Rejection)
            assert made.reason == attempts[-1].gate
        else:
            assert isinstance(made, Translation)
            assert made.turns[0].question.strip() == attempts[-1].text.strip()

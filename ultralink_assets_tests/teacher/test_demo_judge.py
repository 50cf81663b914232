"""The demo teacher as a judge: right about most canaries of every language, and it does not hide what it can't see."""

from __future__ import annotations

import pytest

from ultralink_assets import languages, sample
from ultralink_assets.gates import judge_canaries
from ultralink_assets.gates.judge_canaries import CanaryOutcome
from ultralink_assets.judging.judgements import canaries, messages_of, read
from ultralink_assets.records import Message, Said
from ultralink_assets.settings import JudgementsSettings
from ultralink_assets.teacher.demo_mind import answer
from ultralink_assets_tests.gates.planting import LANGUAGES, clean_dialogues, enumerate_said

CODES = sample.languages()
LIMIT = JudgementsSettings().max_wrong_canaries


def words(said: Said) -> dict[str, str]:
    reply = answer(messages_of(said, languages.load(said.language)))
    assert reply is not None
    found = read(reply.text)
    assert found is not None
    return dict(found[0])


@pytest.mark.parametrize("code", CODES)
def test_it_passes_the_canaries_of_its_language_without_being_right_about_all(code: str) -> None:
    outcomes = [CanaryOutcome(bad, words(case.said)) for case, bad in canaries(languages.load(code)).values()]
    assert judge_canaries.check(outcomes, LIMIT).passed
    assert not all(outcome.right for outcome in outcomes)


@pytest.mark.parametrize("code", sorted({*CODES} & {*LANGUAGES}))
def test_it_finds_most_clean_answers_good(code: str) -> None:
    said = [one for dialogue in clean_dialogues(code) for _, one in enumerate_said(dialogue) if one.role == "answer"]
    bad = [one.text for one in said if "no" in words(one).values()]
    assert len(bad) <= 0.2 * len(said), bad


def test_it_judges_again_when_it_is_asked_again() -> None:
    language = languages.load(CODES[0])
    case, _ = next(iter(canaries(language).values()))
    messages = messages_of(case.said, language)
    again = (*messages, Message("assistant", "Fine."), Message("user", language.judge.ask_again))
    assert answer(again) == answer(messages)


def test_what_is_no_judges_prompt_gets_nothing() -> None:
    language = languages.load(CODES[0])
    assert answer([Message("system", language.judge.system), Message("user", "Is it good?")]) is None

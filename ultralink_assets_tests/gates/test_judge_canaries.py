"""A judge that does not see what is wrong, or sees what is not, is not believed about anything."""

from __future__ import annotations

import pytest

from ultralink_assets.gates import judge_canaries
from ultralink_assets.gates.judge_canaries import CanaryOutcome
from ultralink_assets.gates.judged import GATES, Judged
from ultralink_assets.languages.judge import CRITERIA

KINDS = ("", *CRITERIA) * 3
ALL_YES: dict[str, str] = dict.fromkeys(CRITERIA, "yes")
ALL_NO: dict[str, str] = dict.fromkeys(CRITERIA, "no")
LIMIT = 0.2


def right(bad: str) -> CanaryOutcome:
    return CanaryOutcome(bad, {**ALL_YES, bad: "no"} if bad else ALL_YES)


def passed(outcomes: list[CanaryOutcome]) -> bool:
    return judge_canaries.check(outcomes, LIMIT).passed is True


def test_a_judge_that_is_right_passes_and_may_be_wrong_now_and_then() -> None:
    outcomes = [right(bad) for bad in KINDS]
    assert passed(outcomes)
    outcomes[1], outcomes[2] = (CanaryOutcome(KINDS[at], ALL_YES) for at in (1, 2))
    assert passed(outcomes)
    outcomes[3] = CanaryOutcome(KINDS[3], ALL_YES)
    assert not passed(outcomes)


@pytest.mark.parametrize("words", [ALL_YES, ALL_NO, dict.fromkeys(CRITERIA, "unsure"), {}])
def test_a_judge_that_always_says_the_same_fails(words: dict[str, str]) -> None:
    assert not passed([CanaryOutcome(bad, words) for bad in KINDS])


@pytest.mark.parametrize("blind", ["", *CRITERIA])
def test_a_judge_that_is_never_right_about_one_kind_fails_however_rare_it_is(blind: str) -> None:
    outcomes = [right(bad) for bad in KINDS * 5 if bad != blind] + [CanaryOutcome(blind, {})]
    verdict = judge_canaries.check(outcomes, LIMIT)
    assert (verdict.passed, verdict.blocking) == (False, True)
    assert verdict.detail["never_right_about"] == [blind or "good"]


@pytest.mark.parametrize("criterion", CRITERIA)
def test_a_judge_that_finds_one_fault_everywhere_fails(criterion: str) -> None:
    assert not passed([CanaryOutcome(bad, {**right(bad).said, criterion: "no"}) for bad in KINDS])


def test_without_canaries_nobody_knows() -> None:
    assert not passed([])


def judged(*words: str) -> Judged:
    tally = Judged("faithful")
    for turn, word in enumerate(words, 1):
        tally.add({"dialogue_id": "d", "turn": turn, "faithful": word, "why": f"reason {turn}"})
    return tally


def test_enough_yes_passes_and_unsure_is_no_yes() -> None:
    assert judged("yes", "yes", "yes", "yes", "no").verdict(0.8, believed=True).passed
    verdict = judged("yes", "yes", "yes", "unsure", "no").verdict(0.8, believed=True)
    assert (verdict.check_name, verdict.passed, verdict.undecided) == (GATES["faithful"], False, 1)
    assert (verdict.detail["ids"], verdict.detail["examples"]) == (["d turn 5"], ["reason 5"])


def test_the_words_of_a_judge_that_is_not_believed_are_all_undecided() -> None:
    verdict = judged("yes", "yes", "yes").verdict(0.8, believed=False)
    assert (verdict.passed, verdict.undecided) == (False, 3)
    assert "canaries" in verdict.detail["why"]


def test_no_row_is_no_pass() -> None:
    assert not judged().verdict(0.0, believed=True).passed

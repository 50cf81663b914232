"""A filter that does not find what binds a conversation to a culture, or finds it everywhere, is not believed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from ultralink_assets.gates import filter_canaries
from ultralink_assets.gates.filter_canaries import FilterOutcome
from ultralink_assets.gates.stage_checks import check_agnostic_sft
from ultralink_assets.languages.criteria import CRITERIA
from ultralink_assets.records import AgnosticItem, Part, Turn
from ultralink_assets.settings import AgnosticSftSettings
from ultralink_assets.warehouse import Books, Verdict, to_table

LIMITS = AgnosticSftSettings(min_canary_recall=0.8, max_canary_false_alarms=0.2)
ZEROS = dict.fromkeys(CRITERIA, 0)
ONES = dict.fromkeys(CRITERIA, 1)
BREAKS = [name for name in CRITERIA for _ in range(5)] + [""] * 10


def right(breaks: str) -> FilterOutcome:
    return FilterOutcome("c", breaks, {**ZEROS, breaks: 1} if breaks else ZEROS)


def wrong(breaks: str, *also: str) -> FilterOutcome:
    return FilterOutcome("c", breaks, {**ZEROS, **dict.fromkeys(also, 1)})


def with_wrong(*instead: FilterOutcome) -> list[FilterOutcome]:
    """Outcomes that are right, but for these."""
    left = [right(breaks) for breaks in BREAKS]
    for one in instead:
        left.remove(right(one.breaks))
    return [*left, *instead]


def verdict(outcomes: list[FilterOutcome]) -> Verdict:
    return filter_canaries.check(outcomes, 100, LIMITS)


def test_a_filter_that_is_right_passes_with_its_rates() -> None:
    found = verdict(with_wrong())
    assert (found.passed, found.blocking, found.undecided) == (True, True, 0)
    assert found.detail["recall"] == dict.fromkeys(CRITERIA, 1.0)
    assert found.detail["false_alarms"] == dict.fromkeys([*CRITERIA, "clean"], 0.0)
    assert (found.detail["wrong"], found.detail["failed"]) == ([], [])


@pytest.mark.parametrize("name", CRITERIA)
def test_each_criterion_may_miss_one_in_five_and_no_more(name: str) -> None:
    once, twice = verdict(with_wrong(wrong(name))), verdict(with_wrong(wrong(name), wrong(name)))
    assert (once.passed, once.detail["recall"][name]) == (True, 0.8)
    assert (twice.passed, twice.detail["recall"][name]) == (False, 0.6)
    assert twice.detail["failed"] == [f"recall of {name}"]


@pytest.mark.parametrize("name", CRITERIA)
def test_a_criterion_that_is_found_where_it_is_not_fails_however_well_it_is_found(name: str) -> None:
    others = [breaks for breaks in BREAKS if breaks and breaks != name]
    found = verdict(with_wrong(*(wrong(breaks, breaks, name) for breaks in others[:9])))
    assert found.detail["false_alarms"][name] == 0.225
    assert (found.passed, found.detail["failed"]) == (False, [f"false alarms of {name}"])
    assert verdict(with_wrong(*(wrong(breaks, breaks, name) for breaks in others[:8]))).passed


def test_clean_conversations_that_would_be_lost_fail_even_when_each_criterion_is_seldom_wrong() -> None:
    found = verdict(with_wrong(*(wrong("", name) for name in CRITERIA[:3])))
    assert (found.detail["false_alarms"]["clean"], found.passed) == (0.3, False)
    assert found.detail["failed"] == ["false alarms of clean"]
    assert verdict(with_wrong(*(wrong("", name) for name in CRITERIA[:2]))).passed


@pytest.mark.parametrize("said", [ZEROS, ONES, {}])
def test_a_filter_that_always_says_the_same_fails(said: dict[str, int]) -> None:
    assert verdict([FilterOutcome("c", breaks, said) for breaks in BREAKS]).passed is False


def test_replies_that_could_not_be_read_are_undecided_and_count_as_wrong_in_every_respect() -> None:
    found = verdict(with_wrong(*[FilterOutcome("c", "place", {})] * 2, *[FilterOutcome("c", "", {})] * 3))
    assert (found.passed, found.undecided, found.detail["unreadable"]) == (False, 5, 5)
    assert found.detail["failed"] == ["recall of place", "false alarms of clean"]
    assert found.detail["false_alarms"]["custom"] == 0.125
    assert found.detail["wrong"][0] == {"canary": "c", "breaks": "place", "said": "nothing that could be read"}


@pytest.mark.parametrize("missing", ["", *CRITERIA])
def test_without_a_canary_of_one_kind_nobody_knows(missing: str) -> None:
    assert verdict([right(breaks) for breaks in BREAKS if breaks != missing]).passed is False


def test_without_canaries_it_passes_only_where_no_teacher_was_asked() -> None:
    nobody = filter_canaries.check([], 0, LIMITS)
    assert (nobody.passed, nobody.detail) == (True, {"why": "no teacher was asked"})
    somebody = filter_canaries.check([], 7, LIMITS)
    assert (somebody.passed, somebody.undecided) == (False, 7)


def of_rows(folder: Path, part: Part, teachers: Sequence[str | None], given: int) -> Verdict:
    """What the check says of rows by ``teachers``, of ``given`` items, when no canary was asked about."""
    rows = [
        AgnosticItem(str(number), part, "en", "f", number, None, (Turn("Q?", "A."),), None, teacher, None)
        for number, teacher in enumerate(teachers)
    ]
    pq.write_table(to_table("agnostic_sft", rows), folder / "rows.parquet")
    books = Books.of(**{"in": given, "out": len(rows), "made": len(rows), "rejected": given - len(rows)})
    return check_agnostic_sft(folder / "rows.parquet", part, books, [], LIMITS)[-1]


@pytest.mark.parametrize("teachers", [[], [None], ["demo"]])
def test_chat_without_canaries_is_not_believed_whoever_its_rows_name(
    tmp_path: Path, teachers: Sequence[str | None]
) -> None:
    found = of_rows(tmp_path, "chat", teachers, 5)
    assert (found.check_name, found.passed, found.undecided) == (filter_canaries.GATE, False, 5)


@pytest.mark.parametrize("part", ["math", "code"])
def test_maths_and_code_are_believed_while_no_row_names_a_teacher(tmp_path: Path, part: Part) -> None:
    assert of_rows(tmp_path, part, [None, None], 3).passed
    assert of_rows(tmp_path, part, [None, "demo"], 3).passed is False


def test_limits_that_ask_for_more_are_kept() -> None:
    strict = AgnosticSftSettings(min_canary_recall=1, max_canary_false_alarms=0)
    assert filter_canaries.check(with_wrong(), 1, strict).passed
    assert not filter_canaries.check(with_wrong(wrong("place")), 1, strict).passed
    assert not filter_canaries.check(with_wrong(wrong("", "place")), 1, strict).passed

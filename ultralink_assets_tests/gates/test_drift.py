"""What the drift check measures and when it warns."""

from __future__ import annotations

from pathlib import Path

import pytest

from ultralink_assets.gates import drift
from ultralink_assets.records import Dialogue
from ultralink_assets.warehouse import Books
from ultralink_assets_tests.gates.planting import clean_dialogues
from ultralink_assets_tests.gates.tables import books, dialogue_of, write

STEADY = {"rows": 100.0, "mean_turns": 2.0, "deeper_share": 0.5}


def measured(folder: Path, rows: list[Dialogue], counts: Books) -> dict[str, float]:
    return drift.measure("dialogues", write(folder / "rows.parquet", "dialogues", rows), counts)


def test_the_first_version_has_not_drifted() -> None:
    verdict = drift.check(STEADY, None, 0.2)
    assert (verdict.passed, verdict.blocking) == (True, False)
    assert verdict.detail["now"] == STEADY


@pytest.mark.parametrize(
    ("name", "value", "drifts"),
    [
        ("rows", 121.0, True),
        ("rows", 79.0, True),
        ("rows", 119.0, False),
        ("mean_turns", 2.5, True),
        ("deeper_share", 0.69, False),
        ("deeper_share", 0.29, True),
    ],
)
def test_a_measure_that_changed_by_more_than_the_limit_is_named_with_both_numbers(
    name: str, value: float, drifts: bool
) -> None:
    verdict = drift.check({**STEADY, name: value}, STEADY, 0.2)
    assert verdict.passed is not drifts
    assert verdict.detail["drifted"] == ([name] if drifts else [])
    assert verdict.detail["measures"][name] == {"before": STEADY[name], "now": value}


def test_a_measure_that_vanished_has_drifted() -> None:
    assert drift.check({"rows": 100.0}, {"rows": 100.0, "deeper_share": 0.5}, 0.2).detail["drifted"] == ["deeper_share"]


def test_rows_lengths_turns_steps_and_rejections_are_measured(tmp_path: Path) -> None:
    rows = [dialogue_of(one, at) for at, one in enumerate(clean_dialogues("en"))]
    found = measured(tmp_path, rows, books(len(rows)).plus("in", rows=2).plus("rejected", "refusal", 2))
    turns = [len(row.turns) for row in rows]
    follow_ups = [step for row in rows for step in row.steps[1:]]
    assert found["rows"] == len(rows)
    assert found["mean_turns"] == pytest.approx(sum(turns) / len(turns), abs=1e-4)
    assert found["deeper_share"] == pytest.approx(follow_ups.count("deeper") / len(follow_ups), abs=1e-4)
    assert found["rejected_share"] == pytest.approx(2 / (len(rows) + 2), abs=1e-4)
    assert found["mean_answer_characters"] > found["mean_question_characters"] > 10


def test_without_rows_only_their_number_is_measured(tmp_path: Path) -> None:
    assert measured(tmp_path, [], Books()) == {"rows": 0.0}

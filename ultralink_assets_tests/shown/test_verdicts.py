"""A check's verdict in words: its state, and lines of the log that fit."""

from __future__ import annotations

import pytest

from ultralink_assets.shown import verdicts
from ultralink_assets.warehouse import Verdict

FAILED = Verdict("length", True, False, 2, {"rows": 40, "failed": 30, "ids": [f"xx:{n}:abc" for n in range(20)]})


@pytest.mark.parametrize(
    ("verdict", "state"),
    [
        (Verdict("length", True, True), "pass"),
        (FAILED, "fail"),
        (Verdict("length", True, False, 40, {"failed": 0}), "undecided"),
        (Verdict("length", True, None), "undecided"),
        (Verdict("not_empty", True, False, 0, {"rows": 0}), "fail"),
    ],
)
def test_the_state_tells_a_failure_from_what_nobody_knows(verdict: Verdict, state: str) -> None:
    assert verdicts.state(verdict) == state


def test_the_log_names_the_check_the_counts_and_the_first_rows() -> None:
    assert verdicts.in_log("passages/xx", FAILED).splitlines() == [
        "passages/xx: the check 'length' did not pass",
        "  failed 30, rows 40, undecided 2",
        "  xx:0:abc",
        "  xx:1:abc",
        "  xx:2:abc",
        "  and 17 more in gate_verdicts, in the UI and in the report",
    ]


def test_no_line_of_the_log_is_wider_than_a_terminal() -> None:
    wide = Verdict("language", True, False, 0, {"failed": 1, "ids": ["x" * 500], "why": "y" * 500})
    lines = verdicts.in_log("dialogues/xx", wide).splitlines()
    assert max(map(len, lines)) <= verdicts.LINE_CHARACTERS + 2

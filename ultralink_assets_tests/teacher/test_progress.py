"""The line that says how far a run is: what is in it, and that it fits a terminal when a run is very long."""

from __future__ import annotations

import time

from ultralink_assets.teacher.progress import Progress, Tally


def lines(last: bool, *, requests: int, cost_usd: float | None, total: int, started_before_s: float) -> str:
    said: list[str] = []
    tally = Tally(requests=requests, cost_usd=cost_usd, started=time.monotonic() - started_before_s)
    progress = Progress("dialogues/xx", total, tally, lambda: total // 10, said.append)
    progress.done, progress.pending = total, total // 500
    progress.tell(last)
    return said[0]


def test_the_last_line_of_a_run_of_days_fits_a_terminal() -> None:
    line = lines(True, requests=9_876_543, cost_usd=12_345.67, total=654_321, started_before_s=100_000)
    assert "9876543 requests" in line
    assert "$12,345.67" in line
    assert line.endswith("27.8 h")
    assert len(line) <= 110


def test_a_line_on_the_way_fits_too_and_leaves_unknown_money_out() -> None:
    line = lines(False, requests=9_876_543, cost_usd=None, total=654_321, started_before_s=100_000)
    assert "$" not in line
    assert len(line) <= 100

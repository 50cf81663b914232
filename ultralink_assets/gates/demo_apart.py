"""What the demo teacher wrote is never in one mix with what a real one wrote: demo rows are no data."""

from __future__ import annotations

from collections.abc import Mapping

from ultralink_assets.settings import DEMO
from ultralink_assets.warehouse.books import Verdict

GATE = "demo_apart"
ONE_TEACHER = "one_teacher"


def check(teachers: Mapping[str, int]) -> Verdict:
    """``teachers``: rows by who wrote or translated them, less those that no teacher wrote."""
    apart = DEMO not in teachers or len(teachers) == 1
    return Verdict(GATE, True, apart, 0, {"teachers": dict(teachers)})


def check_one(teachers: Mapping[str, int]) -> Verdict:
    """A warning when rows of several teachers are mixed: what they do differently looks like what languages do."""
    return Verdict(ONE_TEACHER, False, len(teachers) <= 1, 0, {"teachers": dict(teachers)})

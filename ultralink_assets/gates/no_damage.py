"""The dump was read whole. A damaged stream costs its own pages only, so this warns and does not block."""

from __future__ import annotations

from collections.abc import Sequence

from ultralink_assets.gates.tally import SHOWN
from ultralink_assets.warehouse.books import Verdict

GATE = "no_damage"


def check(damage: Sequence[str]) -> Verdict:
    """``damage``: what could not be read, in words."""
    return Verdict(GATE, False, not damage, 0, {"damaged": len(damage), "examples": list(damage[:SHOWN])})

"""Each translation has its English item, with as many turns: what it is compared with is there."""

from __future__ import annotations

from collections.abc import Sequence

from ultralink_assets.records import Finding, Outcome

GATE = "source_known"


def check(turns: Sequence[object], english: Sequence[object] | None) -> Finding:
    """``english``: the item's turns, None where the stage before has no such item."""
    if english is None:
        return Finding(GATE, Outcome.FAIL, "no English item has this id")
    if len(turns) != len(english):
        return Finding(GATE, Outcome.FAIL, f"{len(turns)} turns, and {len(english)} in English")
    return Finding(GATE, Outcome.PASS)

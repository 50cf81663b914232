"""Each dialogue is about a passage that the stage was given."""

from __future__ import annotations

from ultralink_assets.records import Finding, Outcome

GATE = "passage_known"


def check(passage: str | None) -> Finding:
    """``passage``: the text that the dialogue's ``passage_id`` leads to, None when it leads nowhere."""
    return Finding(GATE, Outcome.PASS) if passage else Finding(GATE, Outcome.FAIL, "no such passage")

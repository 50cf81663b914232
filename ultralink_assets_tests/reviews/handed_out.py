"""Items that were handed out, and verdicts on them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from ultralink_assets.records import Opinion
from ultralink_assets.reviews.verdicts import GivenVerdict, Item

NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)


def item(number: int, language: str = "ru", gates: Opinion = "keep") -> Item:
    dialogue_id = f"{language}:{number}:d"
    reason = None if gates == "keep" else "refusal"
    return Item(f"{dialogue_id}:hash", language, "dialogues", dialogue_id, gates, reason, "reject", "fluent")


def given(number: int, reviewer: str, verdict: Opinion, note: str = "", hour: int = 0) -> GivenVerdict:
    return GivenVerdict(item(number), reviewer, verdict, note, NOON + timedelta(hours=hour))

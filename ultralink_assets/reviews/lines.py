"""What stands in the files of reviews: JSON objects become items and verdicts, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from ultralink_assets.reviews.sampling import Candidate
from ultralink_assets.reviews.verdicts import GivenVerdict, Item


def item_of(record: Mapping[str, Any]) -> Item:
    return Item(**record)


def item_of_candidate(candidate: Candidate, stage: str, language: str) -> Item:
    return Item(
        item_id=candidate.item_id,
        language=language,
        stage=stage,
        dialogue_id=candidate.dialogue_id,
        gates=candidate.gates,
        gates_reason=candidate.reason,
        judge=candidate.judge.opinion,
        judge_reason=candidate.judge.reason,
    )


def records_of(verdicts: Iterable[GivenVerdict]) -> list[dict[str, Any]]:
    return [{**asdict(one), "reviewed_at": one.reviewed_at.isoformat()} for one in verdicts]


def verdicts_of(records: Iterable[Mapping[str, Any]]) -> list[GivenVerdict]:
    """The inverse of `records_of`."""
    return [
        GivenVerdict(**{**one, "item": item_of(one["item"]), "reviewed_at": datetime.fromisoformat(one["reviewed_at"])})
        for one in records
    ]

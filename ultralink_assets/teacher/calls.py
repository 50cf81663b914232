"""Rows of ``llm_calls``: what is written for an attempt, what is read when the same request comes again."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import NamedTuple

from ultralink_assets.records import Reply
from ultralink_assets.teacher.outcomes import FINAL, UNUSABLE, CallOutcome

MOST_UNUSABLE = 2  # delivered but refused, cut or filtered: asked once more, not oftener, over all runs


@dataclass(frozen=True, slots=True)
class Call:
    """One attempt; the fields are the columns of ``llm_calls`` in their order."""

    key: bytes
    stage: str
    language: str
    item_id: str
    run_id: str
    teacher: str
    model: str
    draw: int
    attempt: int
    outcome: str
    status: int | None
    prompt_tokens: int | None
    cached_tokens: int | None
    completion_tokens: int | None
    reasoning_tokens: int | None
    cost_usd: float | None
    seconds: float
    asked_at: str  # ISO 8601, UTC
    answer: str | None
    reasoning: str | None
    words: str | None


_COLUMNS = [field.name for field in fields(Call)]
_values = attrgetter(*_COLUMNS)
_INSERT = f"INSERT INTO llm_calls ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"
_SPEND = """
    INSERT INTO spending VALUES (:teacher, :spent, 0) ON CONFLICT (teacher) DO UPDATE
    SET spent_usd = spent_usd + :spent, reserved_usd = max(0, reserved_usd - :freed)
"""

STAGE_COSTS = """
    SELECT stage, language, teacher, model, count(*), sum(outcome = 'answered'), sum(prompt_tokens), sum(cached_tokens),
           sum(completion_tokens), sum(reasoning_tokens), sum(cost_usd),
           sum(cost_usd IS NULL AND outcome <> 'timeout')
    FROM llm_calls GROUP BY stage, language, teacher, model ORDER BY stage, language, teacher, model
"""


class PastCall(NamedTuple):
    """What is known about an earlier attempt."""

    outcome: str
    answer: str | None


class StageCost(NamedTuple):
    """What a stage's requests of one language sent and spent; ``cost_usd`` is None when no cost is known.

    ``unpriced`` counts the requests that may have been billed, and whose cost is not known (no prices in the settings).
    """

    stage: str
    language: str
    teacher: str
    model: str
    requests: int
    answered: int
    prompt_tokens: int | None
    cached_tokens: int | None
    completion_tokens: int | None
    reasoning_tokens: int | None
    cost_usd: float | None
    unpriced: int


def record(call: Call, freed_usd: float) -> Callable[[sqlite3.Connection], None]:
    """Work for the ledger: write the attempt, add its cost to what was spent, free what was reserved for it."""

    def work(connection: sqlite3.Connection) -> None:
        connection.execute(_INSERT, _values(call))
        if call.cost_usd or freed_usd:
            spend = {"teacher": call.teacher, "spent": call.cost_usd or 0.0, "freed": freed_usd}
            connection.execute(_SPEND, spend)

    return work


def settled(past: Sequence[PastCall]) -> Reply | None:
    """The final reply that earlier attempts amount to, None when the request has to be sent."""
    unusable = 0
    for call in reversed(past):
        outcome = CallOutcome(call.outcome)
        if outcome in FINAL:
            return Reply(FINAL[outcome], call.answer or "")
        unusable += outcome in UNUSABLE
        if unusable >= MOST_UNUSABLE:
            last = next(row for row in reversed(past) if CallOutcome(row.outcome) in UNUSABLE)
            return Reply(UNUSABLE[CallOutcome(last.outcome)], last.answer or "")
    return None

"""What requests came to, over all runs, read from the ledger."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ultralink_assets.records import WarehouseError
from ultralink_assets.teacher.calls import STAGE_COSTS, StageCost

BY_OUTCOME = """
    SELECT outcome, count(*), sum(cost_usd) FROM llm_calls
    WHERE stage = ? AND language = ? GROUP BY outcome ORDER BY count(*) DESC, outcome
"""


@dataclass(frozen=True)
class Spent:
    """Requests and US dollars by outcome. An outcome without any known cost is not in ``cost_usd``."""

    requests: Mapping[str, int]
    cost_usd: Mapping[str, float]

    @property
    def total_usd(self) -> float | None:
        """All known costs; None when none is known (no prices in the settings)."""
        return sum(self.cost_usd.values()) if self.cost_usd else None


def spent(ledger: Path, stage: str, language: str) -> Spent:
    """Of all runs of the stage; raises `WarehouseError` when the ledger can't be read. No ledger is no request."""
    rows = _read(ledger, BY_OUTCOME, (stage, language))
    return Spent(
        {outcome: requests for outcome, requests, _ in rows},
        {outcome: cost for outcome, _, cost in rows if cost is not None},
    )


def by_teacher(ledger: Path) -> list[StageCost]:
    """What was sent and spent, a row for each stage, language, teacher and model; raises `WarehouseError`."""
    return [StageCost(*row) for row in _read(ledger, STAGE_COSTS, ())]


def _read(ledger: Path, sql: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
    if not ledger.exists():
        return []
    try:
        with closing(sqlite3.connect(f"{ledger.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            return connection.execute(sql, values).fetchall()
    except sqlite3.Error as error:
        raise WarehouseError(f"{ledger}: {error}", "is it the ledger of this version of ultralink-assets?") from error

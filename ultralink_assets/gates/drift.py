"""How much a stage's new rows differ from its version before: numbers that a person looks at before trusting them.

Both numbers of each measure are in the verdict. A change by more than the limit is a warning, not a failure: a new dump
may well be larger. Counts and means change by a share of what they were, shares by points: 0.10 to 0.32 is 0.22.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb

from ultralink_assets.warehouse.books import Books, Verdict
from ultralink_assets.warehouse.connections import MEMORY_LIMIT

GATE = "drift"
_SHARE = "share"

# What is measured of each stage's rows, as SQL over them.
MEASURES: Mapping[str, Mapping[str, str]] = {
    "raw_wikipedia": {"mean_characters": "avg(characters)", "mean_sections": "avg(len(sections))"},
    "passages": {"mean_tokens": "avg(tokens)"},
    "dialogues": {
        "mean_turns": "avg(len(turns))",
        "mean_answer_characters": "avg(list_avg(list_transform(turns, lambda turn: length(turn.answer))))",
        "mean_question_characters": "avg(list_avg(list_transform(turns, lambda turn: length(turn.question))))",
        "deeper_share": "sum(len(list_filter(steps, lambda step: step = 'deeper'))) / nullif(sum(len(steps) - 1), 0)",
        "turned_down_share": "avg((ended = 'turned_down')::INT)",
        "closed_book_share": "avg((kind = 'closed_book')::INT)",
    },
    "pruned_mix": {
        "mean_turns": "avg(len(turns))",
        "mean_tokens": "avg(tokens)",
        "chat_specific_share": "avg((part = 'chat_specific')::INT)",
        "chat_agnostic_share": "avg((part = 'chat_agnostic')::INT)",
        "math_share": "avg((part = 'math')::INT)",
        "code_share": "avg((part = 'code')::INT)",
    },
    "english_sft": {
        "mean_turns": "avg(len(turns))",
        "mean_answer_characters": "avg(list_avg(list_transform(turns, lambda turn: length(turn.answer))))",
    },
}


def measure(stage: str, rows_path: Path, books: Books) -> dict[str, float]:
    """The measures of one version; one that has no value (no rows, no follow-ups) is left out."""
    asked = books.total("in") - books.total("not_drawn")
    named = MEASURES.get(stage, {})
    columns = ", ".join(["count(*)", *named.values()])
    with duckdb.connect(config={"memory_limit": MEMORY_LIMIT}) as connection:
        found = connection.execute(f"SELECT {columns} FROM read_parquet(?)", [str(rows_path)]).fetchall()[0]
    values = dict(zip(["rows", *named], found, strict=True))
    values["rejected_share"] = books.total("rejected") / asked if asked > 0 else None
    return {name: round(float(value), 4) for name, value in values.items() if value is not None}


def check(now: Mapping[str, float], before: Mapping[str, float] | None, limit: float) -> Verdict:
    """Fails when a measure changed by more than ``limit``; without a version before there is nothing that drifted."""
    if before is None:
        return Verdict(
            GATE, False, True, 0, {"why": "the first version: there is none to compare with", "now": dict(now)}
        )
    compared = {name: {"before": before.get(name), "now": now.get(name)} for name in {**before, **now}}
    drifted = [name for name in compared if _changed(name, before.get(name), now.get(name)) > limit]
    return Verdict(GATE, False, not drifted, 0, {"drifted": drifted, "limit": limit, "measures": compared})


def _changed(name: str, before: float | None, now: float | None) -> float:
    if before is None or now is None:
        return 1.0
    if name.endswith(_SHARE):
        return abs(now - before)
    return abs(now - before) / before if before else float(now != before)

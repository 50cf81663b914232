"""No two rows of a stage hold the same text; a dialogue and its closed-book twin may."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from ultralink_assets.gates.tally import EXAMPLES, SHOWN
from ultralink_assets.warehouse.books import Verdict
from ultralink_assets.warehouse.connections import MEMORY_LIMIT
from ultralink_assets.warehouse.tables import STAGES

GATE = "duplicates"
# What of a row must not occur twice.
TEXTS = {"passages": "text", "dialogues": "CAST(turns AS VARCHAR)"}
# Which of two rows with one text are copies: not a dialogue and its closed-book twin (see `records.are_twins`).
_TWINS = r"regexp_replace({}, ':(grounded|closed_book)\z', '')"
APART = {"passages": "id <> kept", "dialogues": f"{_TWINS.format('id')} <> {_TWINS.format('kept')}"}

_COPIES = """
WITH seen AS (
    SELECT {key} AS id, min({key}) OVER (PARTITION BY md5({text})) AS kept FROM read_parquet(?)
)
SELECT id AS {key}, 'duplicates' AS reason, 'the same text as ' || kept AS detail FROM seen
WHERE {apart} ORDER BY id
"""


def find(rows_path: Path, stage: str, language: str) -> pa.Table:
    """The rows whose text an earlier row (by key) has too: the stage's key, ``reason``, ``detail``.

    ``rows_path`` holds the partition ``language``. DuckDB sorts them out and spills: memory stays flat.
    """
    key = STAGES[stage].key[0]
    with duckdb.connect(config={"memory_limit": MEMORY_LIMIT}) as connection:
        query = _COPIES.format(key=key, text=TEXTS[stage], apart=APART[stage])
        found = connection.execute(query, [str(rows_path)])
        return found.to_arrow_table()


def verdict(copies: pa.Table, rows: int, gate: str = GATE) -> Verdict:
    """Fails when there is a copy, and when there is no row."""
    detail: dict[str, Any] = {"rows": rows, "failed": copies.num_rows}
    if copies.num_rows:
        detail["ids"] = copies.column(0).slice(0, SHOWN).to_pylist()
        detail["examples"] = copies.column("detail").slice(0, EXAMPLES).to_pylist()
    return Verdict(gate, True, rows > 0 and not copies.num_rows, 0, detail)

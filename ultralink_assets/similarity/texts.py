"""Texts of a Parquet file by id, read in batches and always in the same order, so that they need not be held."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

ROWS_A_BATCH = 2048
_MEMORY_LIMIT = "400MB"

# The text of a row that holds turns, as SQL: each question and each answer on a line of its own.
TURNS = "array_to_string(list_transform(turns, lambda turn: concat(turn.question, chr(10), turn.answer)), chr(10))"

_ROWS = "SELECT {key}::VARCHAR AS id, {text} AS text FROM read_parquet(?)"


@dataclass(frozen=True, slots=True)
class Texts:
    """``path``: a Parquet file; ``key``: the column of the ids; ``text``: SQL over its columns, `TURNS` for turns."""

    path: Path
    key: str
    text: str = TURNS

    def batches(self) -> Iterator[tuple[list[str], list[str]]]:
        """Ids and texts of consecutive rows, in the file's order; a row without a text has an empty one."""
        query = _ROWS.format(key=self.key, text=f"coalesce({self.text}, '')")
        with duckdb.connect(config={"memory_limit": _MEMORY_LIMIT, "threads": 1}) as connection:
            for batch in connection.execute(query, [str(self.path)]).to_arrow_reader(ROWS_A_BATCH):
                names, texts = batch.to_pydict().values()
                yield names, texts

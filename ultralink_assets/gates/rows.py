"""Rows of Parquet files for checks, in batches: memory stays flat."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any, Literal, get_args

import duckdb
import pyarrow.parquet as pq

from ultralink_assets.records import Translated, Turn
from ultralink_assets.warehouse.connections import MEMORY_LIMIT

ROWS_A_BATCH = 256
Row = dict[str, Any]
Role = Literal["question", "answer"]

# The passage of each dialogue; what a passage is not known for comes with nulls.
_WITH_PASSAGES = """
SELECT dialogues.*, passages.title, passages.headings, passages.text AS passage
FROM read_parquet(?) AS dialogues LEFT JOIN read_parquet(?) AS passages USING (passage_id)
"""
# Each translation with the turns of its English item; those of an item that is not known come with nulls.
_WITH_ENGLISH = """
SELECT translations.*, english.turns AS english
FROM read_parquet($translations) AS translations LEFT JOIN read_parquet($english) AS english USING (part, item_id)
"""
# A filter of a scan, not a join: memory stays flat however large the tables are.
_TURNS = "SELECT dialogue_id, turns FROM read_parquet(?, union_by_name = true) WHERE list_contains(?, dialogue_id)"


def read_rows(rows_path: Path, columns: list[str]) -> Iterator[Row]:
    """The rows in the file's order."""
    with pq.ParquetFile(rows_path) as file:
        for batch in file.iter_batches(batch_size=ROWS_A_BATCH, columns=columns, use_threads=False):
            yield from batch.to_pylist()


def count_rows(rows_path: Path) -> int:
    """How many rows the file holds."""
    with pq.ParquetFile(rows_path) as file:
        return int(file.metadata.num_rows)


def count_different(rows_path: Path, column: str) -> int:
    """How many values ``column`` has."""
    with duckdb.connect(config={"memory_limit": MEMORY_LIMIT}) as connection:
        counted = connection.execute(f"SELECT count(DISTINCT {column}) FROM read_parquet(?)", [str(rows_path)])
        return int(counted.fetchall()[0][0])


def dialogues_with_passages(rows_path: Path, passages_path: Path, *, in_order: bool = False) -> Iterator[Row]:
    """Each dialogue with the ``title``, ``headings`` and text (``passage``) of its passage; by id if ``in_order``."""
    order = "ORDER BY dialogue_id" if in_order else ""
    with duckdb.connect(config={"memory_limit": MEMORY_LIMIT}) as connection:
        joined = connection.execute(_WITH_PASSAGES + order, [str(rows_path), str(passages_path)])
        for batch in joined.to_arrow_reader(ROWS_A_BATCH):
            yield from batch.to_pylist()


def translations_with_english(rows_path: Path, english_paths: Sequence[Path]) -> Iterator[Row]:
    """Each row of ``translated_sft`` with the turns of its item (``english``), which are in ``english_paths``."""
    paths = {"translations": str(rows_path), "english": [str(path) for path in english_paths]}
    with duckdb.connect(config={"memory_limit": MEMORY_LIMIT}) as connection:
        for batch in connection.execute(_WITH_ENGLISH, paths).to_arrow_reader(ROWS_A_BATCH):
            yield from batch.to_pylist()


def translated_texts(row: Row) -> Iterator[Translated]:
    """The texts of a translation beside their ``english``; what has none stands beside an empty text."""
    nothing = {"question": "", "answer": ""}
    roles: tuple[Role, ...] = get_args(Role)
    for turn, english in zip_longest(row["turns"], row["english"] or (), fillvalue=nothing):
        for role in roles:
            yield Translated(row["language"], row["part"], role, english[role], turn[role])


def turns_of(paths: Sequence[Path], ids: Collection[str]) -> Iterator[tuple[str, tuple[Turn, ...]]]:
    """The dialogues of ``ids`` in files of rows or rejections, in no order; one without turns has none."""
    if not paths or not ids:
        return
    with duckdb.connect(config={"memory_limit": MEMORY_LIMIT}) as connection:
        found = connection.execute(_TURNS, [[str(path) for path in paths], list(ids)])
        for dialogue_id, turns in found.fetchall():
            yield dialogue_id, tuple(Turn(**turn) for turn in turns or ())

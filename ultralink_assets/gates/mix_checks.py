"""The checks of a mix that is about to be published."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from ultralink_assets.gates import books_balance, contamination, demo_apart, duplicates, near_duplicates, not_empty
from ultralink_assets.gates.rows import count_rows
from ultralink_assets.similarity import Index
from ultralink_assets.warehouse.books import Books, Verdict
from ultralink_assets.warehouse.connections import MEMORY_LIMIT

_TEACHERS = "SELECT teacher, count(*) FROM read_parquet(?) WHERE teacher IS NOT NULL GROUP BY ALL ORDER BY ALL"


def check_pruned_mix(
    rows_path: Path, books: Books, index: Index, benchmarks: Sequence[str], similarity: float
) -> list[Verdict]:
    """``index``: the items of the ``benchmarks``' files; ``similarity``: from which on two rows are nearly the same."""
    rows = count_rows(rows_path)
    with duckdb.connect(config={"memory_limit": MEMORY_LIMIT}) as connection:
        teachers = dict(connection.execute(_TEACHERS, [str(rows_path)]).fetchall())
    return [
        books_balance.check(books, rows, rows),
        not_empty.check(rows),
        demo_apart.check(teachers),
        duplicates.verdict(near_duplicates.find_in_mix(rows_path, similarity), rows, near_duplicates.GATE),
        contamination.verdict(contamination.find(rows_path, index), rows, len(index)),
        contamination.check_named(benchmarks),
        demo_apart.check_one(teachers),
    ]

"""What is plotted of each stage: counts of its finished rows, by one query each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

import duckdb

from ultralink_assets.warehouse.books import Books
from ultralink_assets.warehouse.connections import MEMORY_LIMIT, Connections
from ultralink_assets.warehouse.tables import STAGES


@dataclass(frozen=True)
class Plot:
    """A chart: ``name`` is its key in the metadata, ``values`` are in the order in which they are drawn."""

    name: str
    title: str
    values: Mapping[str, float]


@dataclass(frozen=True)
class _Counted:
    """``sql`` yields one value a row, counted as it is, or by the ranges that begin at ``edges``."""

    name: str
    title: str
    sql: str
    edges: Sequence[int] = ()


_ANSWERS = "SELECT length(turn.answer) AS value FROM (SELECT unnest(turns) AS turn FROM rows)"
_CRITERIA = """
    SELECT criterion AS value FROM (UNPIVOT (SELECT unnest(criteria) FROM rows) ON * INTO NAME criterion VALUE score)
    WHERE score = 1"""
_BY_PARTITION = 'SELECT "partition", arg_max("rows", publication) FROM publications WHERE stage = ? GROUP BY ALL'
_TURNS = "SELECT len(turns) AS value FROM rows"
_OF_CONVERSATIONS = (
    _Counted("turns", "conversations by turns", _TURNS),
    _Counted("lengths", "answers by characters", _ANSWERS, (0, 100, 200, 400, 800, 1_600)),
)
_BY_PART = _Counted("parts", "conversations by part", "SELECT part AS value FROM rows")
_COUNTED: Mapping[str, tuple[_Counted, ...]] = MappingProxyType(
    {
        "raw_wikipedia": (
            _Counted(
                "lengths",
                "articles by characters",
                "SELECT characters AS value FROM rows",
                (0, 1_000, 3_000, 10_000, 30_000, 100_000),
            ),
        ),
        "passages": (
            _Counted(
                "lengths", "passages by tokens", "SELECT tokens AS value FROM rows", (0, 250, 500, 1_000, 1_500, 2_000)
            ),
        ),
        "dialogues": (
            _Counted("turns", "dialogues by turns", _TURNS),
            _Counted("lengths", "answers by characters", _ANSWERS, (0, 100, 200, 400, 800, 1_600)),
            _Counted("steps", "questions by step", "SELECT unnest(steps) AS value FROM rows"),
            _Counted("ended", "dialogues by how they ended", "SELECT ended AS value FROM rows"),
        ),
        "english_sft": _OF_CONVERSATIONS,
        "agnostic_sft": _OF_CONVERSATIONS,
        "translated_sft": (_BY_PART, *_OF_CONVERSATIONS),
        "pruned_mix": (
            _BY_PART,
            *_OF_CONVERSATIONS,
            _Counted("kept_by", "conversations by why they were kept", "SELECT kept_by AS value FROM rows"),
        ),
    }
)


# Of what was turned down, where its columns say more than its reason.
_COUNTED_REJECTED: Mapping[str, tuple[_Counted, ...]] = MappingProxyType(
    {"agnostic_sft": (_Counted("criteria", "turned down, by criterion", _CRITERIA),)}
)


def of_rows(stage: str, rows_path: Path, rejected_path: Path) -> list[Plot]:
    """The charts of a stage's published Parquet files, those without values left out."""
    return [
        *_of_file(rows_path, _COUNTED.get(stage, ())),
        *_of_file(rejected_path, _COUNTED_REJECTED.get(stage, ())),
    ]


def _of_file(path: Path, counted: Sequence[_Counted]) -> list[Plot]:
    if not counted:
        return []
    with duckdb.connect(config={"memory_limit": MEMORY_LIMIT}) as connection:
        connection.read_parquet(str(path)).create_view("rows")
        made = [Plot(each.name, each.title, _count(connection, each)) for each in counted]
    return [plot for plot in made if plot.values]


def of_books(books: Books) -> list[Plot]:
    """The chart of what was turned down or not drawn, by reason; none when nothing was."""
    reasons = {reason or side: rows for (side, reason), rows in books.rows.items() if side in ("rejected", "not_drawn")}
    ordered = dict(sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0])))
    return [Plot("reasons", "turned down or not drawn, by reason", ordered)] if ordered else []


def of_partitions(warehouse: Connections, stage: str, partition: str, rows: int) -> Plot:
    """The rows of each partition, the most first: ``rows`` of this one, and what the others have now."""
    with warehouse.reading() as connection:
        found = connection.execute(_BY_PARTITION, [stage]).fetchall()
    counts = {**dict(found), partition: rows}
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return Plot("partitions", f"{stage} by {STAGES[stage].partition_column}", dict(ordered))


def _count(connection: duckdb.DuckDBPyConnection, counted: _Counted) -> dict[str, float]:
    if not counted.edges:
        order = "value" if counted.name == "turns" else "count(*) DESC, value"
        found = connection.sql(f"SELECT value::VARCHAR, count(*) FROM ({counted.sql}) GROUP BY value ORDER BY {order}")
        return dict(found.fetchall())
    return _by_range(connection, counted)


def _by_range(connection: duckdb.DuckDBPyConnection, counted: _Counted) -> dict[str, float]:
    edges = list(counted.edges)
    labels = [f"{low:,}–{high - 1:,}" for low, high in pairwise(edges)] + [f"{edges[-1]:,} and more"]
    number = f"len(list_filter({edges}, lambda edge: edge <= value)) - 1"
    found = connection.sql(f"SELECT {number} AS number, count(*) FROM ({counted.sql}) GROUP BY number").fetchall()
    counts = dict(found)
    return {label: counts.get(index, 0) for index, label in enumerate(labels)} if counts else {}

"""What was published: publications, their books and verdicts, and which snapshots are still kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from ultralink_assets.warehouse.books import Books, Verdict
from ultralink_assets.warehouse.ddl import quoted


@dataclass(frozen=True)
class PublicationRow:
    """One row of ``publications``. ``publication`` counts from 1 in each stage and partition.

    ``snapshot`` is the Parquet file of its rows while it is kept (``rejected.parquet`` lies beside it). ``restored`` is
    the number of the publication that a rollback published again. ``inputs`` are the data versions of what
    the rows were made of, by the stage's name (``dump`` for the files).
    """

    stage: str
    partition: str
    publication: int
    data_version: str
    code_version: str
    rows: int
    rejected: int
    run_id: str
    published_at: datetime
    snapshot: Path | None = None
    restored: int | None = None
    inputs: Mapping[str, str] = field(default_factory=dict)

    def with_snapshot(self, snapshot: Path) -> PublicationRow:
        """The same publication with its snapshot."""
        return replace(self, snapshot=snapshot)


_COLUMNS = tuple(each.name for each in fields(PublicationRow))


def publications(
    connection: duckdb.DuckDBPyConnection, data_dir: Path, stage: str, partition: str
) -> list[PublicationRow]:
    """All publications of a stage and partition, the current one first."""
    found = connection.execute(
        f'SELECT {quoted(_COLUMNS)} FROM publications WHERE stage = ? AND "partition" = ? ORDER BY publication DESC',
        [stage, partition],
    ).fetchall()
    return [_publication(data_dir, dict(zip(_COLUMNS, row, strict=True))) for row in found]


def _publication(data_dir: Path, row: dict[str, Any]) -> PublicationRow:
    snapshot = data_dir / row["snapshot"] if row["snapshot"] else None
    published_at, inputs = row["published_at"].replace(tzinfo=UTC), json.loads(row["inputs"])
    return PublicationRow(**{**row, "snapshot": snapshot, "published_at": published_at, "inputs": inputs})


def current(connection: duckdb.DuckDBPyConnection, data_dir: Path, stage: str, partition: str) -> PublicationRow | None:
    """The publication whose rows are in the tables now; None when there was none."""
    return next(iter(publications(connection, data_dir, stage, partition)), None)


def books(connection: duckdb.DuckDBPyConnection, stage: str, partition: str, data_version: str) -> Books:
    """The books of one data version."""
    found = connection.execute(
        'SELECT side, reason, "rows" FROM stage_books WHERE (stage, "partition", data_version) = (?, ?, ?)',
        [stage, partition, data_version],
    ).fetchall()
    return Books({(side, reason): rows for side, reason, rows in found})


def verdicts(
    connection: duckdb.DuckDBPyConnection, stage: str, partition: str, data_version: str
) -> dict[str, Verdict]:
    """The verdicts on one data version, by the check's name."""
    found = connection.execute(
        "SELECT check_name, blocking, passed, undecided, detail FROM gate_verdicts "
        'WHERE (stage, "partition", data_version) = (?, ?, ?) ORDER BY check_name',
        [stage, partition, data_version],
    ).fetchall()
    return {
        name: Verdict(name, blocking, passed, undecided, json.loads(detail))
        for name, blocking, passed, undecided, detail in found
    }


def named_snapshots(connection: duckdb.DuckDBPyConnection, stage: str, partition: str) -> frozenset[str]:
    """The snapshots that are kept, as the table names them."""
    found = connection.execute(
        'SELECT snapshot FROM publications WHERE stage = ? AND "partition" = ? AND snapshot IS NOT NULL',
        [stage, partition],
    ).fetchall()
    return frozenset(path for (path,) in found)


def forget_old_snapshots(
    connection: duckdb.DuckDBPyConnection, stage: str, partition: str, keep_versions: int
) -> frozenset[str]:
    """Set ``snapshot`` NULL where it is no longer kept; returns those that are.

    Kept are the last ``keep_versions`` publications, since a run may be reading them, and the newest publication of
    each of the last ``keep_versions`` data versions: publishing equal rows again pushes no other version out.
    """
    connection.execute(
        """
        UPDATE publications SET snapshot = NULL
        WHERE stage = $stage AND "partition" = $partition AND snapshot IS NOT NULL AND publication NOT IN (
            (SELECT publication FROM publications WHERE stage = $stage AND "partition" = $partition
             ORDER BY publication DESC LIMIT $keep)
            UNION ALL
            (SELECT max(publication) FROM publications WHERE stage = $stage AND "partition" = $partition
             GROUP BY data_version ORDER BY max(publication) DESC LIMIT $keep)
        )
        """,
        {"stage": stage, "partition": partition, "keep": keep_versions},
    )
    return named_snapshots(connection, stage, partition)

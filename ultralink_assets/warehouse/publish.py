"""Publishing and rolling back: one partition's rows, rejections, books and verdicts change in one transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from ultralink_assets.records import WarehouseError
from ultralink_assets.warehouse import history
from ultralink_assets.warehouse.books import Books, Verdict
from ultralink_assets.warehouse.connections import Connections
from ultralink_assets.warehouse.history import PublicationRow
from ultralink_assets.warehouse.merge import Merged
from ultralink_assets.warehouse.snapshots import REJECTED, Snapshots
from ultralink_assets.warehouse.tables import STAGES, StageTable


@dataclass(frozen=True)
class Publication:
    """Everything that becomes visible at once."""

    stage: str
    partition: str
    merged: Merged
    books: Books
    verdicts: Sequence[Verdict]
    code_version: str
    run_id: str
    inputs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Contents:
    """What the transaction writes. ``books`` is None where the data version has its books and verdicts already."""

    rows_path: Path
    rejected_path: Path
    row: PublicationRow
    books: Books | None
    verdicts: Sequence[Verdict]


def publish(connections: Connections, publication: Publication, keep_versions: int) -> PublicationRow:
    """Replace the partition by what was merged. Raises `WarehouseError` when items are pending.

    Whether the books balance is for a check to say: its verdict is published with the rows.
    """
    if pending := publication.books.total("pending"):
        raise WarehouseError(
            f"{publication.stage}/{publication.partition}: {pending} items are pending; nothing was published",
            "start the run again: it goes on with what is pending",
        )
    merged = publication.merged
    snapshots = Snapshots(connections.data_dir, publication.stage, publication.partition)
    with snapshots.lock(connections.patience(snapshots.folder)):
        row = PublicationRow(
            stage=publication.stage,
            partition=publication.partition,
            publication=_next_number(connections, publication.stage, publication.partition),
            data_version=merged.data_version,
            code_version=publication.code_version,
            rows=merged.rows,
            rejected=merged.rejected,
            run_id=publication.run_id,
            published_at=datetime.now(UTC),
            inputs=publication.inputs,
        )
        contents = _Contents(merged.rows_path, merged.rejected_path, row, publication.books, publication.verdicts)
        return _store(connections, snapshots, contents, keep_versions)


def rollback(
    connections: Connections, stage: str, partition: str, to: str | None, run_id: str, keep_versions: int
) -> PublicationRow:
    """Publish an earlier version again, with the books and verdicts of its rows.

    ``to`` is the number of a publication or the beginning of a data version; by default the version before the current
    one (after a rollback: before the one that it restored). Raises `WarehouseError` when that version is not kept.
    """
    snapshots = Snapshots(connections.data_dir, stage, partition)
    with snapshots.lock(connections.patience(snapshots.folder)):
        with connections.reading() as connection:
            past = history.publications(connection, connections.data_dir, stage, partition)
        target = _choose(past, stage, partition, to)
        assert target.snapshot is not None
        row = PublicationRow(
            stage=stage,
            partition=partition,
            publication=past[0].publication + 1,
            data_version=target.data_version,
            code_version=target.code_version,
            rows=target.rows,
            rejected=target.rejected,
            run_id=run_id,
            published_at=datetime.now(UTC),
            restored=target.restored or target.publication,
            inputs=target.inputs,
        )
        contents = _Contents(target.snapshot, target.snapshot.with_name(REJECTED), row, None, ())
        return _store(connections, snapshots, contents, keep_versions)


def set_verdict(connections: Connections, stage: str, partition: str, data_version: str, *verdicts: Verdict) -> None:
    """Write the verdicts of checks that run after publishing; each replaces the one that is there."""
    with connections.writing() as connection:
        for verdict in verdicts:
            connection.execute(
                'DELETE FROM gate_verdicts WHERE stage = ? AND "partition" = ? AND data_version = ? AND check_name = ?',
                [stage, partition, data_version, verdict.check_name],
            )
        _insert_verdicts(connection, (stage, partition, data_version), verdicts)


def _next_number(connections: Connections, stage: str, partition: str) -> int:
    with connections.reading() as connection:
        current = history.current(connection, connections.data_dir, stage, partition)
    return current.publication + 1 if current else 1


def _choose(past: Sequence[PublicationRow], stage: str, partition: str, to: str | None) -> PublicationRow:
    """The publication to restore, ``past`` being ordered from the newest."""
    kept = {row.data_version: row for row in reversed(past) if row.snapshot is not None}
    if not past:
        raise WarehouseError(f"{stage}/{partition} was never published", f"materialize {stage}/{partition} first")
    current = past[0]
    before = current.restored or current.publication
    for row in past:
        wanted = (
            row.publication < before and row.data_version != current.data_version
            if to is None
            else to == str(row.publication) or (len(to) >= 4 and row.data_version.startswith(to))
        )
        if wanted and row.data_version in kept:
            return kept[row.data_version]
    known = "; ".join(
        f"publication {row.publication} (data version {row.data_version}, {row.rows} rows)" for row in kept.values()
    )
    raise WarehouseError(
        f"{stage}/{partition} has no {'earlier version' if to is None else f'version {to!r}'} that is kept",
        f"kept: {known or 'none'}; the setting keep_versions says how many are kept",
    )


def _store(connections: Connections, snapshots: Snapshots, contents: _Contents, keep_versions: int) -> PublicationRow:
    row, stage = contents.row, STAGES[contents.row.stage]
    rows_path = snapshots.save(row.publication, contents.rows_path, contents.rejected_path)
    with connections.writing() as connection:
        _replace_rows(connection, stage, row, rows_path)
        _insert_publication(connection, row, snapshots.relative(rows_path))
        if contents.books is not None:
            _replace_facts(connection, row, contents.books, contents.verdicts)
        keep = history.forget_old_snapshots(connection, row.stage, row.partition, keep_versions)
    snapshots.sweep(keep)
    return row.with_snapshot(rows_path)


def _replace_rows(
    connection: duckdb.DuckDBPyConnection, stage: StageTable, row: PublicationRow, rows_path: Path
) -> None:
    sources = (stage.name, rows_path, row.rows), (stage.rejected_name, rows_path.with_name(REJECTED), row.rejected)
    for table, path, expected in sources:
        connection.execute(f'DELETE FROM {table} WHERE "{stage.partition_column}" = ?', [row.partition])
        inserted = connection.execute(f"INSERT INTO {table} BY NAME FROM read_parquet(?)", [str(path)]).fetchone()
        if inserted != (expected,):
            raise WarehouseError(f"{path}: {inserted} rows instead of {expected}", "materialize again")


def _insert_publication(connection: duckdb.DuckDBPyConnection, row: PublicationRow, snapshot: str) -> None:
    connection.execute(
        'INSERT INTO publications (stage, "partition", publication, data_version, code_version, "rows", rejected, '
        "run_id, published_at, snapshot, restored, inputs) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            row.stage, row.partition, row.publication, row.data_version, row.code_version, row.rows, row.rejected,
            row.run_id, row.published_at.replace(tzinfo=None), snapshot, row.restored, json.dumps(dict(row.inputs)),
        ],
    )  # fmt: skip


def _replace_facts(
    connection: duckdb.DuckDBPyConnection, row: PublicationRow, books: Books, verdicts: Sequence[Verdict]
) -> None:
    name = (row.stage, row.partition, row.data_version)
    for table in ("stage_books", "gate_verdicts"):
        connection.execute(f'DELETE FROM {table} WHERE (stage, "partition", data_version) = (?, ?, ?)', name)
    lines = [(*name, side, reason, rows) for (side, reason), rows in sorted(books.rows.items())]
    if lines:
        connection.executemany("INSERT INTO stage_books VALUES (?, ?, ?, ?, ?, ?)", lines)
    _insert_verdicts(connection, name, verdicts)


def _insert_verdicts(
    connection: duckdb.DuckDBPyConnection, name: tuple[str, str, str], verdicts: Sequence[Verdict]
) -> None:
    for verdict in verdicts:
        detail = json.dumps(dict(verdict.detail), ensure_ascii=False, sort_keys=True)
        values = [*name, verdict.check_name, verdict.blocking, verdict.passed, verdict.undecided, detail]
        connection.execute("INSERT INTO gate_verdicts VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)

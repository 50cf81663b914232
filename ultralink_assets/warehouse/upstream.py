"""The one way in which a stage reads its upstream: only rows whose every blocking check is known to have passed."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from ultralink_assets.records import UpstreamRefused
from ultralink_assets.warehouse import files, history
from ultralink_assets.warehouse.books import Verdict
from ultralink_assets.warehouse.connections import Connections
from ultralink_assets.warehouse.history import PublicationRow
from ultralink_assets.warehouse.rows import from_table
from ultralink_assets.warehouse.snapshots import REJECTED

_DETAIL_CHARACTERS = 300
_NAMES_SHOWN = 5


@dataclass(frozen=True)
class Upstream:
    """The rows of one publication, read from its immutable Parquet file: no lock is held meanwhile."""

    stage: str
    partition: str
    data_version: str
    rows: int
    rows_path: Path
    rejected_path: Path

    def batches(self, size: int) -> Iterator[list[Any]]:
        """The rows in lists of at most ``size``: `Article`, `Passage` or `Dialogue`, ordered by the stage's key."""
        with files.explained(self.rows_path, "reading the upstream"), pq.ParquetFile(self.rows_path) as file:
            for batch in file.iter_batches(batch_size=size, use_threads=False):
                yield from_table(self.stage, batch)


def read_upstream(
    connections: Connections, stage: str, partition: str, expected: Sequence[str], override: Collection[str]
) -> Upstream:
    """The current publication. Raises `UpstreamRefused` unless each check of ``expected`` passed on exactly its rows.

    A missing or undecided verdict refuses too. ``override`` lists checks that may fail: ``"passages/language"``.
    """
    with connections.reading() as connection:
        current = history.current(connection, connections.data_dir, stage, partition)
        verdicts = history.verdicts(connection, stage, partition, current.data_version) if current else {}
    if current is None:
        raise UpstreamRefused(
            f"{stage}/{partition} has no data: it was never published",
            f"materialize it first: dagster asset materialize --select {stage}/{partition}",
        )
    _refuse_without_pass(current, verdicts, [name for name in expected if f"{stage}/{name}" not in override])
    if current.snapshot is None or not current.snapshot.is_file():
        raise UpstreamRefused(
            f"{stage}/{partition}: the Parquet file of its publication is gone ({current.snapshot})",
            f"materialize {stage}/{partition} again, and leave the folder 'publications' to the program",
        )
    return Upstream(
        stage,
        partition,
        current.data_version,
        current.rows,
        current.snapshot,
        current.snapshot.with_name(REJECTED),
    )


def _refuse_without_pass(current: PublicationRow, verdicts: Mapping[str, Verdict], expected: Sequence[str]) -> None:
    bad = [name for name in expected if name not in verdicts or not verdicts[name].passed]
    if not bad:
        return
    waiting = [name for name in bad if name not in verdicts or verdicts[name].passed is None]
    stage, partition = current.stage, current.partition
    where = (
        f"SELECT * FROM gate_verdicts WHERE stage = '{stage}' AND \"partition\" = '{partition}' "
        f"AND data_version = '{current.data_version}'"
    )
    listed = ", ".join(f'"{stage}/{name}"' for name in bad)
    raise UpstreamRefused(
        f"{stage}/{partition} may not be used (data version {current.data_version}): "
        + "; ".join([*_failed(verdicts, bad), *_waiting(waiting)]),
        (
            f"let the SQL tests among them run: ultralink check {stage}/{partition}, or materialize it again; "
            if waiting
            else ""
        )
        + f"look: ultralink sql {json.dumps(where)}, or the checks of {stage}/{partition} in the UI; "
        f"to go on in spite of it: [gates] override = [{listed}]",
    )


def _failed(verdicts: Mapping[str, Verdict], bad: Sequence[str]) -> Iterator[str]:
    for name in bad:
        if name in verdicts and verdicts[name].passed is False:
            detail = json.dumps(dict(verdicts[name].detail), ensure_ascii=False)
            shown = detail if len(detail) <= _DETAIL_CHARACTERS else detail[:_DETAIL_CHARACTERS] + " ..."
            yield f"the check {name!r} did not pass ({verdicts[name].undecided} undecided, {shown})"


def _waiting(names: Sequence[str]) -> Iterator[str]:
    if names:
        shown = ", ".join(names[:_NAMES_SHOWN]) + (" ..." if len(names) > _NAMES_SHOWN else "")
        yield f"{len(names)} {'check has' if len(names) == 1 else 'checks have'} not run on these rows ({shown})"

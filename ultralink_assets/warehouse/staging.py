"""Finished units of a stage as Parquet files, so that a stopped run goes on where it was.

``<data_dir>/staging/<stage>/<partition>/<version>/<unit>/`` holds ``rows.parquet``, ``rejected.parquet`` and
``unit.json`` (books and notes). ``version`` is a hash of the code version and the input's data versions: units of
another version are never read, and go when the partition is published.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ultralink_assets.records import AlreadyRunning, WarehouseError
from ultralink_assets.warehouse import files, locks
from ultralink_assets.warehouse.books import Books
from ultralink_assets.warehouse.tables import STAGES

_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}")


class Staging:
    """The staging area of one stage, partition and version. `lock` is held from the first look to `clear_all`."""

    def __init__(self, data_dir: Path, stage: str, partition: str, version: str) -> None:
        for name in (partition, version):
            _check_name(name)
        self.data_dir = data_dir
        self.stage = STAGES[stage]
        self.partition = partition
        self.version = version
        self._all_versions = data_dir / "staging" / stage / partition
        self.folder = self._all_versions / version

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Only one run at a time works on a stage and partition; raises `AlreadyRunning` that names the other."""
        place = self._all_versions.with_name(f"{self.partition}.lock")
        with ExitStack() as stack:
            try:
                with files.explained(place, "locking the staging area"):
                    stack.enter_context(locks.file_lock(place))
            except locks.HeldError as holder:
                raise AlreadyRunning(
                    f"{self.stage.name}/{self.partition} is already being made by {holder}",
                    "wait for that run, or stop it; this one has changed nothing",
                ) from None
            self._prepare()
            yield

    def _prepare(self) -> None:
        with files.explained(self.folder, "preparing the staging area"):
            shutil.rmtree(self._gone, ignore_errors=True)
            self.folder.mkdir(parents=True, exist_ok=True)
            files.remove_leftovers(self.folder)

    def finished(self) -> frozenset[str]:
        """Names of the units that are whole."""
        return frozenset(folder.name for folder in self._units())

    def write(
        self,
        unit: str,
        rows: pa.Table,
        rejected: pa.Table,
        books: Books,
        notes: Mapping[str, object] | None = None,
    ) -> None:
        """Store a finished unit, whole or not at all. A unit that is already there stays as it is.

        Raises `WarehouseError` when the disk is full or a table has other columns than the stage.
        """
        _check_name(unit)
        self._check_schema(unit, rows, self.stage.schema)
        self._check_schema(unit, rejected, self.stage.rejected_schema)
        if (self.folder / unit).exists():
            return
        with files.explained(self.folder / unit, "staging a unit"), files.new_folder(self.folder / unit) as folder:
            _write_parquet(rows, folder / "rows.parquet")
            _write_parquet(rejected, folder / "rejected.parquet")
            record = {"books": books.to_lists(), "notes": dict(notes or {})}
            (folder / "unit.json").write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")

    def books(self) -> Books:
        """The books of all finished units together."""
        total = Books()
        for record in self._records():
            total += Books.from_lists(record["books"])
        return total

    def notes(self) -> Iterator[dict[str, Any]]:
        """The notes of every finished unit, by the units' names."""
        for record in self._records():
            yield record["notes"]

    def rows_paths(self) -> list[Path]:
        """The Parquet files of the rows, by the units' names."""
        return [folder / "rows.parquet" for folder in self._units()]

    def rejected_paths(self) -> list[Path]:
        """The Parquet files of the rejections, by the units' names."""
        return [folder / "rejected.parquet" for folder in self._units()]

    def clear_all(self) -> None:
        """Remove the units of every version: they are published."""
        with files.explained(self._all_versions, "clearing the staging area"):
            shutil.rmtree(self._gone, ignore_errors=True)
            if self._all_versions.exists():
                # Renamed first: a unit of which half is removed must never look finished.
                self._all_versions.rename(self._gone)
                shutil.rmtree(self._gone)

    @property
    def _gone(self) -> Path:
        return self._all_versions.with_name(f".gone-{self.partition}")

    def _units(self) -> list[Path]:
        if not self.folder.exists():
            return []
        return sorted(folder for folder in self.folder.iterdir() if not folder.name.startswith("."))

    def _records(self) -> Iterator[dict[str, Any]]:
        for folder in self._units():
            with files.explained(folder / "unit.json", "reading a staged unit"):
                record = json.loads((folder / "unit.json").read_text(encoding="utf-8"))
            yield record

    def _check_schema(self, unit: str, table: pa.Table, schema: pa.Schema) -> None:
        if not table.schema.equals(schema):
            raise WarehouseError(
                f"unit {unit!r} of {self.stage.name}: columns differ from the table's:\n{table.schema}",
                "make tables with to_table and rejections_to_table",
            )


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise WarehouseError(f"{name!r} can't name a folder", "use letters, digits, '.', '_' and '-'")


def _write_parquet(table: pa.Table, path: Path) -> None:
    with path.open("wb") as file:  # Python's own file, so that a full disk is an OSError with its number
        pq.write_table(table, file, compression="zstd")

"""Rows of a Parquet file, in runs; runs that are not asked for are passed by, whole row groups without being read."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

import pyarrow as arrow
import pyarrow.parquet as parquet

from ultralink_assets.from_english.json_rows import LARGEST_ROW, TOO_LARGE, Unread
from ultralink_assets.records import InputError

BATCH_ROWS = 250
READ_BUFFER = 1024 * 1024  # bytes of a column at once: a row group may be the whole file


class ParquetRows:
    """An opened file: ``count`` rows, of which `rows` gives runs in ascending order."""

    def __init__(self, binary: BinaryIO, name: str, fields: frozenset[str]) -> None:
        self._name = name
        try:
            self._file = parquet.ParquetFile(binary, buffer_size=READ_BUFFER, pre_buffer=False)
        except (arrow.ArrowException, OSError) as error:
            raise self._unreadable(0, error) from error
        names = self._file.schema_arrow.names
        self._columns = [name for name in names if name in fields] or names
        self.count = int(self._file.metadata.num_rows)
        self._position = 0
        self._rest = self._from_group(0)

    def rows(self, first: int, count: int) -> Iterator[tuple[int, object]]:
        """The number and the fields of ``count`` rows, or why one can't be read (`Unread`)."""
        if first != self._position:
            self._go_to(first)
        try:
            for number, row in enumerate(islice(self._rest, count), first):
                self._position = number + 1
                yield number, row
        except (arrow.ArrowException, OSError) as error:
            raise self._unreadable(self._position, error) from error

    def _go_to(self, first: int) -> None:
        start = group = 0
        while start + (size := self._file.metadata.row_group(group).num_rows) <= first:
            start, group = start + size, group + 1
        self._rest = self._from_group(group)
        next(islice(self._rest, first - start, first - start), None)

    def _from_group(self, group: int) -> Iterator[object]:
        groups = list(range(group, self._file.metadata.num_row_groups))
        for batch in self._file.iter_batches(BATCH_ROWS, row_groups=groups, columns=self._columns):
            yield from _rows_of(batch)

    def _unreadable(self, row: int, error: Exception) -> InputError:
        return InputError(f"{self._name}, row {row}: not a readable Parquet file: {error}", "download it again")


def _rows_of(batch: arrow.RecordBatch) -> list[object]:
    if batch.nbytes <= LARGEST_ROW:
        try:
            return list(batch.to_pylist())
        except UnicodeDecodeError:
            pass
    return [_row_of(batch.slice(place, 1)) for place in range(len(batch))]


def _row_of(row: arrow.RecordBatch) -> dict[str, object] | Unread:
    if row.nbytes > LARGEST_ROW:
        return TOO_LARGE
    try:
        return row.to_pylist()[0]
    except UnicodeDecodeError as error:
        return Unread("not_utf8", f"a byte of a text is {error.object[error.start]:#x}: {error.reason}")

"""Sorting more rows than fit into memory: ranges of the key go to files of their own, each of which is sorted alone.

DuckDB's ORDER BY keeps wide rows pinned while it sorts: 50,000 articles (400 MB of text) with a limit of 200 MB ended
in its OutOfMemoryException. Here the peak is a few times `_RANGE_BYTES`, whatever the size.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Literal

import duckdb
import pyarrow as pa
import pyarrow.ipc as ipc
import pyarrow.parquet as pq

from ultralink_assets.warehouse.ddl import quoted

_RANGE_BYTES = 32 << 20
_MAX_RANGES = 256  # so many files are open at once
_BATCH_ROWS = 1000
_ROW_GROUP_ROWS = 1000  # readers decode one row group at a time
_SAMPLE_KEYS = 20_000


def write_sorted(
    connection: duckdb.DuckDBPyConnection,
    source: str,
    target: Path,
    schema: pa.Schema,
    key: Sequence[str],
    ties: Sequence[str] = (),
    size: int = 0,
) -> int:
    """Write the rows of the view ``source`` to the Parquet file ``target``, ordered by ``key``, then ``ties``.

    ``size`` is about how many bytes the rows take in memory. Returns the number of rows. The columns of ``key`` hold no
    nulls. The order does not depend on how the source is cut or ordered.
    """
    ranges = min(_MAX_RANGES, 1 + size // _RANGE_BYTES)
    bounds = _bounds(connection, source, key, ranges) if ranges > 1 else []
    reader = connection.execute(f"SELECT {quoted(schema.names)} FROM {source}").to_arrow_reader(_BATCH_ROWS)
    if ranges == 1:
        tables: Iterator[pa.Table] = iter([reader.read_all()])
    else:
        tables = _by_range(reader, key, bounds, target.with_suffix(".ranges"))
    order: list[tuple[str, Literal["ascending", "descending"]]] = [(name, "ascending") for name in (*key, *ties)]
    rows = 0
    with pq.ParquetWriter(target, schema, compression="zstd") as writer:
        for table in tables:
            writer.write_table(table.sort_by(order).cast(schema), row_group_size=_ROW_GROUP_ROWS)
            rows += table.num_rows
    return rows


def uncompressed_bytes(paths: Sequence[Path]) -> int:
    """About how much memory the rows of Parquet files take."""
    total = 0
    for path in paths:
        metadata = pq.read_metadata(path)
        total += sum(metadata.row_group(index).total_byte_size for index in range(metadata.num_row_groups))
    return total


def _bounds(
    connection: duckdb.DuckDBPyConnection, source: str, key: Sequence[str], ranges: int
) -> list[tuple[Any, ...]]:
    """Keys that cut the source into ``ranges`` parts of about the same number of rows, from a sample."""
    sample = f"SELECT {quoted(key)} FROM {source} USING SAMPLE reservoir({_SAMPLE_KEYS} ROWS)"
    keys = sorted(connection.execute(sample).fetchall())
    return [keys[len(keys) * number // ranges] for number in range(1, ranges)] if keys else []


def _by_range(
    batches: pa.RecordBatchReader, key: Sequence[str], bounds: Sequence[tuple[Any, ...]], folder: Path
) -> Iterator[pa.Table]:
    """The rows of each range as one table, in the order of the ranges."""
    folder.mkdir()
    files = [folder / f"{number}.arrow" for number in range(len(bounds) + 1)]
    with ExitStack() as stack:
        sinks = [
            stack.enter_context(ipc.new_stream(stack.enter_context(file.open("wb")), batches.schema)) for file in files
        ]
        for batch in batches:
            for number, indices in _positions(batch, key, bounds).items():
                sinks[number].write_batch(batch.take(pa.array(indices)))
    for file in files:
        with file.open("rb") as stream, ipc.open_stream(stream) as reader:
            yield reader.read_all()
        file.unlink()


def _positions(batch: pa.RecordBatch, key: Sequence[str], bounds: Sequence[tuple[Any, ...]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for index, value in enumerate(zip(*(batch.column(name).to_pylist() for name in key), strict=True)):
        found[bisect_right(bounds, value)].append(index)
    return found

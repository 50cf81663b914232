"""Staged units become one sorted Parquet file of rows and one of rejections, without any lock on the warehouse.

DuckDB does it in memory that is limited, and spills: the peak does not grow with the number of rows.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa

from ultralink_assets.records import WarehouseError
from ultralink_assets.warehouse import files, sorting
from ultralink_assets.warehouse.connections import MEMORY_LIMIT, connect, literal
from ultralink_assets.warehouse.ddl import quoted
from ultralink_assets.warehouse.staging import Staging
from ultralink_assets.warehouse.tables import StageTable

COPIES = "duplicates"
_REASONS = "SELECT reason FROM turned_down UNION ALL SELECT reason FROM copies"


@dataclass(frozen=True)
class Merged:
    """What is ready to be published. ``inputs`` counts the input rows of which at least one row was made.

    ``turned_down`` counts, by reason, the rows that `merge` moved to the rejections; ``not_drawn`` those that its draw
    left out.
    """

    rows_path: Path
    rejected_path: Path
    rows: int
    rejected: int
    data_version: str
    inputs: int
    turned_down: Mapping[str, int] = field(default_factory=dict)
    not_drawn: int = 0


def merge(
    staging: Staging,
    *,
    turn_down: pa.Table | None = None,
    keep_sql: str | None = None,
    first_of_copies: bool = False,
    memory_limit: str = MEMORY_LIMIT,
) -> Merged:
    """Merge all finished units; the result lies in the staging folder until `Staging.clear_all` or the next merge.

    ``turn_down`` (the stage's key columns, ``reason``, ``detail``) names rows that become rejections, such as
    duplicates. ``keep_sql`` is a query over the view ``rows`` (what is left then) that returns the key columns of the
    rows to keep, such as a seeded draw; the others are dropped and counted in ``not_drawn``. With
    ``first_of_copies`` rows of one key are copies: the first by the key of its input stays, the others are rejected as
    `COPIES`. Raises `WarehouseError` for a key that occurs twice and for rows of another partition.
    """
    scratch = staging.folder / ".merged"
    with files.explained(scratch, "merging staged units"):
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir(parents=True)
        with connect(scratch / "spill", memory_limit) as connection:
            # The right side of each join is the one without texts: only that one may be held in memory.
            connection.execute("SET disabled_optimizers = 'join_order,build_side_probe_side'")
            connection.execute("SET preserve_insertion_order = false")
            _define_views(connection, staging, turn_down, keep_sql, first_of_copies)
            _refuse_duplicates(connection, staging)
            return _write(connection, staging, scratch)


def data_version(connection: duckdb.DuckDBPyConnection, stage: StageTable, source: str) -> tuple[int, str]:
    """The number of rows of ``source`` (SQL after FROM) and a hash of them that does not depend on their order.

    Each row as JSON, hashed by MD5, all of them combined by XOR; keys are unique, so no two rows cancel out.
    """
    row = ", ".join(f'"{name}" := "{name}"' for name in stage.schema.names)
    query = f"SELECT count(*), coalesce(bit_xor(md5_number(to_json(struct_pack({row})))), 0) FROM {source}"
    count, combined = connection.execute(query).fetchone() or (0, 0)
    return count, hashlib.sha256(f"{stage.name} {count} {combined}".encode()).hexdigest()[:32]


def _define_views(
    connection: duckdb.DuckDBPyConnection,
    staging: Staging,
    turn_down: pa.Table | None,
    keep_sql: str | None,
    first_of_copies: bool,
) -> None:
    """Views: every_row -> staged (no copies) -> rows (not turned down) -> kept (drawn); staged_rejected; tables
    copies and turned_down.
    """
    stage = staging.stage
    key = quoted(stage.key)
    _define_source(connection, "every_row", staging.rows_paths(), stage.schema)
    _define_copies(connection, stage, first_of_copies)
    connection.execute(
        f"CREATE TEMP VIEW staged AS SELECT * FROM every_row ANTI JOIN copies USING ({quoted(stage.input_key)})"
    )
    _define_source(connection, "staged_rejected", staging.rejected_paths(), stage.rejected_schema)
    columns = [stage.schema.field(name) for name in stage.key]
    columns += [pa.field(name, pa.string()) for name in ("reason", "detail")]
    given = pa.schema(columns).empty_table() if turn_down is None else turn_down
    connection.register("given", given)
    order = quoted((*stage.key, "reason", "detail"))
    connection.execute(
        f"CREATE TEMP TABLE turned_down AS SELECT DISTINCT ON ({key}) {order} FROM given "
        f"WHERE ({key}) IN (SELECT ({key}) FROM staged) ORDER BY {order}"
    )
    connection.execute(f"CREATE TEMP VIEW rows AS SELECT * FROM staged ANTI JOIN turned_down USING ({key})")
    kept = f"SELECT * FROM rows SEMI JOIN ({keep_sql}) USING ({key})" if keep_sql else "SELECT * FROM rows"
    connection.execute(f"CREATE TEMP VIEW kept AS {kept}")
    names = quoted(stage.rejected_schema.names)
    moved = f"SELECT staged.*, reason, detail FROM staged JOIN turned_down USING ({key})"
    copied = f"SELECT every_row.*, reason, detail FROM every_row JOIN copies USING ({quoted(stage.input_key)})"
    connection.execute(
        f"CREATE TEMP VIEW all_rejected AS SELECT {names} FROM staged_rejected UNION ALL SELECT {names} FROM ({moved}) "
        f"UNION ALL SELECT {names} FROM ({copied})"
    )


def _define_copies(connection: duckdb.DuckDBPyConnection, stage: StageTable, wanted: bool) -> None:
    """The input keys of all rows that say what an earlier one says, each with the input of that one."""
    key, order = quoted(stage.key), quoted(stage.input_key)
    first = f"first(concat_ws(':', {order})) OVER (PARTITION BY {key} ORDER BY {order})"
    nobody = "" if wanted else "LIMIT 0"
    connection.execute(
        f"CREATE TEMP TABLE copies AS SELECT {order}, '{COPIES}' AS reason, 'of ' || {first} AS detail FROM every_row "
        f"QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY {order}) > 1 {nobody}"
    )


def _define_source(connection: duckdb.DuckDBPyConnection, name: str, paths: list[Path], schema: pa.Schema) -> None:
    if paths:
        connection.read_parquet([str(path) for path in paths]).create_view(name)
    else:
        connection.register(name, schema.empty_table())


def _refuse_duplicates(connection: duckdb.DuckDBPyConnection, staging: Staging) -> None:
    stage = staging.stage
    key = quoted(stage.key)
    twice = f"SELECT {key}, count(*) FROM staged GROUP BY {key} HAVING count(*) > 1 ORDER BY {key} LIMIT 1"
    if row := connection.execute(twice).fetchone():
        name = ", ".join(f"{column} = {value}" for column, value in zip(stage.key, row, strict=False))
        raise WarehouseError(
            f"{stage.name}/{staging.partition}: {row[-1]} rows with the key {name} (in {staging.folder})",
            "look for an input that is given twice",
        )
    other = f'SELECT "{stage.partition_column}" FROM staged WHERE "{stage.partition_column}" <> ? LIMIT 1'
    if row := connection.execute(other, [staging.partition]).fetchone():
        raise WarehouseError(
            f"{stage.name}/{staging.partition}: a row belongs to the partition {row[0]!r} (in {staging.folder})",
            "this is a mistake in the stage",
        )


def _write(connection: duckdb.DuckDBPyConnection, staging: Staging, scratch: Path) -> Merged:
    stage = staging.stage
    rows_path, rejected_path = scratch / "rows.parquet", scratch / "rejected.parquet"
    size = sorting.uncompressed_bytes([*staging.rows_paths(), *staging.rejected_paths()])
    sorting.write_sorted(connection, "kept", rows_path, stage.schema, stage.key, size=size)
    ties = ("reason", "detail", *(name for name in stage.key if name not in stage.input_key))
    rejected = sorting.write_sorted(
        connection, "all_rejected", rejected_path, stage.rejected_schema, stage.input_key, ties, size
    )
    source = f"read_parquet({literal(rows_path)})"
    rows, version = data_version(connection, stage, source)
    return Merged(
        rows_path=rows_path,
        rejected_path=rejected_path,
        rows=rows,
        rejected=rejected,
        data_version=version,
        inputs=_count(connection, f"FROM (SELECT DISTINCT {quoted(stage.input_key)} FROM {source})"),
        turned_down=dict(connection.execute(f"SELECT reason, count(*) FROM ({_REASONS}) GROUP BY ALL").fetchall()),
        not_drawn=_count(connection, "FROM staged") - _count(connection, "FROM turned_down") - rows,
    )


def _count(connection: duckdb.DuckDBPyConnection, source: str) -> int:
    row = connection.execute(f"SELECT count(*) {source}").fetchone()
    return int(row[0]) if row else 0

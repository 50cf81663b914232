"""Read-only SQL on the warehouse, with the request ledger as ``llm_calls``."""

from __future__ import annotations

import re
import sqlite3
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from itertools import count
from pathlib import Path

import duckdb
import pyarrow as pa

from ultralink_assets.records import WarehouseError
from ultralink_assets.warehouse import files
from ultralink_assets.warehouse.connections import Connections
from ultralink_assets.warehouse.ddl import LLM_CALLS, quoted

_MENTIONS_LEDGER = re.compile(r"\bllm_calls\b", re.IGNORECASE)
_BATCH = 20_000
_READ_ONLY = ("python_enable_replacements = false", "enable_external_access = false", "lock_configuration = true")
_ARROW: dict[str, pa.DataType] = {  # what SQLite gives; DuckDB casts the rest (times are text in the ledger)
    "VARCHAR": pa.string(),
    "INTEGER": pa.int64(),
    "BIGINT": pa.int64(),
    "DOUBLE": pa.float64(),
    "TIMESTAMP": pa.string(),
}


def _say_aside(message: str) -> None:
    print(message, file=sys.stderr)


def query(data_dir: Path, sql: str, *, wait_s: float = 60, say: Callable[[str], None] = _say_aside) -> pa.Table:
    """The result of one reading statement on the warehouse and the ledger of ``data_dir``.

    Raises `WarehouseError` for a mistake in it and for anything that writes: the connection can neither write nor open
    other files. The ledger is copied into memory, and only when ``sql`` mentions it: DuckDB's own SQLite extension
    would have to be downloaded.
    """
    files.refuse_without_data(data_dir)
    warehouse = Connections(data_dir / "warehouse.duckdb", wait_s=wait_s, say=say)
    with warehouse.reading() as connection:
        try:
            statement = _only_statement(connection, sql)
            if _MENTIONS_LEDGER.search(sql):
                _load_ledger(connection, data_dir / "ledger.sqlite")
            for setting in _READ_ONLY:
                connection.execute(f"SET {setting}")
            found = connection.execute(statement).to_arrow_table()
        except duckdb.Error as error:
            raise WarehouseError(
                str(error), "correct the query; docs/tables.md lists the tables and columns"
            ) from error
    return found.rename_columns(_distinct(found.column_names))


def _distinct(names: Sequence[str]) -> list[str]:
    """The names, of which no two are equal: ``reason``, ``reason_1``."""
    taken = set(names)
    given: list[str] = []
    for name in names:
        if name in given:
            name = next(other for number in count(1) if (other := f"{name}_{number}") not in taken)
            taken.add(name)
        given.append(name)
    return given


def _only_statement(connection: duckdb.DuckDBPyConnection, sql: str) -> duckdb.Statement:
    statements = connection.extract_statements(sql)
    if len(statements) != 1:
        raise WarehouseError(f"{len(statements)} statements; one is wanted", "give one SELECT")
    if statements[0].type != duckdb.StatementType.SELECT:
        raise WarehouseError(
            f"only reading is allowed here, and this is {statements[0].type.name}",
            "use SELECT, SHOW, DESCRIBE or SUMMARIZE; to undo a publication use: ultralink rollback",
        )
    return statements[0]


def _load_ledger(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    schema = pa.schema([pa.field(name, _ARROW[kind]) for name, kind in LLM_CALLS.items()])
    columns = ", ".join(f'"{name}" {kind}' for name, kind in LLM_CALLS.items())
    connection.execute(f"CREATE TEMP TABLE llm_calls ({columns})")
    try:
        for batch in _ledger_batches(path, schema):
            connection.register("ledger", pa.Table.from_batches([batch]))
            connection.execute("INSERT INTO llm_calls FROM ledger")
            connection.unregister("ledger")
    except sqlite3.Error as error:
        raise WarehouseError(f"{path}: {error}", "is it the ledger of this version of ultralink-assets?") from error


def _ledger_batches(path: Path, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    if not path.exists():
        return
    names = quoted(schema.names).replace('"key"', "lower(hex(key))")
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as ledger:
        cursor = ledger.execute(f"SELECT {names} FROM llm_calls")
        while rows := cursor.fetchmany(_BATCH):
            columns = zip(*rows, strict=True)
            arrays = [pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)]
            yield pa.RecordBatch.from_arrays(arrays, schema=schema)

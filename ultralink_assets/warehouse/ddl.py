"""DuckDB's tables, made from the stages' schemas, and those that keep the books."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import pyarrow as pa

from ultralink_assets.warehouse.tables import STAGES

# Facts about stages. `publication` numbers the publications of one stage and partition; `snapshot` is relative to the
# data folder, so that the folder can be moved; `restored` is the number of the publication that a rollback published
# again; `inputs` are the data versions of what the rows were made of.
BOOKKEEPING = """
CREATE TABLE schema_version (version INTEGER NOT NULL);
CREATE TABLE stage_books (
    stage VARCHAR NOT NULL, "partition" VARCHAR NOT NULL, data_version VARCHAR NOT NULL,
    side VARCHAR NOT NULL, reason VARCHAR NOT NULL, "rows" BIGINT NOT NULL
);
CREATE TABLE publications (
    stage VARCHAR NOT NULL, "partition" VARCHAR NOT NULL, publication INTEGER NOT NULL,
    data_version VARCHAR NOT NULL, code_version VARCHAR NOT NULL, "rows" BIGINT NOT NULL, rejected BIGINT NOT NULL,
    run_id VARCHAR NOT NULL, published_at TIMESTAMP NOT NULL, snapshot VARCHAR, restored INTEGER,
    inputs JSON NOT NULL
);
CREATE TABLE gate_verdicts (
    stage VARCHAR NOT NULL, "partition" VARCHAR NOT NULL, data_version VARCHAR NOT NULL,
    check_name VARCHAR NOT NULL, blocking BOOLEAN NOT NULL, passed BOOLEAN, undecided INTEGER NOT NULL,
    detail JSON NOT NULL
);
"""

# What the ledger's rows look like in SQL; the ledger itself is an SQLite file and has more columns.
LLM_CALLS: Mapping[str, str] = MappingProxyType(
    {
        "key": "VARCHAR",
        "stage": "VARCHAR",
        "language": "VARCHAR",
        "item_id": "VARCHAR",
        "teacher": "VARCHAR",
        "model": "VARCHAR",
        "draw": "INTEGER",
        "attempt": "INTEGER",
        "outcome": "VARCHAR",
        "status": "INTEGER",
        "prompt_tokens": "BIGINT",
        "cached_tokens": "BIGINT",
        "completion_tokens": "BIGINT",
        "reasoning_tokens": "BIGINT",
        "cost_usd": "DOUBLE",
        "seconds": "DOUBLE",
        "asked_at": "TIMESTAMP",
    }
)


def ddl() -> str:
    """The statements that create every table in an empty warehouse."""
    return BOOKKEEPING + "".join(map(stage_ddl, STAGES))


def stage_ddl(name: str) -> str:
    """The statements that create the tables of one stage where they are not there yet."""
    stage = STAGES[name]
    return _create(stage.name, stage.schema) + _create(stage.rejected_name, stage.rejected_schema)


def quoted(names: Sequence[str]) -> str:
    """Column names for an SQL list."""
    return ", ".join(f'"{name}"' for name in names)


def _create(name: str, schema: pa.Schema) -> str:
    columns = [f'"{f.name}" {duckdb_type(f.type)}{"" if f.nullable else " NOT NULL"}' for f in schema]
    return f"CREATE TABLE IF NOT EXISTS {name} ({', '.join(columns)});\n"


_SCALARS = {
    pa.string(): "VARCHAR",
    pa.int32(): "INTEGER",
    pa.int64(): "BIGINT",
    pa.bool_(): "BOOLEAN",
    pa.timestamp("us"): "TIMESTAMP",
}


def duckdb_type(kind: pa.DataType) -> str:
    """DuckDB's name of an Arrow type, such as ``STRUCT("question" VARCHAR, "answer" VARCHAR)[]``."""
    if isinstance(kind, pa.ListType):
        return f"{duckdb_type(kind.value_type)}[]"
    if isinstance(kind, pa.StructType):
        inner = (kind.field(index) for index in range(kind.num_fields))
        members = ", ".join(f'"{field.name}" {duckdb_type(field.type)}' for field in inner)
        return f"STRUCT({members})"
    return _SCALARS[kind]

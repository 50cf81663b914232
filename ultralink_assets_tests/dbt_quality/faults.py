"""Plants the faults of ``faults.sql`` by hand in a warehouse, as nothing of the project ever writes to it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from string import Template
from types import MappingProxyType

import duckdb

from ultralink_assets.warehouse.dbt_plugin import text_hash
from ultralink_assets.warehouse.tables import STAGES
from ultralink_assets_tests.dbt_quality import small

_FAULT = re.compile(r"^-- (?P<name>\w+)(?P<counted> counted)?\n(?P<sql>(?:(?!--).*\n?)+)", re.MULTILINE)
_FILE = Path(__file__).with_name("faults.sql").read_text(encoding="utf-8")
FAULTS: Mapping[str, re.Match[str]] = MappingProxyType({found["name"]: found for found in _FAULT.finditer(_FILE)})
CODES: Mapping[str, str] = MappingProxyType({name: f"q{number:02}" for number, name in enumerate(FAULTS)})

_COUNTS = """
UPDATE publications SET "{column}" = (SELECT count(*) FROM {table} WHERE language = '{code}')
WHERE stage = '{stage}' AND "partition" = '{code}';
"""
_MADE = """
UPDATE stage_books SET rows = (SELECT count(*) FROM {stage} WHERE language = '{code}')
WHERE side = 'made' AND stage = '{stage}' AND "partition" = '{code}';
"""


def plant(connection: duckdb.DuckDBPyConnection, name: str, code: str) -> None:
    """Change rows of the language ``code`` so that the promise ``name`` no longer holds."""
    connection.create_function("text_hash", text_hash, ["VARCHAR"], "VARCHAR")
    connection.execute(Template(FAULTS[name]["sql"]).substitute(_choices(code)))
    connection.remove_function("text_hash")
    if FAULTS[name]["counted"]:
        for stage in STAGES.values():
            for table, column in ((stage.name, "rows"), (stage.rejected_name, "rejected")):
                connection.execute(_COUNTS.format(table=table, column=column, stage=stage.name, code=code))
            connection.execute(_MADE.format(stage=stage.name, code=code))


def _choices(code: str) -> dict[str, str]:
    passages = {"bridge": small.BRIDGE, "road": small.ROAD, "beacon": small.BEACON}
    ids = {name: _as(code, passage.passage_id) for name, passage in passages.items()}
    return {
        **{name: f"language = '{code}' AND passage_id = '{passage_id}'" for name, passage_id in ids.items()},
        "twin": f"language = '{code}' AND kind = 'closed_book'",
        "short": f"language = '{code}' AND page_id = 3",
        "kept": f"language = '{code}' AND verdict = 'keep'",
        "rejected": f"language = '{code}' AND verdict = 'reject'",
        "L": code,
    }


def _as(code: str, row_id: str) -> str:
    return code + row_id.removeprefix(small.LANGUAGE)


def copy_language(connection: duckdb.DuckDBPyConnection, code: str) -> None:
    """The small warehouse's language once more, as ``code``."""
    for stage in STAGES.values():
        for table, schema in ((stage.name, stage.schema), (stage.rejected_name, stage.rejected_schema)):
            ids = [name for name in schema.names if name in {"passage_id", "dialogue_id", "item_id"}]
            changed = [f"'{code}' AS language", *(f"'{code}' || {name}[3:] AS {name}" for name in ids)]
            _copy(connection, table, ", ".join(changed), "language")
    for table in ("stage_books", "publications", "gate_verdicts"):
        _copy(connection, table, f"'{code}' AS \"partition\"", '"partition"')


def _copy(connection: duckdb.DuckDBPyConnection, table: str, changed: str, column: str) -> None:
    rows = f"SELECT * REPLACE ({changed}) FROM {table} WHERE {column} = '{small.LANGUAGE}'"
    connection.execute(f"INSERT INTO {table} {rows}")

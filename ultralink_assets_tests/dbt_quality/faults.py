"""Plants the faults of ``faults.sql`` by hand in a warehouse, as nothing of the project ever writes to it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from string import Template
from types import MappingProxyType

import duckdb

from ultralink_assets.warehouse import dbt_plugin
from ultralink_assets.warehouse.tables import STAGES
from ultralink_assets_tests.dbt_quality import small
from ultralink_assets_tests.dbt_quality import small_english as english

_FAULT = re.compile(r"^-- (?P<name>\w+)(?P<counted> counted)?\n(?P<sql>(?:(?!--).*\n?)+)", re.MULTILINE)
_FILE = Path(__file__).with_name("faults.sql").read_text(encoding="utf-8")
FAULTS: Mapping[str, re.Match[str]] = MappingProxyType({found["name"]: found for found in _FAULT.finditer(_FILE)})
CODES: Mapping[str, str] = MappingProxyType({name: f"q{number:02}" for number, name in enumerate(FAULTS)})

_COUNTS = """
UPDATE publications SET "{column}" = (SELECT count(*) FROM {table} WHERE "{partition}" = '{code}')
WHERE stage = '{stage}' AND "partition" = '{code}';
"""
_MADE = """
UPDATE stage_books SET rows = (SELECT count(*) FROM {stage} WHERE "{partition}" = '{code}')
WHERE side = 'made' AND stage = '{stage}' AND "partition" = '{code}';
"""
# What a stage was given are all rows of these; more or less of it went to nobody, or came from there.
_GIVEN = {
    "agnostic_sft": ("english_sft",),
    "translated_sft": ("agnostic_sft",),
    "pruned_mix": ("dialogues", "translated_sft"),
    "dataset": ("pruned_mix",),
}
_IN = """
UPDATE stage_books SET rows = (
    SELECT sum(rows) FROM publications WHERE stage IN {upstreams} AND "partition" = '{code}'
) WHERE side = 'in' AND stage = '{stage}' AND "partition" = '{code}';
UPDATE stage_books SET rows = (
    SELECT sum(CASE side WHEN 'in' THEN rows ELSE -rows END)
    FROM stage_books WHERE side NOT IN ('out', 'made') AND stage = '{stage}' AND "partition" = '{code}'
) WHERE side = 'out' AND stage = '{stage}' AND "partition" = '{code}';
"""


def plant(connection: duckdb.DuckDBPyConnection, name: str, code: str) -> None:
    """Change rows of the language ``code`` so that the promise ``name`` no longer holds."""
    dbt_plugin.add_functions(connection)
    connection.execute(Template(FAULTS[name]["sql"]).substitute(_choices(code)))
    for function in ("text_hash", "item_id_of"):
        connection.remove_function(function)
    if FAULTS[name]["counted"]:
        _count(connection, code)


def _count(connection: duckdb.DuckDBPyConnection, code: str) -> None:
    for stage in STAGES.values():
        names = {"stage": stage.name, "partition": stage.partition_column, "code": code}
        for table, column in ((stage.name, "rows"), (stage.rejected_name, "rejected")):
            connection.execute(_COUNTS.format(table=table, column=column, **names))
        connection.execute(_MADE.format(**names))
    for name, upstreams in _GIVEN.items():
        connection.execute(_IN.format(stage=name, upstreams=(*upstreams, ""), code=code))


def _choices(code: str) -> dict[str, str]:
    passages = {"bridge": small.BRIDGE, "road": small.ROAD, "beacon": small.BEACON}
    items = {"first": english.FIRST, "second": english.SECOND, "third": english.THIRD, "left": english.LEFT}
    ids = {name: _as(code, passage.passage_id) for name, passage in passages.items()}
    item_ids = {name: _as(code, item.item_id) for name, item in {**items, "bound": english.BOUND}.items()}
    return {
        **{name: f"language = '{code}' AND passage_id = '{passage_id}'" for name, passage_id in ids.items()},
        **{name: f"item_id = '{item_id}'" for name, item_id in item_ids.items()},
        **{f"mixed_{name}": f"origin_id = '{item_id}'" for name, item_id in item_ids.items()},
        "twin": f"language = '{code}' AND kind = 'closed_book'",
        "short": f"language = '{code}' AND page_id = 3",
        "kept": f"language = '{code}' AND verdict = 'keep'",
        "rejected": f"language = '{code}' AND verdict = 'reject'",
        "L": code,
    }


def _as(code: str, row_id: str) -> str:
    return f"{code}:{row_id.partition(':')[2]}"


def copy_language(connection: duckdb.DuckDBPyConnection, code: str) -> None:
    """The small warehouse's language and part once more, both as ``code``."""
    for stage in STAGES.values():
        for table, schema in ((stage.name, stage.schema), (stage.rejected_name, stage.rejected_schema)):
            changed = [_changed(name, code) for name in schema.names if name in _NAMING]
            _copy(connection, table, ", ".join(changed), stage.partition_column)
    for table in ("stage_books", "publications", "gate_verdicts"):
        changed = [f"'{code}' AS \"partition\""]
        if table == "publications":
            changed.append(f"regexp_replace(inputs::VARCHAR, '/\\w+', '/{code}', 'g')::JSON AS inputs")
        _copy(connection, table, ", ".join(changed), "partition")


_NAMING = {"partition", "language", "part", "passage_id", "dialogue_id", "item_id", "origin_id", "path"}
_ORIGINALS = (small.LANGUAGE, "chat_agnostic", small.PART, "all")


def _changed(name: str, code: str) -> str:
    """A column of the copy: what is named by the language or the part is named by ``code``."""
    pattern = rf"(^|_)({'|'.join(_ORIGINALS)})($|[:/{'_' * (name == 'path')}])"
    return f"""regexp_replace("{name}", '{pattern}', '\\1{code}\\3') AS "{name}\""""


def _copy(connection: duckdb.DuckDBPyConnection, table: str, changed: str, column: str) -> None:
    originals = "', '".join(_ORIGINALS)
    rows = f"SELECT * REPLACE ({changed}) FROM {table} WHERE \"{column}\" IN ('{originals}')"
    connection.execute(f"INSERT INTO {table} {rows}")

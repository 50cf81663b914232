"""The schema of the warehouse has a version; an older file is upgraded in order, a newer one is refused.

``UPGRADES[n]`` takes a warehouse of version ``n + 1`` to version ``n + 2``. Whoever changes `tables` adds the statement
that changes an existing file the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import duckdb

from ultralink_assets.records import WarehouseError
from ultralink_assets.warehouse import ddl

Upgrade = Callable[[duckdb.DuckDBPyConnection], object]


def _name_inputs(connection: duckdb.DuckDBPyConnection) -> object:
    return connection.execute("ALTER TABLE publications ADD COLUMN inputs JSON DEFAULT '{}'")


def _add_judgements(connection: duckdb.DuckDBPyConnection) -> object:
    return connection.execute(ddl.stage_ddl("judgements"))


def _add_reviews(connection: duckdb.DuckDBPyConnection) -> object:
    return connection.execute(ddl.stage_ddl("reviews"))


def _add_what_the_judge_said(connection: duckdb.DuckDBPyConnection) -> None:
    for table in ("reviews", "reviews_rejected"):
        for column in ("judge", "judge_reason"):
            connection.execute(f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS {column} VARCHAR")


def _add_english_data(connection: duckdb.DuckDBPyConnection) -> object:
    stages = ("english_sft", "agnostic_sft", "translated_sft", "pruned_mix", "dataset")
    return connection.execute("".join(map(ddl.stage_ddl, stages)))


UPGRADES: tuple[Upgrade, ...] = (
    _name_inputs,
    _add_judgements,
    _add_reviews,
    _add_what_the_judge_said,
    _add_english_data,
)


def newest(upgrades: Sequence[Upgrade]) -> int:
    """The version that this program writes."""
    return 1 + len(upgrades)


def version_of(connection: duckdb.DuckDBPyConnection) -> int:
    """The schema version of the warehouse that is in use on ``connection``; 0 when it is empty."""
    tables_found = connection.execute(
        "SELECT count(*) FILTER (table_name = 'schema_version'), count(*) FROM duckdb_tables() "
        "WHERE database_name = current_database()"
    ).fetchone()
    known, count = tables_found or (0, 0)
    if not known and count:
        raise WarehouseError(
            "the warehouse file holds tables of another program (there is no schema_version)",
            "choose another data_dir, or move that file away",
        )
    row = connection.execute("SELECT version FROM schema_version").fetchone() if known else None
    return int(row[0]) if row else 0


def refuse_newer(version: int, upgrades: Sequence[Upgrade]) -> None:
    """Raises `WarehouseError` when the file was written by a newer program."""
    if version > newest(upgrades):
        raise WarehouseError(
            f"the warehouse has schema version {version}, and this program knows {newest(upgrades)}",
            "install the ultralink-assets that wrote it, or a newer one",
        )


def bring_up_to_date(connection: duckdb.DuckDBPyConnection, upgrades: Sequence[Upgrade]) -> None:
    """Create the tables of an empty file, or upgrade an older one. Call it inside a transaction."""
    version = version_of(connection)
    refuse_newer(version, upgrades)
    if version == newest(upgrades):
        return
    if version == 0:
        connection.execute(ddl.ddl())
        connection.execute("INSERT INTO schema_version VALUES (?)", [newest(upgrades)])
        return
    for upgrade in upgrades[version - 1 :]:
        upgrade(connection)
    connection.execute("UPDATE schema_version SET version = ?", [newest(upgrades)])

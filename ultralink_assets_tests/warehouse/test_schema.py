"""The file is made on first use, upgraded when older, refused when newer or not ours."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from ultralink_assets.records import WarehouseError
from ultralink_assets.warehouse import STAGES, Warehouse
from ultralink_assets.warehouse.migrations import UPGRADES, Upgrade
from ultralink_assets_tests.warehouse import making

NOW = 1 + len(UPGRADES)  # the version that this program writes
# How to take away what each upgrade brought: a file of the version before it is without.
WITHOUT = (
    "ALTER TABLE publications DROP COLUMN inputs",
    "DROP TABLE judgements; DROP TABLE judgements_rejected",
    "DROP TABLE reviews; DROP TABLE reviews_rejected",
    "".join(
        f"ALTER TABLE {table} DROP COLUMN {column};"
        for table in ("reviews", "reviews_rejected")
        for column in ("judge", "judge_reason")
    ),
    "DROP TABLE english_sft; DROP TABLE english_sft_rejected; "
    "DROP TABLE agnostic_sft; DROP TABLE agnostic_sft_rejected; "
    "DROP TABLE translated_sft; DROP TABLE translated_sft_rejected; "
    "DROP TABLE pruned_mix; DROP TABLE pruned_mix_rejected; "
    "DROP TABLE dataset; DROP TABLE dataset_rejected",
)
SCHEMAS = {stage.name: stage.schema for stage in STAGES.values()}
SCHEMAS |= {stage.rejected_name: stage.rejected_schema for stage in STAGES.values()}


def columns_of(connection: duckdb.DuckDBPyConnection) -> dict[str, set[str]]:
    """The columns of each table of a stage."""
    found: dict[str, set[str]] = {name: set() for name in SCHEMAS}
    for table, column in connection.execute("SELECT table_name, column_name FROM duckdb_columns()").fetchall():
        found.get(table, set()).add(column)
    return found


def _file_of(data: Path, version: int) -> None:
    """A warehouse with rows, as the program of an older schema version left it."""
    making.publish(data, 3)
    with duckdb.connect(str(data / "warehouse.duckdb")) as connection:
        for undo in reversed(WITHOUT[version - 1 :]):
            connection.execute(undo)
        connection.execute("UPDATE schema_version SET version = ?", [version])


def _warehouse(data: Path, *upgrades: Upgrade) -> Warehouse:
    path = data / "warehouse.duckdb"
    return Warehouse(path, keep_versions=3, wait_s=5, say=making.silent, upgrades=(*UPGRADES, *upgrades))


def _add_column(connection: duckdb.DuckDBPyConnection) -> object:
    return connection.execute("ALTER TABLE dialogues ADD COLUMN mood VARCHAR")


def _fill_column(connection: duckdb.DuckDBPyConnection) -> object:
    return connection.execute("UPDATE dialogues SET mood = 'calm'")


def _fail(connection: duckdb.DuckDBPyConnection) -> object:
    return connection.execute("ALTER TABLE no_such_table ADD COLUMN x INT")


def test_reading_makes_an_empty_warehouse_with_every_table(data: Path) -> None:
    with making.open_warehouse(data).reading() as connection:
        tables = {name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
        columns = connection.execute("DESCRIBE dialogues").fetchall()
    facts = {"schema_version", "stage_books", "publications", "gate_verdicts"}
    assert tables == facts | set(STAGES) | {f"{name}_rejected" for name in STAGES}
    assert ("turns", "STRUCT(question VARCHAR, answer VARCHAR)[]", "NO") in [column[:3] for column in columns]


def test_an_older_file_is_upgraded_in_order_and_keeps_its_rows(data: Path) -> None:
    making.publish(data, 3)
    with _warehouse(data, _add_column, _fill_column).reading() as connection:
        assert connection.execute("SELECT mood, count(*) FROM dialogues GROUP BY ALL").fetchall() == [("calm", 3)]
        assert connection.execute("FROM schema_version").fetchall() == [(NOW + 2,)]


@pytest.mark.parametrize("version", range(1, NOW))
def test_a_file_of_each_older_version_is_upgraded_to_every_table_and_keeps_its_rows(data: Path, version: int) -> None:
    _file_of(data, version)
    with making.open_warehouse(data).reading() as connection:
        tables = {name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
        assert tables >= set(STAGES) | {f"{name}_rejected" for name in STAGES}
        assert connection.execute("SELECT count(*) FROM dialogues").fetchall() == [(3,)]
        assert columns_of(connection) == {name: set(schema.names) for name, schema in SCHEMAS.items()}
        assert connection.execute("FROM schema_version").fetchall() == [(NOW,)]


def test_an_upgrade_that_fails_changes_nothing(data: Path) -> None:
    making.publish(data, 3)
    with pytest.raises(WarehouseError, match="no_such_table"), _warehouse(data, _add_column, _fail).reading():
        pass
    with making.open_warehouse(data).reading() as connection:
        assert connection.execute("FROM schema_version").fetchall() == [(NOW,)]
        assert "mood" not in connection.execute("SELECT * FROM dialogues").to_arrow_table().column_names


def test_a_file_of_a_newer_program_is_refused(data: Path) -> None:
    with _warehouse(data, _add_column).reading():
        pass
    with pytest.raises(WarehouseError, match=rf"schema version {NOW + 1}, and this program knows {NOW}\n.*newer"):
        making.open_warehouse(data).current("dialogues", "ru")


def test_a_file_of_another_program_is_refused(data: Path) -> None:
    data.mkdir()
    with duckdb.connect(str(data / "warehouse.duckdb")) as connection:
        connection.execute("CREATE TABLE theirs (x INT)")
    with pytest.raises(WarehouseError, match="another program"):
        making.open_warehouse(data).current("dialogues", "ru")


def test_a_file_that_is_no_database_is_named(data: Path) -> None:
    data.mkdir()
    (data / "warehouse.duckdb").write_bytes(b"x" * 50_000)
    with pytest.raises(WarehouseError, match=r"warehouse\.duckdb.*not a valid DuckDB"):
        making.open_warehouse(data).current("dialogues", "ru")

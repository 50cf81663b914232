"""dbt is a reader like any other: it waits, it is waited for, and it finds what the settings name."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from dbt.adapters.duckdb.credentials import DuckDBCredentials
from dbt_common.exceptions import DbtRuntimeError

from ultralink_assets.records import WarehouseBusy
from ultralink_assets.warehouse import Verdict, dbt_plugin
from ultralink_assets_tests.warehouse import making

CREDENTIALS = DuckDBCredentials()
VERDICT = Verdict("language", True, True)


def connect() -> duckdb.DuckDBPyConnection:
    """As dbt-duckdb connects with the plugin."""
    plugin, connection = dbt_plugin.Plugin("plugin", {}), duckdb.connect()
    plugin.update_connection_config(CREDENTIALS, {})
    plugin.configure_connection(connection)
    return connection


def test_it_reads_and_nobody_can_write_by_it(data: Path) -> None:
    making.publish(data, 4)
    with dbt_plugin.reading(data, 10, making.silent) as seen:
        connection = connect()
        assert connection.execute("SELECT count(*) FROM warehouse.dialogues").fetchone() == (4,)
        with pytest.raises(duckdb.InvalidInputException, match="read-only"):
            connection.execute("DELETE FROM warehouse.dialogues")
    assert seen.versions.keys() == {("dialogues", "ru")}


def test_publishing_waits_until_dbt_is_done(data: Path) -> None:
    row = making.publish(data, 4)
    writer = making.open_warehouse(data, wait_s=0.1)
    with dbt_plugin.reading(data, 10, making.silent):
        connect()
        with pytest.raises(WarehouseBusy, match="held by process"):
            writer.set_verdict("dialogues", "ru", row.data_version, VERDICT)
    writer.set_verdict("dialogues", "ru", row.data_version, VERDICT)


def test_dbt_waits_while_somebody_publishes_and_then_names_them(data: Path) -> None:
    making.publish(data, 4)
    with (
        making.open_warehouse(data).writing(),
        dbt_plugin.reading(data, 0.1, making.silent) as seen,
        pytest.raises(DbtRuntimeError, match="held by process"),
    ):
        connect()
    assert isinstance(seen.error, WarehouseBusy)


def test_a_run_without_failing_rows_leaves_no_file(data: Path) -> None:
    making.publish(data, 4)
    with dbt_plugin.reading(data, 10, making.silent) as seen:
        connect().execute("CREATE TABLE failures.no_rows (id INTEGER)")
    assert seen.failures is None
    assert list((data / "dbt_failures").iterdir()) == []


def test_files_of_failing_rows_are_kept_for_some_runs(data: Path) -> None:
    making.publish(data, 4)
    for _ in range(dbt_plugin.FILES_KEPT + 2):
        with dbt_plugin.reading(data, 10, making.silent) as seen:
            connect().execute("CREATE TABLE failures.rows_found AS SELECT 1 AS id")
    kept = sorted((data / "dbt_failures").iterdir())
    assert len(kept) == dbt_plugin.FILES_KEPT
    assert seen.failures in kept


def test_a_second_try_to_connect_starts_anew(data: Path) -> None:
    making.publish(data, 4)
    with dbt_plugin.reading(data, 10, making.silent):
        connect()
        assert connect().execute("SELECT count(*) FROM warehouse.dialogues").fetchone() == (4,)
    assert list((data / "dbt_failures").iterdir()) == []


@pytest.mark.parametrize(("folder", "named"), [("project/dbt_quality", "project/here"), ("elsewhere", "called/there")])
def test_settings_are_looked_for_above_the_project_and_then_where_dbt_was_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str, named: str
) -> None:
    for name, data_dir in (("project", "here"), ("called", "there")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "ultralink.toml").write_text(f'data_dir = "{data_dir}"\n')
    (tmp_path / folder).mkdir()
    monkeypatch.chdir(tmp_path / folder)
    monkeypatch.setenv("PWD", str(tmp_path / "called"))
    with pytest.raises(DbtRuntimeError, match=f"no warehouse in {tmp_path / named} yet"):
        connect()


def test_a_mistake_in_the_settings_is_told_in_dbts_own_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ULTRALINK_TEACHER__MODLE", "x")
    with pytest.raises(DbtRuntimeError, match="unknown environment variable ULTRALINK_TEACHER__MODLE"):
        connect()

"""The demo's history of runs: Dagster's own files, as its UI reads them, written quicker."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from dagster import DagsterInstance, DagsterRunStatus, asset, materialize
from dagster._core.storage.event_log import SqliteEventLogStorage

from ultralink_assets import history


@asset
def made() -> int:
    return 1


def events(instance: DagsterInstance, run_id: str) -> list[str]:
    return [
        str(entry.get_dagster_event().event_type_value) for entry in instance.all_logs(run_id) if entry.dagster_event
    ]


def test_what_a_run_wrote_is_what_dagster_reads_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    with history.instance() as quick:
        assert isinstance(quick.event_log_storage, history.History)
        run_id = materialize([made], instance=quick).run_id
        written = events(quick, run_id)
    assert not list(tmp_path.rglob("*-wal"))
    with DagsterInstance.get() as plain:
        assert type(plain.event_log_storage) is SqliteEventLogStorage
        other = materialize([made], instance=plain).run_id
        assert events(plain, run_id) == written == events(plain, other)
        assert {run.status for run in plain.get_runs()} == {DagsterRunStatus.SUCCESS}
        assert {record.run_id for record in plain.fetch_materializations(made.key, 10).records} == {run_id, other}


def test_a_run_of_the_demo_keeps_its_files_open_and_does_not_wait_for_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    with history.instance() as quick:
        storage = quick.event_log_storage
        assert isinstance(storage, history.History)
        connections = []
        for _ in range(2):
            with storage.index_connection() as connection:
                connections.append(connection.connection.dbapi_connection)
                assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 1
                assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connections[0] is connections[1]
        assert [storage.has_table(name) for name in ("event_logs", "nothing", "event_logs")] == [True, False, True]


def test_another_storage_that_is_configured_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    storage = "ConsolidatedSqliteEventLogStorage"
    config = {"module": "dagster._core.storage.event_log", "class": storage, "config": {"base_dir": str(tmp_path)}}
    (tmp_path / "dagster.yaml").write_text(json.dumps({"event_log_storage": config}), encoding="utf-8")
    with history.instance() as configured:
        assert type(configured.event_log_storage).__name__ == storage

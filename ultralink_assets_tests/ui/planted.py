"""A fault in published dialogues, judged by the real checks and reported to Dagster, as a run would report it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from dagster import AssetCheckEvaluation, AssetKey, DagsterInstance

from ultralink_assets.gates import checks, stage_checks
from ultralink_assets.settings import GatesSettings, load
from ultralink_assets.stage import open_warehouse
from ultralink_assets.warehouse import Books, Verdict, Warehouse


def report_wrong_language(data_dir: Path, home: Path, language: str, foreign: str, scratch: Path) -> str:
    """Put the first answer of ``foreign`` into the first dialogue of ``language``; returns that dialogue's id."""
    warehouse = open_warehouse(load({"ULTRALINK_DATA_DIR": str(data_dir)}, scratch), print)
    dialogues, passages = _published(warehouse, "dialogues", language), _published(warehouse, "passages", language)
    other = pq.read_table(_published(warehouse, "dialogues", foreign)[0]).to_pylist()
    table = pq.read_table(dialogues[0])
    rows = table.to_pylist()
    rows[0]["turns"][0]["answer"] = other[0]["turns"][0]["answer"]
    path = scratch / "rows.parquet"
    pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), path)
    _report(home, language, stage_checks.check_dialogues(path, dialogues[1], language, passages[0], GatesSettings()))
    return str(rows[0]["dialogue_id"])


def _published(warehouse: Warehouse, stage: str, language: str) -> tuple[Path, Books]:
    current = warehouse.current(stage, language)
    assert current is not None
    assert current.snapshot is not None
    return current.snapshot, warehouse.books(stage, language, current.data_version)


def _report(home: Path, language: str, verdicts: Sequence[Verdict]) -> None:
    key = AssetKey(["dialogues", language])
    with DagsterInstance.from_config(str(home)) as instance:
        for result in checks.results("dialogues", key, verdicts):
            assert result.check_name is not None
            evaluation = AssetCheckEvaluation(
                key, result.check_name, result.passed, metadata=result.metadata, severity=result.severity
            )
            instance.report_runless_asset_event(evaluation)

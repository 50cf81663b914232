"""A fault in published dialogues, judged by the real checks and reported to Dagster, as a run would report it."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from dagster import AssetCheckEvaluation, AssetKey, DagsterInstance

from ultralink_assets.gates import checks, stage_checks
from ultralink_assets.settings import GatesSettings, load
from ultralink_assets.stage import open_warehouse


def report_wrong_language(data_dir: Path, home: Path, language: str, foreign: str, scratch: Path) -> str:
    """Put the first answer of ``foreign`` into the first dialogue of ``language``; returns that dialogue's id."""
    warehouse = open_warehouse(load({"ULTRALINK_DATA_DIR": str(data_dir)}, scratch), print)
    paths = {}
    for stage, code in (("dialogues", language), ("dialogues", foreign), ("passages", language)):
        current = warehouse.current(stage, code)
        assert current is not None
        assert current.snapshot is not None
        paths[stage, code] = current.snapshot
    other = pq.read_table(paths["dialogues", foreign]).to_pylist()[0]["turns"]
    table = pq.read_table(paths["dialogues", language])
    rows = table.to_pylist()
    rows[0]["turns"][0]["answer"] = other[0]["answer"]
    pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), scratch / "rows.parquet")
    current = warehouse.current("dialogues", language)
    assert current is not None
    books = warehouse.books("dialogues", language, current.data_version)
    found = stage_checks.check_dialogues(
        scratch / "rows.parquet", books, language, paths["passages", language], GatesSettings()
    )
    key = AssetKey(["dialogues", language])
    with DagsterInstance.from_config(str(home)) as instance:
        for result in checks.results("dialogues", key, found):
            assert result.check_name is not None
            instance.report_runless_asset_event(
                AssetCheckEvaluation(
                    asset_key=key,
                    check_name=result.check_name,
                    passed=result.passed,
                    metadata=result.metadata,
                    severity=result.severity,
                )
            )
    return str(rows[0]["dialogue_id"])

"""Runs the SQL tests on one publication, by dbt in this process, and keeps what they say as verdicts."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import duckdb

from ultralink_assets.gates import sql_tests
from ultralink_assets.gates.sql_tests import SqlTest
from ultralink_assets.records import WarehouseError
from ultralink_assets.warehouse import Verdict, Warehouse

if TYPE_CHECKING:
    from dbt.artifacts.schemas.results import NodeResult
    from dbt.contracts.graph.manifest import Manifest

    from ultralink_assets.warehouse.dbt_plugin import Reading

ROWS_SHOWN = 5
CHARACTERS_SHOWN = 200
_ONE_AT_A_TIME = Lock()  # dbt has one connection and one working directory in a process


def judge(warehouse: Warehouse, stage: str, language: str, names: Collection[str] | None = None) -> list[Verdict]:
    """Run the tests of a stage (or those of ``names``) on its current publication, record and return the verdicts.

    Raises `WarehouseError` when there is no publication, when somebody holds the warehouse, and when dbt can't run.
    """
    tests = [one for one in sql_tests.of_stage(stage) if names is None or one.name in names]
    if warehouse.current(stage, language) is None:
        raise WarehouseError(f"{stage}/{language} was never published", f"materialize {stage}/{language} first")
    with _ONE_AT_A_TIME:
        seen, found = _run(warehouse, stage, language, [one.name for one in tests])
    verdicts = [_verdict(one, found.get(one.name), seen.failures) for one in tests]
    warehouse.set_verdict(stage, language, seen.versions[stage, language], *verdicts)
    return verdicts


def _run(
    warehouse: Warehouse, stage: str, language: str, names: Collection[str]
) -> tuple[Reading, Mapping[str, NodeResult]]:
    run = sql_tests.dbt_runner()
    from ultralink_assets.warehouse import dbt_plugin

    chosen = json.dumps({"language": language, "stage": stage})
    with (
        tempfile.TemporaryDirectory() as scratch,
        dbt_plugin.reading(warehouse.data_dir, warehouse.wait_s, warehouse.say) as seen,
    ):
        arguments = [*sql_tests.project_arguments(Path(scratch)), "--no-write-json", "--vars", chosen]
        done = run(manifest=_manifest()).invoke(["test", "--select", *names, *arguments])
    if seen.error:
        raise seen.error
    results = getattr(done.result, "results", None)
    if results is None:
        raise WarehouseError(
            f"dbt can't run the SQL tests of {stage}/{language}: {done.exception}",
            f"look: dbt build --project-dir {sql_tests.PROJECT} --profiles-dir {sql_tests.PROJECT}",
        )
    return seen, {result.node.name: result for result in results}


@cache
def _manifest() -> Manifest:
    from dbt.contracts.graph.manifest import Manifest

    return Manifest.from_msgpack((sql_tests.parsed() / sql_tests.PARSED).read_bytes())


def _verdict(test: SqlTest, result: NodeResult | None, failures: Path | None) -> Verdict:
    """A test that is absent from the results has failed: nobody looked."""
    if result is None:
        return Verdict(test.name, test.blocking, False, 0, {"why": "the test is absent from dbt's results"})
    if result.status == "pass":
        return Verdict(test.name, test.blocking, True)
    if failures is None or not result.failures:
        return Verdict(test.name, test.blocking, False, 0, {"why": result.message or str(result.status)})
    detail = {"failed": result.failures, "file": str(failures), "table": test.name, "rows": _rows(failures, test.name)}
    return Verdict(test.name, test.blocking, False, 0, detail)


def _rows(failures: Path, table: str) -> list[dict[str, Any]]:
    """The first failing rows, long texts cut."""
    with duckdb.connect(str(failures), read_only=True) as connection:
        found = connection.execute(f'SELECT * FROM "{table}" LIMIT {ROWS_SHOWN}')
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, map(_shown, row), strict=True)) for row in found.fetchall()]


def _shown(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    text = str(value)
    return text if len(text) <= CHARACTERS_SHOWN else text[:CHARACTERS_SHOWN] + "…"

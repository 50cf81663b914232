"""A row that is changed by hand fails exactly the test that is meant for it, and its failing rows are kept."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest
from dbt.cli.main import dbtRunner

from ultralink_assets.gates import sql_tests
from ultralink_assets.warehouse import dbt_plugin
from ultralink_assets_tests.dbt_quality import faults, small

Failing = Mapping[str, list[dict[str, Any]]]
SOUND = {small.LANGUAGE, *small.PARTITIONS.values()}  # partitions that nobody touches


@pytest.fixture(scope="module")
def failing(tmp_path_factory: pytest.TempPathFactory) -> Failing:
    """The failing rows of each test, in a warehouse with one language for each fault, and one that is sound."""
    folder = tmp_path_factory.mktemp("planted")
    small.build(folder)
    with duckdb.connect(str(folder / "warehouse.duckdb")) as connection:
        for name, code in faults.CODES.items():
            faults.copy_language(connection, code)
            faults.plant(connection, name, code)
    with dbt_plugin.reading(folder, 10, print) as seen:
        dbtRunner().invoke(["test", *sql_tests.project_arguments(folder / "dbt")])
    assert seen.failures is not None
    return rows_of(seen.failures)


def rows_of(failures: Path) -> Failing:
    found: dict[str, list[dict[str, Any]]] = {}
    with duckdb.connect(str(failures), read_only=True) as connection:
        for (table,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall():
            found[table] = connection.execute(f'SELECT * FROM "{table}"').to_arrow_table().to_pylist()
    return found


def languages_in(rows: list[dict[str, Any]]) -> set[str]:
    texts = {str(value).partition(":")[0] for row in rows for value in row.values()}
    return texts & {*SOUND, *faults.CODES.values()}


def test_each_sql_test_has_its_fault() -> None:
    assert set(faults.FAULTS) == {test.name for test in sql_tests.every()}


@pytest.mark.parametrize("name", faults.FAULTS)
def test_a_fault_fails_the_test_that_is_meant_for_it_and_no_other(failing: Failing, name: str) -> None:
    caught = defaultdict(set)
    for test, rows in failing.items():
        for code in languages_in(rows):
            caught[code].add(test)
    assert caught[faults.CODES[name]] == {name}


def test_every_failing_row_says_in_which_language_it_is(failing: Failing) -> None:
    for name, rows in failing.items():
        assert all(languages_in([row]) for row in rows), json.dumps(rows, default=str, ensure_ascii=False)
        assert rows, name


def test_rows_that_nobody_changed_fail_nothing(failing: Failing) -> None:
    assert not [name for name, rows in failing.items() if SOUND & languages_in(rows)]

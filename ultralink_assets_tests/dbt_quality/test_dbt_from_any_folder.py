"""`dbt build` as users type it: from any folder, without a trace, and with words for what is missing."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from ultralink_assets.gates.sql_tests import PROJECT
from ultralink_assets_tests.dbt_quality import faults, small

WRITTEN_BY_DBT = {"target", "logs"}  # git ignores them


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where dbt keeps what it has parsed from one test to the next."""
    return tmp_path_factory.mktemp("target")


@pytest.fixture
def data(tmp_path: Path, target: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    small.build(tmp_path / "data")
    monkeypatch.setenv("ULTRALINK_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("DBT_TARGET_PATH", str(target))
    return tmp_path / "data"


def dbt_build(folder: Path, project: Path, *more: str) -> subprocess.CompletedProcess[str]:
    dbt = [str(Path(sys.executable).with_name("dbt")), "build", "--no-use-colors"]
    place = ["--project-dir", str(project), "--profiles-dir", str(project)]
    return subprocess.run([*dbt, *place, *more], cwd=folder, capture_output=True, text=True, timeout=120, check=False)


def own_files() -> set[tuple[Path, int]]:
    found = (path for path in PROJECT.rglob("*") if path.relative_to(PROJECT).parts[0] not in WRITTEN_BY_DBT)
    return {(path, path.stat().st_mtime_ns) for path in found if path.is_file()}


@pytest.mark.parametrize(("folder", "project"), [(PROJECT.parent, Path(PROJECT.name)), (Path("/"), PROJECT)], ids=str)
def test_it_passes_from_any_folder_and_changes_nothing(data: Path, folder: Path, project: Path) -> None:
    before = own_files(), (data / "warehouse.duckdb").read_bytes(), set(folder.iterdir())
    done = dbt_build(folder, project)
    assert done.returncode == 0, done.stdout
    [passed] = re.findall(r"PASS=(\d+) WARN=\d+ ERROR=0", done.stdout)
    assert int(passed) >= 30
    assert (own_files(), (data / "warehouse.duckdb").read_bytes(), set(folder.iterdir())) == before
    assert not list((data / "dbt_failures").iterdir())


def test_a_planted_fault_fails_and_the_last_words_say_where_its_rows_are(data: Path) -> None:
    with duckdb.connect(str(data / "warehouse.duckdb")) as connection:
        faults.plant(connection, "assert_no_utterance_is_empty", small.LANGUAGE)
    done = dbt_build(Path("/"), PROJECT)
    assert done.returncode == 1
    assert "ERROR=1 " in done.stdout
    [file] = re.findall(r"Failing rows are in (\S+),", done.stdout)
    assert "assert_no_utterance_is_empty: 1 rows" in done.stdout
    with duckdb.connect(file, read_only=True) as connection:
        rows = connection.execute("SELECT question, answer FROM assert_no_utterance_is_empty").fetchall()
    assert rows == [("Сколько?", " ")]


def test_without_a_warehouse_one_error_says_what_to_do(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ULTRALINK_DATA_DIR", str(data / "none"))
    done = dbt_build(Path("/"), PROJECT)
    assert done.returncode != 0
    assert done.stdout.count(f"there is no warehouse in {data / 'none'} yet") == 1
    assert "materialize something first" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert not (data / "none").exists()

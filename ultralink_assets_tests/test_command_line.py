"""What users type: Dagster's commands from any folder, the UI, and ``ultralink``."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ultralink_assets import cli, selection
from ultralink_assets import settings as settings_module
from ultralink_assets_tests.conftest import Project, run

ROOT = Path(__file__).parent.parent


def materialize(folder: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "dagster", "asset", "materialize", *arguments]
    return subprocess.run(
        command, cwd=folder, env={**os.environ, **environ}, capture_output=True, text=True, timeout=200, check=False
    )


def test_dagster_materializes_everything_up_to_a_language_from_any_folder_without_a_home(tmp_path: Path) -> None:
    data = tmp_path / "data"
    chosen = ["--select", "+dialogues/ru"]
    done = materialize(tmp_path, "-m", "ultralink_assets", *chosen, ULTRALINK_DATA_DIR=str(data))
    assert done.returncode == 0, done.stderr[-3000:]
    again = materialize(
        tmp_path,
        "--select",
        "dialogues/ru",
        ULTRALINK_DATA_DIR=str(data),
        DAGSTER_MODULE_NAME="ultralink_assets",
    )
    assert again.returncode == 0, again.stderr[-3000:]
    assert ", 0 requests," in again.stderr + again.stdout


def test_wrong_settings_end_a_run_with_one_error_that_names_the_key(tmp_path: Path) -> None:
    (tmp_path / "ultralink.toml").write_text("[teacher]\nmodle = 'x'\n")
    done = materialize(tmp_path, "-m", "ultralink_assets", "--select", "dialogues/ru")
    assert done.returncode != 0
    assert error_of(done) == [
        f"Error: {tmp_path}/ultralink.toml: unknown key 'teacher.modle'",
        "  -> did you mean 'teacher.model'?",
    ]


def error_of(done: subprocess.CompletedProcess[str]) -> list[str]:
    """The last two lines, where nothing was printed but them and warnings of Dagster's."""
    assert "Traceback" not in done.stderr
    return done.stderr.splitlines()[-2:]


@pytest.mark.parametrize("selection", ["dialogues/de", "+dialogues/de", 'key:"dialogues/de"'])
def test_a_language_that_nobody_configured_is_named_with_what_to_do(tmp_path: Path, selection: str) -> None:
    error, remedy = error_of(materialize(tmp_path, "-m", "ultralink_assets", "--select", selection))
    assert error == "Error: dialogues/de: 'de' is not in `languages` (configured: en, zh, ru, fr, es)"
    assert "write its entry languages/de.toml" in remedy
    assert 'then languages = ["en", "zh", "ru", "fr", "es", "de"] in ultralink.toml' in remedy


def test_what_went_wrong_is_the_last_word_after_dagsters_pages(tmp_path: Path) -> None:
    (tmp_path / "ultralink.toml").write_text('[raw_wikipedia]\nru = "gone.xml.bz2"\n')
    done = materialize(tmp_path, "-m", "ultralink_assets", "--select", "raw_wikipedia/ru")
    assert done.returncode == 1
    error, remedy = done.stderr.splitlines()[-2:]
    assert error == f"raw_wikipedia/ru: no such dump: {tmp_path}/gone.xml.bz2"
    assert remedy.startswith("  -> correct the path")


@pytest.mark.parametrize("selection", ["tag:language=de", "dialogues/*", "dialogues ru"])
def test_a_selection_of_nothing_does_not_make_everything(tmp_path: Path, selection: str) -> None:
    done = materialize(
        tmp_path, "-m", "ultralink_assets", "--select", selection, ULTRALINK_DATA_DIR=str(tmp_path / "d")
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert f"Error: the selection {selection!r} matches no asset" in done.stderr
    assert "dagster asset list" in done.stderr.splitlines()[-1]
    assert not (tmp_path / "d").exists()


def test_a_language_whose_entry_is_there_needs_one_line_of_the_settings(tmp_path: Path) -> None:
    (tmp_path / "ultralink.toml").write_text('languages = ["en"]\n')
    command = [
        sys.executable,
        "-m",
        "dagster_dg_cli.cli",
        "launch",
        "-m",
        "ultralink_assets",
        "--assets",
        "passages/ru",
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=100, check=False)
    assert error_of(done) == [
        "Error: passages/ru: 'ru' is not in `languages` (configured: en)",
        f'  -> write languages = ["en", "ru"] in {tmp_path}/ultralink.toml',
    ]


def test_selections_of_what_is_there_pass(tmp_path: Path) -> None:
    settings = settings_module.load({}, tmp_path)
    for chosen in ("dialogues/ru", "+dialogues/*", 'key:"dialogues/*" and not passages/en', "tag:language=ru", "*"):
        selection.refuse_missing(chosen, settings)


def test_sql_shows_tables_and_the_ledger_and_refuses_to_write(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    run(project(), "raw_wikipedia/ru", "passages/ru", "dialogues/ru")
    assert cli.main(["sql", "--format", "json", "SELECT count(*) > 0 AS asked FROM llm_calls"]) == 0
    assert json.loads(capsys.readouterr().out) == {"asked": True}
    assert cli.main(["sql", "DELETE FROM passages"]) == 1
    assert "error:" in capsys.readouterr().err


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_intervals_and_bytes_are_written_as_text(
    form: str, project: Project, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ULTRALINK_SETTINGS", str(project().file))
    run(project(), "raw_wikipedia/ru")
    assert cli.main(["sql", "--format", form, "SELECT INTERVAL 3 DAY AS lasts, 'ab'::BLOB AS bytes"]) == 0
    written = capsys.readouterr().out
    assert "6162" in written
    assert "days=3" in written


def test_nested_columns_are_json_text_in_csv_and_stay_as_they_are_in_json(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    run(project(), "raw_wikipedia/ru")
    sql = "SELECT 7 AS n, [{'a': 'й,\"'}] AS many, {'b': NULL::INT} AS one, NULL::INT[] AS nothing"
    assert cli.main(["sql", "--format", "csv", sql]) == 0
    [row] = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert row == {"n": "7", "many": '[{"a": "й,\\""}]', "one": '{"b": null}', "nothing": ""}
    assert cli.main(["sql", "--format", "json", sql]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown == {"n": 7, "many": [{"a": 'й,"'}], "one": {"b": None}, "nothing": None}


def test_estimate_and_cost_tell_requests_tokens_and_unknown_money(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    run(project(), "raw_wikipedia/ru", "passages/ru", "dialogues/ru")
    assert cli.main(["estimate", "dialogues/ru"]) == 0
    assert "requests, about" in capsys.readouterr().out
    assert cli.main(["cost"]) == 0
    shown = capsys.readouterr().out
    assert "dialogues" in shown
    assert "not known" in shown


def test_estimate_of_a_stage_without_upstream_says_what_to_materialize(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    run(project(), "raw_wikipedia/ru")
    assert cli.main(["estimate", "dialogues/ru"]) == 1
    assert "passages/ru has no data" in capsys.readouterr().err


@pytest.mark.parametrize(
    "command",
    [["sql", "SELECT 1"], ["cost"], ["estimate", "dialogues/ru"], ["rollback", "dialogues/ru"]],
    ids=" ".join,
)
def test_looking_at_a_folder_without_data_says_so_and_makes_nothing(
    project: Project, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    settings = project()
    assert cli.main(command) == 1
    assert f"no data in {settings.data_dir} yet" in capsys.readouterr().err
    assert not settings.data_dir.exists()


def test_doctor_makes_no_folder_and_says_that_there_is_none(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = project()
    cli.main(["doctor"])
    assert f"data in {settings.data_dir}, which the first run will make" in capsys.readouterr().out
    assert not settings.data_dir.exists()


def test_cost_without_requests_is_no_money(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    settings = project()
    run(settings, "raw_wikipedia/ru")
    assert cli.main(["cost"]) == 0
    assert "$0.00" in capsys.readouterr().out
    assert cli.main(["sql", "SELECT * FROM publications"]) == 0  # too wide for a table
    assert "\npartition: ru\n" in capsys.readouterr().out
    assert not (settings.data_dir / "ledger.sqlite").exists()


def test_a_port_that_is_none_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["demo-teacher", "--port", "80000"]) == 1
    assert "no port 80000" in capsys.readouterr().err


def test_doctor_names_a_place_that_cannot_be_written(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    project('data_dir = "/proc/x"')
    assert cli.main(["doctor"]) == 1
    assert "/proc can't be written" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("asset", "said"), [("dialogues/de", "'de' is not in `languages`"), ("dialoges/ru", "no stage 'dialoges'")]
)
def test_an_asset_that_is_not_there_is_named(
    project: Project, capsys: pytest.CaptureFixture[str], asset: str, said: str
) -> None:
    project()
    assert cli.main(["rollback", asset]) == 1
    assert said in capsys.readouterr().err


def test_rollback_publishes_the_version_before(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    settings = project()
    run(settings, "raw_wikipedia/ru", "passages/ru")
    fewer = project("[passages]\nper_language = 2\n")
    run(fewer, "passages/ru")
    assert cli.main(["rollback", "passages/ru"]) == 0
    assert "8 rows" in capsys.readouterr().out


def test_doctor_names_what_is_missing_and_what_to_do(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    teacher = '[teacher]\nbase_url = "http://127.0.0.1:9/v1"\nmodel = "m"\n'
    project('languages = ["ru"]\n[raw_wikipedia]\nru = "gone.xml.bz2"\n' + teacher)
    assert cli.main(["doctor"]) == 1
    shown = capsys.readouterr().out
    assert "gone.xml.bz2" in shown
    assert "http://127.0.0.1:9/v1 can't be reached" in shown
    assert shown.count("->") >= 2


def test_doctor_asks_the_judges_endpoint_too_when_a_judge_is_asked_for(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    judge = '[judge]\nbase_url = "http://127.0.0.1:9/v1"\nmodel = "m"\n'
    project(judge)
    assert cli.main(["doctor"]) == 0
    project(judge + "[judgements]\nsample = 0.1\n")
    assert cli.main(["doctor"]) == 1
    assert "http://127.0.0.1:9/v1 can't be reached" in capsys.readouterr().out


def test_doctor_finds_nothing_wrong_with_the_sample(
    project: Project, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    project()
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    assert cli.main(["doctor"]) == 0
    assert "error" not in capsys.readouterr().out

"""SQL tests judge one publication, their verdicts are recorded, and decide whether the next stage may read."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from ultralink_assets import gates
from ultralink_assets.from_wikipedia import passages
from ultralink_assets.gates import sql_run, sql_tests
from ultralink_assets.gates.sql_tests import SqlTest
from ultralink_assets.records import UpstreamRefused, WarehouseError
from ultralink_assets.warehouse import Warehouse
from ultralink_assets_tests.dbt_quality import faults, small
from ultralink_assets_tests.warehouse.making import open_warehouse

RU = small.LANGUAGE


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    small.build(tmp_path / "data")
    return open_warehouse(tmp_path / "data")


def plant(warehouse: Warehouse, *names: str, code: str = RU) -> None:
    with duckdb.connect(str(warehouse.path)) as connection:
        if code != RU:
            faults.copy_language(connection, code)
        for name in names:
            faults.plant(connection, name, code)


def failed(warehouse: Warehouse, stage: str, language: str = RU) -> list[str]:
    return [one.check_name for one in sql_run.judge(warehouse, stage, language) if not one.passed]


@pytest.mark.parametrize(
    ("stage", "fault"),
    [
        ("raw_wikipedia", "assert_characters_count_the_article"),
        ("passages", "assert_passages_are_named_by_their_text"),
        ("dialogues", "assert_no_utterance_is_empty"),
    ],
)
def test_rows_are_refused_until_their_tests_have_run_and_passed(tmp_path: Path, stage: str, fault: str) -> None:
    small.build(tmp_path, unjudged=stage)
    warehouse, expected = open_warehouse(tmp_path), gates.expected(stage)
    with pytest.raises(UpstreamRefused, match=rf"checks have not run on these rows(.|\n)*ultralink check {stage}/{RU}"):
        warehouse.read_upstream(stage, RU, expected)
    assert failed(warehouse, stage) == []
    assert warehouse.read_upstream(stage, RU, expected).rows == 4
    plant(warehouse, fault)
    assert failed(warehouse, stage) == [fault]
    with pytest.raises(UpstreamRefused, match=f"the check '{fault}' did not pass") as refusal:
        warehouse.read_upstream(stage, RU, expected)
    assert "not run" not in refusal.value.message


def test_a_failure_tells_how_many_rows_where_they_are_and_the_first_of_them(warehouse: Warehouse) -> None:
    plant(warehouse, "assert_no_utterance_is_empty")
    [verdict] = sql_run.judge(warehouse, "dialogues", RU, ["assert_no_utterance_is_empty"])
    assert verdict.detail["failed"] == 1
    assert verdict.detail["rows"][0]["question"] == "Сколько?"
    with duckdb.connect(verdict.detail["file"], read_only=True) as connection:
        assert connection.execute(f"SELECT count(*) FROM {verdict.detail['table']}").fetchone() == (1,)


def test_another_language_and_another_stage_are_not_judged(warehouse: Warehouse) -> None:
    plant(warehouse, "assert_no_utterance_is_empty", "dialogues_have_a_known_end", code="q")
    plant(warehouse, "assert_nothing_pending_is_published")  # of raw_wikipedia
    assert failed(warehouse, "dialogues") == []
    assert failed(warehouse, "dialogues", "q") == ["assert_no_utterance_is_empty", "dialogues_have_a_known_end"]


def test_a_warning_is_recorded_and_stops_nothing(warehouse: Warehouse) -> None:
    plant(warehouse, "assert_titles_of_a_language_differ")
    assert failed(warehouse, "raw_wikipedia") == ["assert_titles_of_a_language_differ"]
    assert warehouse.read_upstream("raw_wikipedia", RU, gates.expected("raw_wikipedia")).rows == 4


def test_a_test_that_is_absent_from_the_results_has_failed(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = sql_tests.of_stage("passages")
    gone = SqlTest("assert_gone", "", ("passages",), True)
    monkeypatch.setattr(sql_tests, "of_stage", lambda _: (*real, gone))
    assert failed(warehouse, "passages") == ["assert_gone"]


def test_a_test_that_dbt_cannot_run_has_failed(warehouse: Warehouse) -> None:
    with duckdb.connect(str(warehouse.path)) as connection:
        connection.execute("ALTER TABLE dialogues RENAME COLUMN steps TO paces")
    [verdict] = sql_run.judge(warehouse, "dialogues", RU, ["assert_every_turn_has_its_step"])
    assert verdict.passed is False
    assert "steps" in verdict.detail["why"]


def test_a_stage_that_was_never_published_has_nothing_to_judge(warehouse: Warehouse) -> None:
    with pytest.raises(WarehouseError, match="passages/zz was never published"):
        sql_run.judge(warehouse, "passages", "zz")


def test_a_stage_that_is_older_than_its_upstream_is_not_compared_with_it(warehouse: Warehouse) -> None:
    plant(warehouse, "assert_no_stage_is_older_than_its_upstream", "assert_every_passage_has_its_article")
    assert failed(warehouse, "passages") == ["assert_no_stage_is_older_than_its_upstream"]


def test_a_stage_is_fresh_again_when_its_upstream_is_rolled_back_to_what_it_was_made_of(warehouse: Warehouse) -> None:
    older = "assert_no_stage_is_older_than_its_upstream"
    with duckdb.connect(str(warehouse.path)) as connection:
        again = "INSERT INTO publications SELECT * REPLACE ({}) FROM publications WHERE {}"
        first = "publication = 1 AND stage = 'raw_wikipedia'"
        connection.execute(again.format("2 AS publication, 'other' AS data_version", first))
        connection.execute(again.format("3 AS publication, 1 AS restored", first))
    assert failed(warehouse, "passages") == []
    with duckdb.connect(str(warehouse.path)) as connection:
        connection.execute("DELETE FROM publications WHERE publication = 3")
    assert failed(warehouse, "passages") == [older]


def test_each_test_names_its_stages_and_says_what_it_promises() -> None:
    tests = sql_tests.every()
    assert len(tests) >= 30
    assert sum(test.name.startswith("assert_") for test in tests) >= 15
    judged = {stage for test in tests for stage in test.stages}
    assert judged == set(gates.BLOCKING)
    assert [test.name for test in tests if not test.description.endswith(".")] == []


def test_reasons_of_rejected_articles_are_those_that_the_stage_gives() -> None:
    text = (sql_tests.PROJECT / "sources" / "warehouse.yml").read_text(encoding="utf-8")
    assert f"values: [{', '.join((*passages.REASONS, gates.duplicates.GATE))}]" in text

"""The three assets, run by Dagster on the shipped sample: what is published, refused, and not paid again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from dagster import AssetCheckKey, AssetChecksDefinition, AssetKey, DagsterInstance, Failure, materialize

from ultralink_assets import cli, definitions, gates, sample
from ultralink_assets.records import Article
from ultralink_assets.settings import Settings
from ultralink_assets.stage import open_warehouse
from ultralink_assets.teacher import Ledger
from ultralink_assets.warehouse import Staging, Verdict, query
from ultralink_assets_tests.conftest import Project, run

ALL = ("raw_wikipedia/ru", "passages/ru", "dialogues/ru")


def rows(settings: Settings, sql: str) -> list[tuple[object, ...]]:
    return [tuple(row.values()) for row in query(settings.data_dir, sql).to_pylist()]


def requests(settings: Settings) -> int:
    with Ledger(settings.data_dir / "ledger.sqlite") as ledger:
        return sum(row.requests for row in ledger.cost_by_stage())


def test_the_sample_becomes_dialogues_whose_checks_all_pass(project: Project) -> None:
    settings = project()
    result = run(settings, *ALL)
    assert result.success
    checks = result.get_asset_check_evaluations()
    assert {(check.asset_key.path[0], check.check_name) for check in checks if check.blocking} == {
        (stage, name) for stage in gates.BLOCKING if f"{stage}/ru" in ALL for name in gates.expected(stage)
    }
    assert [check.check_name for check in checks if not check.passed] == []
    assert rows(settings, "SELECT DISTINCT teacher FROM dialogues") == [("demo",)]
    assert rows(settings, "SELECT DISTINCT language FROM dialogues") == [("ru",)]


def test_dialogues_are_compared_with_those_that_other_languages_have_published(project: Project) -> None:
    settings = project("[passages]\nper_language = 1\n")
    for language in ("en", "ru"):
        assert run(settings, *(name.replace("ru", language) for name in ALL)).success
    sql = "SELECT partition, detail FROM gate_verdicts WHERE check_name = 'same_in_two_languages' ORDER BY partition"
    compared = {language: json.loads(str(detail))["compared"] for language, detail in rows(settings, sql)}
    [(answers,)] = rows(settings, "SELECT sum(len(turns))::INT FROM dialogues WHERE language = 'en'")
    assert compared == {"en": {}, "ru": {"en": answers}}


def test_the_books_of_every_stage_balance(project: Project) -> None:
    settings = project()
    run(settings, *ALL)
    sql = """
        SELECT stage, sum(CASE side WHEN 'in' THEN rows WHEN 'made' THEN 0 ELSE -rows END)::INT AS missing
        FROM stage_books GROUP BY stage ORDER BY stage
    """
    assert rows(settings, sql) == [("dialogues", 0), ("passages", 0), ("raw_wikipedia", 0)]
    assert rows(settings, "SELECT count(*) FROM dialogues_rejected") != [(0,)]


def test_a_second_run_makes_the_same_rows_and_asks_nothing(project: Project) -> None:
    settings = project()
    run(settings, *ALL)
    before = rows(settings, "SELECT * FROM dialogues ORDER BY dialogue_id"), requests(settings)
    run(settings, *ALL)
    assert (rows(settings, "SELECT * FROM dialogues ORDER BY dialogue_id"), requests(settings)) == before
    versions = rows(settings, "SELECT DISTINCT data_version FROM publications WHERE stage = 'dialogues'")
    assert len(versions) == 1


def test_per_page_and_per_language_draw_whole_passages_and_the_books_say_so(project: Project) -> None:
    settings = project("[passages]\nper_page = 1\nper_language = 2\n")
    run(settings, "raw_wikipedia/ru", "passages/ru")
    assert rows(settings, "SELECT count(*), count(DISTINCT page_id) FROM passages") == [(2, 2)]
    assert rows(settings, "SELECT sum(rows)::INT FROM stage_books WHERE side = 'not_drawn'") == [(4,)]
    every = project("[passages]\nper_page = 0\n")
    run(every, "passages/ru")
    assert rows(every, "SELECT count(*) FROM passages")[0][0] == 8


def failed(settings: Settings, name: str) -> None:
    """Write a failure of a blocking check of passages/ru, as if its gate had found something."""
    warehouse = open_warehouse(settings, print)
    current = warehouse.current("passages", "ru")
    assert current is not None
    verdict = Verdict(name, blocking=True, passed=False, undecided=0, detail={"failed": 3})
    warehouse.set_verdict("passages", "ru", current.data_version, verdict)


def test_a_failed_blocking_check_stops_the_next_stage_in_a_later_run(project: Project) -> None:
    settings = project()
    run(settings, "raw_wikipedia/ru", "passages/ru")
    failed(settings, "language")
    with pytest.raises(
        Failure, match=r"UpstreamRefused(.|\n)*'language' did not pass(.|\n)*override = \[\"passages/language\"\]"
    ):
        run(settings, "dialogues/ru")
    assert requests(settings) == 0


def test_the_override_that_the_refusal_names_lets_the_stage_read(project: Project) -> None:
    settings = project()
    run(settings, "raw_wikipedia/ru", "passages/ru")
    failed(settings, "language")
    assert run(project('[gates]\noverride = ["passages/language"]\n'), "dialogues/ru").success


def test_a_blocking_failure_stops_the_next_stage_in_the_same_run(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = project()
    monkeypatch.setattr(gates.length, "check", lambda *_: 1 / 0)  # a gate that can't decide fails
    with DagsterInstance.ephemeral() as instance:
        result = run(settings, *ALL, instance=instance, raise_on_error=False)
        key = AssetCheckKey(AssetKey(["passages", "ru"]), "length")
        assert [check.passed for check in result.get_asset_check_evaluations() if check.asset_check_key == key] == [
            False
        ]
    assert not result.success
    assert requests(settings) == 0


def test_a_failed_sql_test_stops_the_next_stage_in_the_same_run_and_in_a_later_one(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = project()
    monkeypatch.setattr(Article, "characters", 7)  # no gate looks at this column
    result = run(settings, "raw_wikipedia/ru", "passages/ru", raise_on_error=False)
    checks = result.get_asset_check_evaluations()
    assert [check.check_name for check in checks if not check.passed] == ["assert_characters_count_the_article"]
    assert not result.asset_materializations_for_node("passages__ru")
    with pytest.raises(Failure, match="'assert_characters_count_the_article' did not pass"):
        run(settings, "passages/ru")


def test_rows_whose_sql_tests_did_not_run_are_refused_until_they_do(project: Project) -> None:
    settings = project()
    alone = [one for one in definitions.assets(settings) if not isinstance(one, AssetChecksDefinition)]
    materialize(alone, selection=[AssetKey(["raw_wikipedia", "ru"])], resources=definitions.RESOURCES)
    with pytest.raises(Failure, match=r"checks have not run on these rows(.|\n)*ultralink check raw_wikipedia/ru"):
        run(settings, "passages/ru")
    assert cli.main(["check", "raw_wikipedia/ru"]) == 0
    assert run(settings, "passages/ru").success


def test_a_copied_dialogue_takes_its_closed_book_twin_along(project: Project) -> None:
    settings = project(
        "[dialogues]\nclosed_book = 'twin'\n[passages]\nper_page = 0\nmin_tokens = 10\npassage_tokens = 300\n"
    )
    result = run(settings, "raw_wikipedia/en", "passages/en", "dialogues/en", raise_on_error=False)
    assert [check.check_name for check in result.get_asset_check_evaluations() if not check.passed] == []
    assert rows(settings, "SELECT count(*) > 30 FROM dialogues WHERE kind = 'closed_book'") == [(True,)]
    turned_down = "SELECT DISTINCT kind FROM dialogues_rejected WHERE reason = 'near_duplicates' ORDER BY kind"
    assert rows(settings, turned_down) == [("closed_book",), ("grounded",)]


def test_two_runs_of_one_asset_at_once_are_refused_with_the_holders_name(project: Project) -> None:
    settings = project()
    with (
        Staging(settings.data_dir, "raw_wikipedia", "ru", "v").lock(),
        pytest.raises(Failure, match="AlreadyRunning: raw_wikipedia/ru is already being made by"),
    ):
        run(settings, "raw_wikipedia/ru")


def test_a_language_without_a_dump_says_which_key_to_set(project: Project) -> None:
    settings = project('[raw_wikipedia]\nen = "x.bz2"\n')
    with pytest.raises(Failure, match=r"\[raw_wikipedia\] ru"):
        run(settings, "raw_wikipedia/ru")


def test_a_dump_without_a_teacher_says_so_before_any_work(project: Project) -> None:
    settings = project('[raw_wikipedia]\nru = "x.bz2"\n')
    with pytest.raises(Failure, match="no teacher"):
        run(settings, "dialogues/ru")


def test_an_asset_tells_its_counts_books_preview_and_spending(project: Project) -> None:
    result = run(project(), *ALL)
    [made] = result.asset_materializations_for_node("dialogues__ru")
    assert {"dagster/row_count", "books", "preview", "requests", "cost_usd", "ledger_hits"} <= set(made.metadata)


def test_a_damaged_dump_is_made_and_the_log_warns_of_what_was_lost(
    project: Project, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    whole = sample.dump("ru").read_bytes()
    (tmp_path / "half.xml.bz2").write_bytes(whole[: len(whole) * 2 // 3])
    settings = project('[raw_wikipedia]\nru = "half.xml.bz2"\n')
    assert run(settings, "raw_wikipedia/ru").success
    made = rows(settings, "SELECT count(*) FROM raw_wikipedia")[0][0]
    assert isinstance(made, int)
    assert 0 < made < 7
    assert "the check 'no_damage' did not pass" in capfd.readouterr().err


def test_no_such_dump_is_named(project: Project) -> None:
    with pytest.raises(Failure, match=r"InputError(.|\n)*gone\.xml\.bz2"):
        run(project('[raw_wikipedia]\nru = "gone.xml.bz2"\n'), "raw_wikipedia/ru")

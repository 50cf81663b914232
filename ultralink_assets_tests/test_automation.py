"""What is stale after a change, what may start by itself, and what a rollback makes stale."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from dagster import (
    AssetKey,
    DagsterInstance,
    DefaultScheduleStatus,
    DefaultSensorStatus,
    build_sensor_context,
    evaluate_automation_conditions,
)
from dagster._core.definitions.data_version import CachingStaleStatusResolver, StaleStatus
from dagster._core.definitions.sensor_definition import SensorExecutionData
from dagster._core.loader import LoadingContextForTest

from ultralink_assets import automation, definitions, languages, sample
from ultralink_assets.cli import main
from ultralink_assets.settings import Settings
from ultralink_assets_tests.conftest import Project, run

GROUPS = {"from_wikipedia", "reviews", "from_english", "mix"}  # judging is off
STAGES = ("raw_wikipedia", "passages", "dialogues")
TWO = 'languages = ["en", "fr"]\n[passages]\nper_language = 4\n'


def stale(settings: Settings, instance: DagsterInstance) -> set[str]:
    """Every asset that Dagster's UI would show as stale or missing."""
    graph = definitions.build(settings).resolve_asset_graph()
    resolver = CachingStaleStatusResolver(instance, graph, LoadingContextForTest(instance))
    names = [f"{stage}/{language}" for language in settings.languages for stage in STAGES]
    return {name for name in names if resolver.get_status(AssetKey(name.split("/"))) is not StaleStatus.FRESH}


def test_every_node_of_the_graph_is_in_the_group_of_its_folder_and_every_input_file_is_observed(
    project: Project,
) -> None:
    graph = definitions.build(project()).resolve_asset_graph()
    outside = {node.key for node in graph.asset_nodes if node.group_name not in GROUPS}
    assert outside == set()
    roots = {key for key in graph.get_all_asset_keys() if key.path[0] in ("dump", "data")}
    assert len(roots) == len(sample.languages()) + len(sample.parts())
    assert {key for key in roots if not graph.get(key).is_observable} == set()


def test_an_edited_prompt_makes_exactly_the_dialogues_of_its_language_stale(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = project(TWO)
    load = languages.load

    def edited(code: str) -> languages.Language:
        entry = load(code)
        if code != "fr":
            return entry
        template = entry.prompts.document_in_question + " Merci."
        return entry.model_copy(update={"prompts": entry.prompts.model_copy(update={"document_in_question": template})})

    with DagsterInstance.ephemeral() as instance:
        run(settings, *(f"{stage}/{code}" for code in ("en", "fr") for stage in STAGES), instance=instance)
        assert stale(settings, instance) == set()
        monkeypatch.setattr(languages, "load", edited)
        assert stale(settings, instance) == {"dialogues/fr"}
        run(settings, "dialogues/fr", instance=instance)
        assert stale(settings, instance) == set()


def test_a_stage_whose_rows_changed_makes_the_next_one_of_its_language_stale_and_one_with_equal_rows_does_not(
    project: Project,
) -> None:
    settings = project(TWO)
    more = TWO.replace("per_language = 4", "per_language = 5")
    with DagsterInstance.ephemeral() as instance:
        run(settings, *(f"{stage}/{code}" for code in ("en", "fr") for stage in STAGES), instance=instance)
        run(settings, "passages/en", instance=instance)
        assert stale(settings, instance) == set()
        settings = project(more)
        assert stale(settings, instance) == {"passages/en", "passages/fr"}
        run(settings, "passages/fr", instance=instance)
        assert stale(settings, instance) == {"passages/en", "dialogues/fr"}


Dump = Callable[[str], None]


@pytest.fixture
def dump(tmp_path: Path) -> Dump:
    """Writes the sample of a language as the dump of the settings."""

    def write(code: str) -> None:
        shutil.copyfile(sample.dump(code), tmp_path / "dump.xml.bz2")

    return write


def tick(settings: Settings, cursor: str | None) -> SensorExecutionData:
    context = build_sensor_context(cursor=cursor, definitions=definitions.build(settings))
    return automation.new_dumps(settings).evaluate_tick(context)


WATCHED = 'languages = ["en"]\n[raw_wikipedia]\nen = "dump.xml.bz2"\n'


def test_the_sensor_takes_note_of_a_dump_and_reads_the_next_one(project: Project, dump: Dump) -> None:
    dump("en")
    settings = project(WATCHED)
    first = tick(settings, None)
    assert (first.run_requests, [event.asset_key.path for event in first.asset_events]) == ([], [["dump", "en"]])
    again = tick(settings, first.cursor)
    assert (again.run_requests, again.asset_events, again.skip_message) == ([], [], "no dump changed")
    dump("ru")
    [request] = tick(settings, again.cursor).run_requests or []
    assert [key.to_user_string() for key in request.asset_selection or []] == ["raw_wikipedia/en", "passages/en"]


def test_the_sensor_names_a_dump_that_is_gone_and_keeps_what_it_knew(project: Project) -> None:
    ticked = tick(project(WATCHED), '{"en": "1"}')
    assert "no such dump" in (ticked.skip_message or "")
    assert ticked.cursor == '{"en": "1"}'


def test_nothing_starts_by_itself_and_what_costs_money_has_no_condition(project: Project) -> None:
    settings = project(WATCHED)
    assert automation.new_dumps(settings).default_status is DefaultSensorStatus.STOPPED
    assert automation.free_stages(settings).default_status is DefaultScheduleStatus.STOPPED

    def conditions(settings: Settings) -> dict[str, bool]:
        specs = [spec for asset in definitions.assets(settings) for spec in asset.specs]
        return {spec.key.path[0]: spec.automation_condition is not None for spec in specs}

    free = {"pruned_mix": True, "dataset": True}
    assert (
        conditions(settings) == {"raw_wikipedia": True, "passages": True, "dialogues": False, "reviews": False} | free
    )
    assert conditions(project(WATCHED + "[automation]\npaid = true\n"))["dialogues"]


def test_paid_dialogues_follow_their_passages_though_nobody_has_reviewed_any(project: Project) -> None:
    settings = project('languages = ["en"]\n[passages]\nper_language = 2\n[automation]\npaid = true\n')
    dialogues = AssetKey(["dialogues", "en"])
    with DagsterInstance.ephemeral() as instance:
        run(settings, "raw_wikipedia/en", "passages/en", "dialogues/en", instance=instance)
        built = definitions.build(settings)
        first = evaluate_automation_conditions(built, instance)
        assert first.get_num_requested(dialogues) == 0
        run(settings, "passages/en", instance=instance)
        second = evaluate_automation_conditions(built, instance, cursor=first.cursor)
        assert second.get_num_requested(dialogues) == 1


def test_a_rollback_names_what_it_makes_stale_and_dagster_shows_it(
    project: Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ULTRALINK_SETTINGS", str(tmp_path / "ultralink.toml"))
    one = 'languages = ["fr"]\n[passages]\nper_language = 4\n'
    with DagsterInstance.get() as instance:
        run(project(one), "raw_wikipedia/fr", "passages/fr", instance=instance)
        settings = project(one.replace("= 4", "= 5"))
        run(settings, "passages/fr", "dialogues/fr", instance=instance)
        assert stale(settings, instance) == set()
        assert main(["rollback", "passages/fr"]) == 0
        said = capsys.readouterr().out
        assert "passages/fr is version" in said
        assert "stale now: dialogues/fr, which was made of passages version" in said
        assert stale(settings, instance) == {"passages/fr", "dialogues/fr"}
        assert stale(project(one), instance) == {"dialogues/fr"}

"""The asset judgements/L, run by Dagster on the sample's dialogues, by the demo judge and by an endpoint that errs."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from dagster import AssetKey, ExecuteInProcessResult

from ultralink_assets import definitions, estimate
from ultralink_assets import settings as settings_module
from ultralink_assets.gates import BLOCKING, WARNINGS, sql_tests
from ultralink_assets.settings import Settings
from ultralink_assets.warehouse import query
from ultralink_assets_tests.conftest import Project, run
from ultralink_assets_tests.teacher.fake_endpoint import Behaviour, FakeEndpoint, answer, refuse, serving

YES = json.dumps({"why": "", "faithful": "yes", "fluent": "yes", "useful": "yes"})
ON = "[judgements]\nsample = 0.5\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with dialogues."""
    folder = tmp_path_factory.mktemp("made")
    environ = {"ULTRALINK_DATA_DIR": str(folder / "data"), "ULTRALINK_PASSAGES__PER_LANGUAGE": "4"}
    settings = settings_module.load(environ, folder)
    assert run(settings, "raw_wikipedia/en", "passages/en", "dialogues/en").success
    return folder / "data"


@pytest.fixture
def judged(project: Project, made: Path, tmp_path: Path) -> Callable[[str], Settings]:
    """Settings from TOML text, over a copy of the dialogues."""

    def build(text: str = ON) -> Settings:
        settings = project(text)
        if not settings.data_dir.exists():
            shutil.copytree(made, settings.data_dir)
        return settings

    return build


@pytest.fixture
def endpoint() -> Iterator[FakeEndpoint]:
    with serving() as server:
        yield server


def by(endpoint: FakeEndpoint) -> str:
    return f'{ON}[judge]\nbase_url = "{endpoint.url}"\nmodel = "llama"\n'


def judge(settings: Settings) -> ExecuteInProcessResult:
    return run(settings, "judgements/en", raise_on_error=False)


def failed_checks(result: ExecuteInProcessResult) -> list[str]:
    return [check.check_name for check in result.get_asset_check_evaluations() if not check.passed]


def rows(settings: Settings, sql: str) -> list[tuple[object, ...]]:
    return [tuple(row.values()) for row in query(settings.data_dir, sql).to_pylist()]


def test_it_is_off_unless_a_sample_is_asked_for(project: Project) -> None:
    keys = {key for asset in definitions.assets(project()) for key in asset.keys}
    assert AssetKey(["judgements", "en"]) not in keys
    keys = {key for asset in definitions.assets(project(ON)) for key in asset.keys}
    assert {AssetKey(["judgements", "en"]), AssetKey(["judgements", "ru"])} < keys


def test_the_demo_judge_reads_the_drawn_turns_and_is_believed(judged: Callable[..., Settings]) -> None:
    settings = judged()
    result = judge(settings)
    assert failed_checks(result) == []
    names = [check.check_name for check in result.get_asset_check_evaluations()]
    sql = [test.name for test in sql_tests.of_stage("judgements")]
    assert sorted(names) == sorted([*BLOCKING["judgements"], *WARNINGS["judgements"], *sql])
    joined = "FROM judgements JOIN dialogues USING (dialogue_id) WHERE turns[turn].answer <> ''"
    [(count, judges)] = rows(settings, f"SELECT count(*), min(judge) {joined}")
    assert (count, judges) == (rows(settings, "SELECT count(*) FROM judgements")[0][0], "demo")
    books = "SELECT side, sum(rows)::INT FROM stage_books WHERE stage = 'judgements' GROUP BY 1 ORDER BY 1"
    [(turns,)] = rows(settings, "SELECT sum(len(turns))::INT FROM dialogues")
    assert isinstance(turns, int)
    assert isinstance(count, int)
    assert turns > count
    assert rows(settings, books) == [("in", turns), ("made", count), ("not_drawn", turns - count), ("out", count)]


def test_a_second_run_asks_nothing_and_makes_the_same_rows(judged: Callable[..., Settings]) -> None:
    settings = judged()
    seen = []
    for _ in range(2):
        judge(settings)
        calls = rows(settings, "SELECT count(*) FROM llm_calls WHERE stage = 'judgements'")
        seen.append((rows(settings, "SELECT * FROM judgements ORDER BY ALL"), calls))
    assert seen[0] == seen[1]
    assert seen[0][1] != [(0,)]


def test_a_run_that_was_stopped_goes_on_and_pays_for_nothing_twice(
    judged: Callable[..., Settings], endpoint: FakeEndpoint
) -> None:
    endpoint.behave = lambda prompt, nth: answer(YES) if endpoint.requests <= 5 else refuse(401, "no such key")
    settings = judged(by(endpoint) + "max_in_flight = 1\n")
    assert not judge(settings).success
    assert rows(settings, "SELECT count(*) FROM judgements") == [(0,)]
    endpoint.behave = lambda prompt, nth: answer(YES)
    judge(settings)
    assert rows(settings, "SELECT count(*) > 0 FROM judgements") == [(True,)]
    assert set(endpoint.delivered.values()) <= {0, 1}


def test_a_judge_that_finds_everything_good_is_not_believed(
    judged: Callable[..., Settings], endpoint: FakeEndpoint
) -> None:
    endpoint.behave = lambda prompt, nth: answer(YES)
    settings = judged(by(endpoint))
    result = judge(settings)
    assert failed_checks(result) == ["judge_canaries", "judge_faithful", "judge_fluent", "judge_useful"]
    [(count,)] = rows(settings, "SELECT count(*) FROM judgements WHERE faithful = 'yes'")
    undecided = rows(settings, "SELECT undecided, detail FROM gate_verdicts WHERE check_name = 'judge_fluent'")
    assert undecided[0][0] == count
    assert "canaries" in str(undecided[0][1])


def test_a_judge_that_cannot_be_read_has_judged_nothing(
    judged: Callable[..., Settings], endpoint: FakeEndpoint
) -> None:
    endpoint.behave = lambda prompt, nth: answer("All of this looks fine to me.")
    settings = judged(by(endpoint))
    assert {"rejected_share", "not_empty", "judge_canaries"} <= set(failed_checks(judge(settings)))
    [(reason, count)] = rows(settings, "SELECT reason, count(*) FROM judgements_rejected GROUP BY reason")
    assert (reason, count) == ("unreadable", rows(settings, _REJECTED)[0][0])


_REJECTED = "SELECT sum(rows)::INT FROM stage_books WHERE stage = 'judgements' AND side = 'rejected'"


@pytest.mark.parametrize("known", ["json_schema", "json_object", ""])
def test_the_strictest_form_of_json_that_the_server_takes_is_used(
    judged: Callable[..., Settings], endpoint: FakeEndpoint, known: str
) -> None:
    def behave(prompt: str, nth: int) -> Behaviour:
        form = endpoint.bodies[-1].get("response_format", {}).get("type", "")
        return answer(YES) if form == known else refuse(400, f"unknown response_format {form}")

    endpoint.behave = behave
    settings = judged(by(endpoint))
    judge(settings)
    forms = [body.get("response_format", {}).get("type", "") for body in endpoint.bodies]
    tried = ["json_schema", "json_object", ""].index(known)
    assert forms[: tried + 1] == ["json_schema", "json_object", ""][: tried + 1]
    assert set(forms[tried:]) == {known}
    assert {body["temperature"] for body in endpoint.bodies} == {0.0}
    answered = rows(settings, "SELECT count(*) FROM llm_calls WHERE stage = 'judgements' AND outcome = 'answered'")
    assert answered == [(len(forms) - tried,)]


def test_a_form_that_the_settings_name_is_left_alone(judged: Callable[..., Settings], endpoint: FakeEndpoint) -> None:
    endpoint.behave = lambda prompt, nth: answer(YES)
    judge(judged(by(endpoint) + 'extra_body = { response_format = { type = "grammar" } }\n'))
    assert {body["response_format"]["type"] for body in endpoint.bodies} == {"grammar"}


def test_a_server_that_refuses_every_form_stops_the_run_with_its_words(
    judged: Callable[..., Settings], endpoint: FakeEndpoint
) -> None:
    endpoint.behave = lambda prompt, nth: refuse(400, "no such parameter: temperature")
    result = judge(judged(by(endpoint)))
    [failure] = [event for event in result.all_node_events if event.is_step_failure]
    assert "no such parameter: temperature" in str(failure.event_specific_data)
    assert endpoint.requests == 3


def test_the_estimate_counts_the_drawn_answers_and_the_canaries(judged: Callable[..., Settings]) -> None:
    settings = judged()
    said = estimate.report(settings, "judgements", "en")
    turns = rows(settings, "SELECT sum(len(turns))::INT FROM dialogues")[0][0]
    assert isinstance(turns, int)
    assert f"{round(turns / 2):,}" in said
    assert f"{round(turns / 2) + 12:,}" in said
    assert "is off" in estimate.report(judged(""), "judgements", "en")

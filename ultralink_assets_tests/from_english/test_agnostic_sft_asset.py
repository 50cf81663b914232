"""The assets agnostic_sft/<part>, run by Dagster on the sample: by the demo teacher and by an endpoint that errs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from dagster import AssetCheckEvaluation, ExecuteInProcessResult

from ultralink_assets import estimate, sample, versions
from ultralink_assets.from_english.agnostic_sft import canaries
from ultralink_assets.gates import BLOCKING, WARNINGS, sql_tests
from ultralink_assets.languages.criteria import CRITERIA, cultural_filter
from ultralink_assets.records import PARTS, Part
from ultralink_assets.settings import Settings
from ultralink_assets.warehouse import query
from ultralink_assets_tests.conftest import Project, run
from ultralink_assets_tests.sample.english_texts import planted, rows, texts_of
from ultralink_assets_tests.teacher.fake_endpoint import Behaviour, FakeEndpoint, answer, refuse, serving

NOTHING = {name: {"analysis": "", "score": 0} for name in CRITERIA}
[CHAT] = sample.english("chat")
ALL_CLEAN = json.dumps(NOTHING)
CANARIES = {one.turns[0].answer: breaks for one, breaks in canaries().values()}
SUM = "SELECT sum(CASE side WHEN 'in' THEN rows WHEN 'made' THEN 0 ELSE -rows END)::INT FROM stage_books"


@pytest.fixture
def endpoint() -> Iterator[FakeEndpoint]:
    with serving() as server:
        yield server


def by(endpoint: FakeEndpoint) -> str:
    return f'[english_sft]\nchat = "{CHAT}"\n[teacher]\nbase_url = "{endpoint.url}"\nmodel = "llama"\n'


def right(prompt: str) -> str:
    """What a good filter says of a canary; of the sample it finds nothing."""
    breaks = next((breaks for text, breaks in CANARIES.items() if text in prompt), "")
    return json.dumps({**NOTHING, breaks: {"analysis": "It does.", "score": 1}} if breaks else NOTHING)


def select(settings: Settings, sql: str) -> list[tuple[object, ...]]:
    return [tuple(row.values()) for row in query(settings.data_dir, sql).to_pylist()]


def make(settings: Settings, part: Part = "chat") -> ExecuteInProcessResult:
    return run(settings, f"english_sft/{part}", f"agnostic_sft/{part}", raise_on_error=False)


def evaluations(result: ExecuteInProcessResult) -> list[AssetCheckEvaluation]:
    return [check for check in result.get_asset_check_evaluations() if check.asset_key.path[0] == "agnostic_sft"]


def given(settings: Settings) -> int:
    """How many items there were."""
    [(count,)] = select(settings, "SELECT count(*) FROM english_sft")
    assert isinstance(count, int)
    return count


def failed_checks(result: ExecuteInProcessResult) -> list[str]:
    return [check.check_name for check in evaluations(result) if not check.passed]


def requests(settings: Settings) -> list[tuple[object, ...]]:
    return select(settings, "SELECT count(*) FROM llm_calls WHERE stage = 'agnostic_sft'")


def test_the_demo_teacher_keeps_what_holds_everywhere_and_rejects_what_was_planted(
    project: Project,
) -> None:
    settings = project()
    result = make(settings)
    assert failed_checks(result) == []
    names = [check.check_name for check in evaluations(result)]
    sql = [test.name for test in sql_tests.of_stage("agnostic_sft")]
    assert sorted(names) == sorted([*BLOCKING["agnostic_sft"], *WARNINGS["agnostic_sft"], *sql])
    faults = {texts_of(rows("chat.jsonl")[number])[0]: fault for number, fault in planted("chat.jsonl").items()}
    found = select(settings, "SELECT turns[1].question, reason, detail FROM agnostic_sft_rejected")
    assert {faults[str(question)].fault for question, _, _ in found} == {"criterion", "url", "variables"}
    for question, reason, detail in found:
        fault = faults[str(question)]
        assert (reason, str(detail).split(":")[0]) == ("cultural", fault.of) or reason == fault.fault
    assert len(found) == len(CRITERIA) + 2
    kept = "SELECT DISTINCT teacher, list_sum(list_value(criteria.place, criteria.custom)) FROM agnostic_sft"
    assert select(settings, kept) == [("demo", 0)]


def test_the_books_balance_by_reason_and_canaries_are_no_data(project: Project) -> None:
    settings = project()
    make(settings)
    assert select(settings, f"{SUM} WHERE stage = 'agnostic_sft'") == [(0,)]
    reasons = "SELECT reason, rows::INT FROM stage_books WHERE stage = 'agnostic_sft' AND side = 'rejected' ORDER BY 1"
    assert select(settings, reasons) == [("cultural", 7), ("url", 1), ("variables", 1)]
    taken = "SELECT rows::INT FROM stage_books WHERE stage = 'agnostic_sft' AND side = 'in'"
    assert select(settings, taken) == [(given(settings),)]
    both = "SELECT source FROM agnostic_sft UNION SELECT source FROM agnostic_sft_rejected"
    assert select(settings, both) == [("chat.jsonl",)]


def test_the_gate_tells_the_rates_of_each_criterion(project: Project) -> None:
    settings = project()
    make(settings)
    [(passed, detail)] = select(
        settings, "SELECT passed, detail FROM gate_verdicts WHERE check_name = 'filter_canaries'"
    )
    told = json.loads(str(detail))
    assert passed
    assert set(told["recall"]) == set(CRITERIA)
    assert min(told["recall"].values()) == 0.8
    assert max(told["false_alarms"].values()) == 0


def test_a_second_run_asks_nothing_and_makes_the_same_rows(project: Project) -> None:
    settings = project()
    seen = []
    for _ in range(2):
        make(settings)
        seen.append((select(settings, "SELECT * FROM agnostic_sft ORDER BY ALL"), requests(settings)))
    assert seen[0] == seen[1]
    assert seen[0][1] == [(len(canaries()) + given(settings) - 2,)]


@pytest.mark.parametrize("part", [part for part in PARTS if part != "chat"])
def test_maths_and_code_pass_without_a_teacher(project: Project, part: Part) -> None:
    settings = project()
    assert failed_checks(make(settings, part)) == []
    same = "SELECT count(*) FROM agnostic_sft JOIN english_sft USING (part, item_id, turns) WHERE teacher IS NULL"
    assert select(settings, same) == [(given(settings),)]
    told = select(settings, "SELECT passed, detail FROM gate_verdicts WHERE check_name = 'filter_canaries'")
    assert told == [(True, '{"why": "no teacher was asked"}')]
    assert not (settings.data_dir / "ledger.sqlite").exists()


def test_maths_and_code_that_no_stage_can_use_are_rejected_by_reason(project: Project, tmp_path: Path) -> None:
    lines = [{"query": "Why?", "response": "Just so."}, {"query": "2 + 2?", "response": "4"}]
    (tmp_path / "m.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    settings = project('[english_sft]\nmath = "m.jsonl"\n')
    assert failed_checks(make(settings, "math")) == []
    assert select(settings, "SELECT reason, turns[1].answer FROM agnostic_sft_rejected") == [("no_result", "Just so.")]
    assert select(settings, f"{SUM} WHERE stage = 'agnostic_sft'") == [(0,)]


@pytest.mark.parametrize(
    ("say", "failed"),
    [(lambda prompt: ALL_CLEAN, "recall"), (lambda prompt: ALL_CLEAN.replace("0", "1"), "false alarms")],
)
def test_a_filter_that_always_says_the_same_is_not_believed(
    project: Project, endpoint: FakeEndpoint, say: Callable[[str], str], failed: str
) -> None:
    endpoint.behave = lambda prompt, nth: answer(say(prompt))
    settings = project(by(endpoint))
    assert "filter_canaries" in failed_checks(make(settings))
    [(detail,)] = select(settings, "SELECT detail FROM gate_verdicts WHERE check_name = 'filter_canaries'")
    assert {words.split(" of ")[0] for words in json.loads(str(detail))["beyond_limits"]} == {failed}


def test_a_filter_that_cannot_be_read_keeps_nothing(project: Project, endpoint: FakeEndpoint) -> None:
    endpoint.behave = lambda prompt, nth: answer("All of this looks fine to me.")
    settings = project(by(endpoint))
    assert {"not_empty", "filter_canaries"} <= set(failed_checks(make(settings)))
    counts = select(settings, "SELECT reason, count(*) FROM agnostic_sft_rejected GROUP BY reason ORDER BY reason")
    assert counts == [("unreadable", given(settings) - 2), ("url", 1), ("variables", 1)]


def test_what_the_filter_is_told_to_be_sure_of_is_asked_without_chance_in_the_strictest_form(
    project: Project, endpoint: FakeEndpoint
) -> None:
    def behave(prompt: str, nth: int) -> Behaviour:
        form = endpoint.bodies[-1].get("response_format", {}).get("type", "")
        return answer(right(prompt)) if form == "json_object" else refuse(400, f"unknown response_format {form}")

    endpoint.behave = behave
    settings = project(by(endpoint))
    assert failed_checks(make(settings)) == []
    forms = [body["response_format"]["type"] for body in endpoint.bodies]
    assert (forms[0], set(forms[1:])) == ("json_schema", {"json_object"})
    assert {body["temperature"] for body in endpoint.bodies} == {0.0}
    assert select(settings, "SELECT DISTINCT teacher FROM agnostic_sft") == [(f"llama@{endpoint.url}",)]


def test_a_run_that_was_stopped_goes_on_and_pays_for_nothing_twice(project: Project, endpoint: FakeEndpoint) -> None:
    endpoint.behave = lambda prompt, nth: answer(right(prompt)) if endpoint.requests <= 50 else refuse(401, "no key")
    settings = project(by(endpoint) + "max_in_flight = 1\n")
    assert not make(settings).success
    assert select(settings, "SELECT count(*) FROM agnostic_sft") == [(0,)]
    endpoint.behave = lambda prompt, nth: answer(right(prompt))
    assert failed_checks(make(settings)) == []
    assert set(endpoint.delivered.values()) <= {0, 1}


def test_the_estimate_counts_what_is_asked_about_and_nothing_where_nobody_is(
    project: Project,
) -> None:
    settings = project()
    make(settings)
    said = estimate.report(settings, "agnostic_sft", "chat")
    [(asked,)] = requests(settings)
    assert f"requests, about    {asked:>14}" in said
    [(prompt,)] = select(settings, "SELECT sum(prompt_tokens)::INT FROM llm_calls WHERE stage = 'agnostic_sft'")
    assert isinstance(prompt, int)
    told = int(said.split("prompt tokens")[1].split()[0].replace(",", ""))
    assert prompt / 2 < told < prompt * 2
    assert "asks no teacher" in estimate.report(settings, "agnostic_sft", "math")


def test_only_chat_becomes_stale_by_what_the_filter_is_told_and_nothing_by_a_limit(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def made_by(settings: Settings) -> list[str]:
        return [versions.code_version(settings, "agnostic_sft", part) for part in PARTS]

    before = made_by(project())
    assert made_by(project("[agnostic_sft]\nmin_canary_recall = 0.5\n[teacher]\ntemperature = 1.0\n")) == before
    other_teacher = made_by(project("[teacher]\nmax_tokens = 99\n"))
    other_words = cultural_filter().model_copy(update={"system": "Other words: ${criteria}"})
    monkeypatch.setattr(versions, "cultural_filter", lambda: other_words)
    for after in (other_teacher, made_by(project())):
        assert [old == new for old, new in zip(before, after, strict=True)] == [part != "chat" for part in PARTS]

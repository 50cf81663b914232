"""The assets agnostic_sft/<part>, run by Dagster on the sample: by the demo teacher and by an endpoint that errs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from dagster import ExecuteInProcessResult

from ultralink_assets import estimate
from ultralink_assets.from_english.agnostic_sft import canaries
from ultralink_assets.gates import BLOCKING, WARNINGS
from ultralink_assets.languages.criteria import CRITERIA
from ultralink_assets.records import PARTS, Part
from ultralink_assets.settings import Settings
from ultralink_assets.warehouse import query
from ultralink_assets_tests.conftest import Project, run
from ultralink_assets_tests.from_english.items import item
from ultralink_assets_tests.from_english.published import publish_english, sample_items
from ultralink_assets_tests.sample.english_texts import planted, rows, texts_of
from ultralink_assets_tests.teacher.fake_endpoint import Behaviour, FakeEndpoint, answer, refuse, serving

NOTHING = {name: {"analysis": "", "score": 0} for name in CRITERIA}
ALL_CLEAN = json.dumps(NOTHING)
CANARIES = {one.turns[0].answer: breaks for one, breaks in canaries().values()}
SUM = "SELECT sum(CASE side WHEN 'in' THEN rows WHEN 'made' THEN 0 ELSE -rows END)::INT FROM stage_books"


@pytest.fixture
def published(project: Project) -> Callable[..., Settings]:
    """Settings from TOML text, over a warehouse that holds the sample's English items."""

    def build(text: str = "", *parts: Part) -> Settings:
        settings = project(text)
        for part in parts or ("chat",):
            publish_english(settings.data_dir, part, sample_items(part))
        return settings

    return build


@pytest.fixture
def endpoint() -> Iterator[FakeEndpoint]:
    with serving() as server:
        yield server


def by(endpoint: FakeEndpoint) -> str:
    return f'[english_sft]\nchat = "c.jsonl"\n[teacher]\nbase_url = "{endpoint.url}"\nmodel = "llama"\n'


def right(prompt: str) -> str:
    """What a good filter says of a canary; of the sample it finds nothing."""
    breaks = next((breaks for text, breaks in CANARIES.items() if text in prompt), "")
    return json.dumps({**NOTHING, breaks: {"analysis": "It does.", "score": 1}} if breaks else NOTHING)


def select(settings: Settings, sql: str) -> list[tuple[object, ...]]:
    return [tuple(row.values()) for row in query(settings.data_dir, sql).to_pylist()]


def make(settings: Settings, part: Part = "chat") -> ExecuteInProcessResult:
    return run(settings, f"agnostic_sft/{part}", raise_on_error=False)


def failed_checks(result: ExecuteInProcessResult) -> list[str]:
    return [check.check_name for check in result.get_asset_check_evaluations() if not check.passed]


def requests(settings: Settings) -> list[tuple[object, ...]]:
    return select(settings, "SELECT count(*) FROM llm_calls WHERE stage = 'agnostic_sft'")


def test_the_demo_teacher_keeps_what_holds_everywhere_and_rejects_what_was_planted(
    published: Callable[..., Settings],
) -> None:
    settings = published()
    result = make(settings)
    assert failed_checks(result) == []
    names = [check.check_name for check in result.get_asset_check_evaluations()]
    assert sorted(names) == sorted([*BLOCKING["agnostic_sft"], *WARNINGS["agnostic_sft"]])
    faults = {texts_of(rows("chat.jsonl")[number])[0]: fault for number, fault in planted("chat.jsonl").items()}
    found = select(settings, "SELECT turns[1].question, reason, detail FROM agnostic_sft_rejected")
    assert {faults[str(question)].fault for question, _, _ in found} == {"criterion", "url", "variables"}
    for question, reason, detail in found:
        fault = faults[str(question)]
        assert (reason, str(detail).split(":")[0]) == ("cultural", fault.of) or reason == fault.fault
    assert len(found) == len(CRITERIA) + 2
    kept = "SELECT DISTINCT teacher, list_sum(list_value(criteria.place, criteria.custom)) FROM agnostic_sft"
    assert select(settings, kept) == [("demo", 0)]


def test_the_books_balance_by_reason_and_canaries_are_no_data(published: Callable[..., Settings]) -> None:
    settings = published()
    make(settings)
    assert select(settings, f"{SUM} WHERE stage = 'agnostic_sft'") == [(0,)]
    reasons = "SELECT reason, rows::INT FROM stage_books WHERE stage = 'agnostic_sft' AND side = 'rejected' ORDER BY 1"
    assert select(settings, reasons) == [("cultural", 7), ("url", 1), ("variables", 1)]
    [(given,)] = select(settings, "SELECT rows::INT FROM stage_books WHERE stage = 'agnostic_sft' AND side = 'in'")
    assert given == len(sample_items("chat"))
    both = "SELECT source FROM agnostic_sft UNION SELECT source FROM agnostic_sft_rejected"
    assert select(settings, both) == [("file.jsonl",)]


def test_the_gate_tells_the_rates_of_each_criterion(published: Callable[..., Settings]) -> None:
    settings = published()
    make(settings)
    [(passed, detail)] = select(
        settings, "SELECT passed, detail FROM gate_verdicts WHERE check_name = 'filter_canaries'"
    )
    told = json.loads(str(detail))
    assert passed
    assert set(told["recall"]) == set(CRITERIA)
    assert min(told["recall"].values()) == 0.8
    assert max(told["false_alarms"].values()) == 0


def test_a_second_run_asks_nothing_and_makes_the_same_rows(published: Callable[..., Settings]) -> None:
    settings = published()
    seen = []
    for _ in range(2):
        make(settings)
        seen.append((select(settings, "SELECT * FROM agnostic_sft ORDER BY ALL"), requests(settings)))
    assert seen[0] == seen[1]
    assert seen[0][1] == [(len(canaries()) + len(sample_items("chat")) - 2,)]


@pytest.mark.parametrize("part", [part for part in PARTS if part != "chat"])
def test_maths_and_code_pass_without_a_teacher(published: Callable[..., Settings], part: Part) -> None:
    settings = published('[english_sft]\nmath = "m.jsonl"\ncode = "c.jsonl"\n', part)
    assert failed_checks(make(settings, part)) == []
    same = "SELECT count(*) FROM agnostic_sft JOIN english_sft USING (part, item_id, turns) WHERE teacher IS NULL"
    assert select(settings, same) == [(len(sample_items(part)),)]
    told = select(settings, "SELECT passed, detail FROM gate_verdicts WHERE check_name = 'filter_canaries'")
    assert told == [(True, '{"why": "no teacher was asked"}')]
    assert not (settings.data_dir / "ledger.sqlite").exists()


def test_maths_and_code_that_no_stage_can_use_are_rejected_by_reason(project: Project) -> None:
    settings = project()
    publish_english(
        settings.data_dir, "math", [item("Why?", "Just so.", part="math"), item("2 + 2?", "4", part="math")]
    )
    assert failed_checks(make(settings, "math")) == []
    assert select(settings, "SELECT reason, turns[1].answer FROM agnostic_sft_rejected") == [("no_result", "Just so.")]
    assert select(settings, f"{SUM} WHERE stage = 'agnostic_sft'") == [(0,)]


@pytest.mark.parametrize(
    ("say", "failed"),
    [(lambda prompt: ALL_CLEAN, "recall"), (lambda prompt: ALL_CLEAN.replace("0", "1"), "false alarms")],
)
def test_a_filter_that_always_says_the_same_is_not_believed(
    published: Callable[..., Settings], endpoint: FakeEndpoint, say: Callable[[str], str], failed: str
) -> None:
    endpoint.behave = lambda prompt, nth: answer(say(prompt))
    settings = published(by(endpoint))
    assert "filter_canaries" in failed_checks(make(settings))
    [(detail,)] = select(settings, "SELECT detail FROM gate_verdicts WHERE check_name = 'filter_canaries'")
    assert {words.split(" of ")[0] for words in json.loads(str(detail))["failed"]} == {failed}


def test_a_filter_that_cannot_be_read_keeps_nothing(published: Callable[..., Settings], endpoint: FakeEndpoint) -> None:
    endpoint.behave = lambda prompt, nth: answer("All of this looks fine to me.")
    settings = published(by(endpoint))
    assert {"not_empty", "filter_canaries"} <= set(failed_checks(make(settings)))
    counts = select(settings, "SELECT reason, count(*) FROM agnostic_sft_rejected GROUP BY reason ORDER BY reason")
    assert counts == [("unreadable", len(sample_items("chat")) - 2), ("url", 1), ("variables", 1)]


def test_what_the_filter_is_told_to_be_sure_of_is_asked_without_chance_in_the_strictest_form(
    published: Callable[..., Settings], endpoint: FakeEndpoint
) -> None:
    def behave(prompt: str, nth: int) -> Behaviour:
        form = endpoint.bodies[-1].get("response_format", {}).get("type", "")
        return answer(right(prompt)) if form == "json_object" else refuse(400, f"unknown response_format {form}")

    endpoint.behave = behave
    settings = published(by(endpoint))
    assert failed_checks(make(settings)) == []
    forms = [body["response_format"]["type"] for body in endpoint.bodies]
    assert (forms[0], set(forms[1:])) == ("json_schema", {"json_object"})
    assert {body["temperature"] for body in endpoint.bodies} == {0.0}
    assert select(settings, "SELECT DISTINCT teacher FROM agnostic_sft") == [(f"llama@{endpoint.url}",)]


def test_a_run_that_was_stopped_goes_on_and_pays_for_nothing_twice(
    published: Callable[..., Settings], endpoint: FakeEndpoint
) -> None:
    endpoint.behave = lambda prompt, nth: answer(right(prompt)) if endpoint.requests <= 50 else refuse(401, "no key")
    settings = published(by(endpoint) + "max_in_flight = 1\n")
    assert not make(settings).success
    assert select(settings, "SELECT count(*) FROM agnostic_sft") == [(0,)]
    endpoint.behave = lambda prompt, nth: answer(right(prompt))
    assert failed_checks(make(settings)) == []
    assert set(endpoint.delivered.values()) <= {0, 1}


def test_the_estimate_counts_what_is_asked_about_and_nothing_where_nobody_is(
    published: Callable[..., Settings],
) -> None:
    settings = published("", "chat", "math")
    said = estimate.report(settings, "agnostic_sft", "chat")
    make(settings)
    [(asked,)] = requests(settings)
    assert f"requests, about    {asked:>14}" in said
    [(prompt,)] = select(settings, "SELECT sum(prompt_tokens)::INT FROM llm_calls WHERE stage = 'agnostic_sft'")
    assert isinstance(prompt, int)
    told = int(said.split("prompt tokens")[1].split()[0].replace(",", ""))
    assert prompt / 2 < told < prompt * 2
    assert "asks no teacher" in estimate.report(settings, "agnostic_sft", "math")

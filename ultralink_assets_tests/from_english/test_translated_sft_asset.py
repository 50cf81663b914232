"""The assets translated_sft/<language>, run by Dagster: by the demo teacher and by an endpoint that errs."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from dagster import ExecuteInProcessResult, Failure

from ultralink_assets import definitions, flow, languages, sample, versions
from ultralink_assets.gates import BLOCKING, WARNINGS
from ultralink_assets.languages import translation, translation_prompts
from ultralink_assets.languages.model import Language
from ultralink_assets.records import Message
from ultralink_assets.settings import Settings
from ultralink_assets.teacher import RUNS_UNTIL_REJECTED
from ultralink_assets.teacher.demo_mind import answer as demo_answer
from ultralink_assets.warehouse import query
from ultralink_assets_tests.conftest import Project, run
from ultralink_assets_tests.from_english.pool import files, publish_pool
from ultralink_assets_tests.teacher.fake_endpoint import Behaviour, FakeEndpoint, answer, refuse, serving

BALANCE = """
SELECT DISTINCT sum(CASE side WHEN 'in' THEN rows WHEN 'made' THEN 0 ELSE -rows END)::INT
FROM stage_books GROUP BY stage, partition, data_version
"""
SIDES = "SELECT side, sum(rows)::INT FROM stage_books WHERE stage = 'translated_sft' AND partition = '{}' GROUP BY side"
EVERYTHING = "[translated_sft]\nkeep = { chat = 1.0, math = 1.0, code = 1.0 }\n"
REFUSED, DOWN = "What is the sum of all values", "whether the brackets in a text"  # questions of the sample


@pytest.fixture
def endpoint() -> Iterator[FakeEndpoint]:
    with serving() as server:
        yield server


def by(endpoint: FakeEndpoint) -> str:
    """Maths and code of the sample as a user's own files, all of it translated into one language."""
    teacher = f'[teacher]\nbase_url = "{endpoint.url}"\nmodel = "llama"\n'
    return f'languages = ["fr"]\n[english_sft]\n{files("math", "code")}\n{EVERYTHING}{teacher}'


def right(endpoint: FakeEndpoint) -> Behaviour:
    """What the demo teacher says to the request that just came."""
    said = demo_answer([Message(one["role"], one["content"]) for one in endpoint.bodies[-1]["messages"]])
    return answer(said.text if said else "")


def select(settings: Settings, sql: str) -> list[tuple[object, ...]]:
    return [tuple(row.values()) for row in query(settings.data_dir, sql).to_pylist()]


def make(settings: Settings, language: str = "fr") -> ExecuteInProcessResult:
    return run(settings, f"translated_sft/{language}", raise_on_error=False)


def sides(settings: Settings, language: str) -> dict[str, int]:
    return {str(side): int(str(rows)) for side, rows in select(settings, SIDES.format(language))}


def touched(settings: Settings, language: str) -> set[tuple[object, ...]]:
    """The items that a language got: translated or turned down."""
    tables = ("translated_sft", "translated_sft_rejected")
    found = [
        row
        for table in tables
        for row in select(settings, f"SELECT part, item_id FROM {table} WHERE language = '{language}'")
    ]
    assert len(found) == len(set(found))
    return set(found)


def requests_of(result: ExecuteInProcessResult) -> object:
    [made] = result.asset_materializations_for_node("translated_sft__fr")
    return made.metadata["requests"].value


def test_the_demo_teacher_translates_the_sample_and_a_second_run_asks_nothing(project: Project) -> None:
    settings = project(EVERYTHING)
    publish_pool(settings)
    result = make(settings)
    checks = {check.check_name: check.passed for check in result.get_asset_check_evaluations()}
    assert {*BLOCKING["translated_sft"], *WARNINGS["translated_sft"]} <= set(checks)
    assert [name for name, passed in checks.items() if not passed] == []
    [stays_bad] = [one[-1].gate for one in sample.translations("fr").values() if one[-1].gate]
    rejected = "SELECT reason, len(turns), teacher FROM translated_sft_rejected"
    assert select(settings, rejected) == [(stays_bad, 1, "demo")]
    assert select(settings, BALANCE) == [(0,)]
    before = select(settings, "SELECT * FROM translated_sft ORDER BY ALL")
    assert requests_of(result)
    assert requests_of(make(settings)) == 0
    assert select(settings, "SELECT * FROM translated_sft ORDER BY ALL") == before


def test_shares_of_four_quarters_are_the_pool_without_overlap(project: Project) -> None:
    settings = project(EVERYTHING.replace("1.0", "0.25"))
    publish_pool(settings)
    targets, pool = flow.translated(settings), set(select(settings, "SELECT part, item_id FROM agnostic_sft"))
    assert len(targets) == 4
    assert run(settings, *(f"translated_sft/{code}" for code in targets)).success
    shares = [touched(settings, code) for code in targets]
    assert set().union(*shares) == pool
    assert sum(map(len, shares)) == len(pool)
    for code, share in zip(targets, shares, strict=True):
        books = sides(settings, code)
        assert (books["in"], books["not_drawn"]) == (len(pool), len(pool) - len(share))
        assert books["out"] + books.get("rejected", 0) == len(share)


def test_a_smaller_share_asks_for_nothing_that_was_paid_for(project: Project, endpoint: FakeEndpoint) -> None:
    endpoint.behave = lambda prompt, nth: right(endpoint)
    settings = project(by(endpoint))
    publish_pool(settings)
    assert make(settings).success
    asked, whole = endpoint.requests, touched(settings, "fr")
    smaller = project(by(endpoint).replace("1.0", "0.5"))
    assert make(smaller).success
    assert endpoint.requests == asked
    assert set() < touched(smaller, "fr") < whole
    assert select(smaller, BALANCE) == [(0,)]


def sent(endpoint: FakeEndpoint) -> Counter[str]:
    """How often each conversation was sent."""
    return Counter(json.dumps(body["messages"]) for body in endpoint.bodies)


def erring(endpoint: FakeEndpoint, prompt: str) -> Behaviour:
    """Refuses one text, breaks down over another, and translates all others."""
    if DOWN in prompt:
        return refuse(500, "out of memory", headers={"retry-after-ms": "10"})
    return answer("", message={"refusal": "I can't help with that."}) if REFUSED in prompt else right(endpoint)


def test_what_is_not_answered_is_pending_until_the_third_run_and_nothing_is_paid_twice(
    project: Project, endpoint: FakeEndpoint
) -> None:
    endpoint.behave = lambda prompt, nth: erring(endpoint, prompt)
    settings = project(by(endpoint))
    publish_pool(settings)
    for _ in range(RUNS_UNTIL_REJECTED - 1):
        with pytest.raises(
            Failure, match=r"WorkPending: translated_sft/fr: 1 of about \d+ items are pending(.|\n)*again"
        ):
            run(settings, "translated_sft/fr")
        assert select(settings, "SELECT count(*) FROM publications WHERE stage = 'translated_sft'") == [(0,)]
    assert make(settings).success
    again = {text: times for text, times in sent(endpoint).items() if times > 1 and DOWN not in text}
    assert [(REFUSED in text, times) for text, times in again.items()] == [(True, 2)]  # a refusal is asked once more
    reasons = select(settings, "SELECT reason, part FROM translated_sft_rejected ORDER BY ALL")
    assert reasons == [("refused", "math"), ("unanswered", "code")]
    assert select(settings, BALANCE) == [(0,)]


def test_the_run_after_an_outage_asks_for_what_is_missing_alone(project: Project, endpoint: FakeEndpoint) -> None:
    endpoint.behave = lambda prompt, nth: erring(endpoint, prompt)
    settings = project(by(endpoint))
    publish_pool(settings)
    assert not make(settings).success
    before = sent(endpoint)
    endpoint.behave = lambda prompt, nth: right(endpoint)
    assert make(settings).success
    asked = sent(endpoint) - before
    assert len(asked) == asked.total() >= 2  # the question that was not answered, and what comes after it
    assert all(DOWN in text for text in asked)
    assert select(settings, "SELECT reason FROM translated_sft_rejected") == [("refused",)]


# ------------------------------------------------------------------------- what makes it stale


def code_versions(settings: Settings) -> dict[flow.Place, str]:
    return {place: versions.code_version(settings, *place) for place in flow.places(settings)}


def changed(before: dict[flow.Place, str], after: dict[flow.Place, str]) -> set[flow.Place]:
    return {place for place in before if before[place] != after[place]}


def with_entry(monkeypatch: pytest.MonkeyPatch, entry: Language) -> None:
    load = languages.load
    monkeypatch.setattr(languages, "load", lambda code: entry if code == entry.code else load(code))


def test_an_entrys_words_for_translations_make_that_language_stale_alone(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = code_versions(project())
    entry = languages.load("fr")
    words = translation_prompts.words_of(entry).model_copy(update={"style": "Otherwise."})
    with_entry(monkeypatch, entry.model_copy(update={"translation": words}))
    assert changed(before, code_versions(project())) == {("translated_sft", "fr")}


def test_the_shared_instructions_make_every_language_stale(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = project()
    before = code_versions(settings)
    other = translation.instructions().model_copy(update={"ask_again": "Again: ${faults}"})
    monkeypatch.setattr(translation_prompts, "instructions", lambda: other)
    every = {("translated_sft", code) for code in flow.translated(settings)}
    assert changed(before, code_versions(settings)) == every


def test_how_english_says_numbers_decides_what_gates_find_and_makes_every_language_stale(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = project()
    before = code_versions(settings)
    english = languages.load(languages.SOURCE)
    fewer = english.quantities.model_copy(update={"no_number": ()})
    assert fewer != english.quantities
    with_entry(monkeypatch, english.model_copy(update={"quantities": fewer}))
    every = {("translated_sft", code) for code in flow.translated(settings)}
    assert changed(before, code_versions(settings)) == every


def test_another_language_at_the_end_moves_no_share(project: Project) -> None:
    own = project('languages = ["en", "zh", "ru"]\n')
    before = code_versions(own)
    assert changed(before, code_versions(project('languages = ["en", "zh", "ru", "fr"]\n'))) == set()
    moved = changed(before, code_versions(project('languages = ["en", "fr", "ru", "zh"]\n')))
    assert moved == {("translated_sft", "zh")}


# ------------------------------------------------------------------- a language without words


def test_a_language_without_words_for_translations_loads_and_says_what_to_write(
    project: Project, tmp_path: Path, endpoint: FakeEndpoint
) -> None:
    text = (Path(languages.__file__).parent / "fr.toml").read_text(encoding="utf-8")
    (tmp_path / "languages").mkdir()
    cut = re.sub(r"(?ms)^\[translation\]\n.*?(?=^\[|\Z)", "", text)
    (tmp_path / "languages" / "fr.toml").write_text(cut, encoding="utf-8")
    settings = project(by(endpoint))
    assert languages.load("fr").translation is None
    assert definitions.build(settings)
    publish_pool(settings)
    with pytest.raises(Failure, match=r"SettingsError: fr\.toml: no section \[translation\](.|\n)*docs/languages\.md"):
        run(settings, "translated_sft/fr")
    assert endpoint.requests == 0

"""The shipped sample: dumps that are what their sources say, work for every stage, faults that are caught."""

from __future__ import annotations

from collections import Counter

import pytest

from ultralink_assets import languages, sample
from ultralink_assets.from_wikipedia.raw_wikipedia import find_sources, read_dump
from ultralink_assets.gates.utterance import UTTERANCE_GATES, inspect
from ultralink_assets.records import InputError, Outcome
from ultralink_assets.sample import Planted, Replay, build
from ultralink_assets_tests.sample.articles import articles, text_of, tokens
from ultralink_assets_tests.sample.faults import said_of

CODES = sample.languages()
PLANTED = [(code, fault) for code in CODES for fault in sample.planted(code)]
OF_UTTERANCES = [(code, fault) for code, fault in PLANTED if fault.text]
REPLAYS = [(code, replay) for code in CODES for replay in sample.replays(code)]


def named(value: object) -> str:
    match value:
        case Planted():
            return f"{value.gate}-{value.title[:12]}-{value.turn}{value.role[0]}{value.attempt}"
        case Replay():
            return f"{value.title[:12]}-{value.anchor[:12]}"
    return str(value)


@pytest.mark.parametrize("code", CODES)
def test_the_committed_dump_is_what_its_sources_give(code: str) -> None:
    assert build.path_of(code) == sample.dump(code)
    assert build.build(code) == sample.dump(code).read_bytes()


def test_a_language_without_a_sample_is_refused_by_name() -> None:
    with pytest.raises(InputError, match="'xx'"):
        sample.dump("xx")


@pytest.mark.parametrize("code", CODES)
def test_a_dump_holds_a_redirect_and_another_namespace(code: str) -> None:
    units = read_dump(find_sources([str(sample.dump(code))]), code, finished=lambda _: False, workers=1)
    counts: Counter[str] = sum((Counter(result.counts) for _, result in units), Counter())
    assert set(counts) == {"redirect", "other_namespace"}


@pytest.mark.parametrize("code", CODES)
def test_articles_are_of_every_length_that_the_rules_tell_apart(code: str) -> None:
    lengths = sorted(tokens(article) for article in articles(code).values())
    assert lengths[0] < 1000
    assert len([length for length in lengths if 1000 <= length <= 10_000]) == 6
    assert len([length for length in lengths if length > 2000]) == 2


@pytest.mark.parametrize(("code", "replay"), REPLAYS, ids=named)
def test_every_replay_finds_its_passage(code: str, replay: Replay) -> None:
    assert replay.anchor in text_of(articles(code)[replay.title])


@pytest.mark.parametrize(("code", "fault"), OF_UTTERANCES, ids=named)
def test_each_planted_fault_is_caught_by_its_gate_alone(code: str, fault: Planted) -> None:
    said = said_of(code, fault.title, fault.anchor, fault.turn, fault.role, fault.text)
    failed = {name for name, gate in UTTERANCE_GATES.items() if gate(said).outcome is Outcome.FAIL}
    assert failed == {fault.gate}


@pytest.mark.parametrize(("code", "replay"), REPLAYS, ids=named)
def test_what_is_not_a_planted_fault_passes_every_gate(code: str, replay: Replay) -> None:
    for turn, exchange in enumerate(replay.turns):
        for role, attempts in (("question", exchange.question), ("answer", exchange.answer)):
            for attempt in attempts:
                if not attempt.gate:
                    finding = inspect(said_of(code, replay.title, replay.anchor, turn, role, attempt.text))
                    assert finding is None


@pytest.mark.parametrize("code", CODES)
def test_every_gate_has_a_fault_to_catch(code: str) -> None:
    gates = {fault.gate for fault in sample.planted(code)}
    assert gates == {*UTTERANCE_GATES, "duplicates", "near_duplicates"}


@pytest.mark.parametrize("code", CODES)
def test_faults_are_planted_that_pass_and_that_persist(code: str) -> None:
    planted = sample.planted(code)
    assert {fault.persistent for fault in planted} == {True, False}
    assert any(fault.persistent and fault.turn == 0 and fault.text for fault in planted)  # rejects its passage
    assert any(fault.persistent and fault.turn > 0 for fault in planted)  # ends its dialogue
    assert any(fault.finish_reason == "length" for fault in planted)


@pytest.mark.parametrize("code", CODES)
def test_the_sample_speaks_of_a_language_that_has_an_entry(code: str) -> None:
    assert code in languages.available()

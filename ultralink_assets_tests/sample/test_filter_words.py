"""The words by which the demo teacher filters: they find what breaks a criterion in our texts, and nothing else."""

from __future__ import annotations

import pytest

from ultralink_assets import sample
from ultralink_assets_tests.sample.english_texts import canaries, planted, rows, sound_rows, texts_of

CHAT = [number for file, number in sound_rows() if file == "chat.jsonl"]


@pytest.mark.parametrize("number", CHAT)
def test_a_conversation_of_the_sample_breaks_what_the_list_says_and_no_more(number: int) -> None:
    fault = planted("chat.jsonl").get(number)
    broken = [fault.of] if fault and fault.fault == "criterion" else []
    assert [*sample.criteria_broken("\n".join(texts_of(rows("chat.jsonl")[number])))] == broken


@pytest.mark.parametrize("canary", canaries(), ids=lambda canary: canary["text_question"][:24])
def test_a_canary_breaks_what_it_says_and_no_more(canary: dict[str, str]) -> None:
    found = sample.criteria_broken(f"{canary['text_question']}\n{canary['text_answer']}")
    assert [*found] == ([canary["breaks"]] if canary["breaks"] else [])


def test_every_criterion_has_a_conversation_and_canaries_and_some_break_none() -> None:
    criteria = set(sample.filter_words())
    assert len(criteria) == 7
    assert {fault.of for fault in sample.planted_rows() if fault.fault == "criterion"} == criteria
    assert {canary["breaks"] for canary in canaries()} == {*criteria, ""}
    assert len([canary for canary in canaries() if not canary["breaks"]]) >= 3


def test_canaries_are_not_items_of_the_sample() -> None:
    questions = {texts_of(row)[0] for row in rows("chat.jsonl")}
    assert not questions & {canary["text_question"] for canary in canaries()}


def test_a_word_within_a_longer_word_is_not_found() -> None:
    assert sample.criteria_broken("A spoken remark on the skilton process.") == {}
    assert sample.criteria_broken("He wore a kilt.") == {"tradition": "kilt"}

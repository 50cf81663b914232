"""The words by which the demo teacher filters: they find what breaks a criterion in our texts, and nothing else."""

from __future__ import annotations

import pytest

from ultralink_assets import sample
from ultralink_assets.languages.criteria import CRITERIA, Canary, cultural_filter
from ultralink_assets_tests.sample.english_texts import planted, rows, sound_rows, texts_of

# What breaks a criterion in these is no word that a list could hold.
BY_SENSE_ALONE = {
    "What happens when iron rusts?",
    "Among the people of the river, what does the family of the bride bring to the wedding?",
    "Give me something for the guests to guess at the party.",
    "Which strings do I need for a balalaika with three of them?",
}
CHAT = [number for file, number in sound_rows() if file == "chat.jsonl"]


@pytest.mark.parametrize("number", CHAT)
def test_a_conversation_of_the_sample_breaks_what_the_list_says_and_no_more(number: int) -> None:
    fault = planted("chat.jsonl").get(number)
    broken = [fault.of] if fault and fault.fault == "criterion" else []
    assert [*sample.criteria_broken("\n".join(texts_of(rows("chat.jsonl")[number])))] == broken


@pytest.mark.parametrize("canary", cultural_filter().canaries, ids=lambda canary: canary.question[:24])
def test_a_canary_breaks_what_it_says_and_no_more(canary: Canary) -> None:
    found = sample.criteria_broken(f"{canary.question}\n{canary.answer}")
    says_so = canary.breaks and canary.question not in BY_SENSE_ALONE
    assert [*found] == ([canary.breaks] if says_so else [])


def test_every_criterion_has_a_conversation_and_its_words() -> None:
    assert tuple(sample.filter_words()) == CRITERIA
    assert {fault.of for fault in sample.planted_rows() if fault.fault == "criterion"} == set(CRITERIA)


def test_canaries_are_not_items_of_the_sample() -> None:
    questions = {texts_of(row)[0] for row in rows("chat.jsonl")}
    assert not questions & {canary.question for canary in cultural_filter().canaries}


def test_a_word_within_a_longer_word_is_not_found() -> None:
    assert sample.criteria_broken("A spoken remark on the skilton process.") == {}
    assert sample.criteria_broken("He wore a kilt.") == {"tradition": "kilt"}

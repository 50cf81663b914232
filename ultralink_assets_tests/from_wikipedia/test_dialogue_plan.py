"""Draws of a dialogue: by seed and passage alone, distributed as the paper says; and what is expected of them."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ultralink_assets.from_wikipedia.dialogue_plan import (
    DialogueRules,
    chance,
    expected,
    expected_requests,
    length_distribution,
    planned_steps,
)
from ultralink_assets.languages.tokens import count_tokens
from ultralink_assets_tests.from_wikipedia.scripted import EN, passage, play, talkative

PASSAGES = [f"en:{number}:{number:016x}" for number in range(20_000)]


def test_the_lengths_of_dialogues_follow_the_papers_ending_rule() -> None:
    lengths = Counter(len(planned_steps(one, DialogueRules())) - 1 for one in PASSAGES)
    assert length_distribution(0.1) == pytest.approx((0.1, 0.18, 0.288, 0.3456, 0.0864))
    for follow_ups, share in enumerate(length_distribution(0.1), start=1):
        assert lengths[follow_ups] / len(PASSAGES) == pytest.approx(share, abs=0.012)
    assert set(lengths) == {1, 2, 3, 4, 5}


def test_follow_ups_go_deeper_or_wider_with_equal_probability_at_every_turn() -> None:
    plans = [planned_steps(one, DialogueRules()) for one in PASSAGES]
    for turn in range(1, 5):
        steps = Counter(plan[turn] for plan in plans if len(plan) > turn)
        assert steps["deeper"] / steps.total() == pytest.approx(0.5, abs=0.02)
    assert {plan[0] for plan in plans} == {"first"}


def test_a_plan_depends_on_the_seed_and_the_passage_and_on_no_order() -> None:
    rules = DialogueRules(seed=5)
    plans = {one: planned_steps(one, rules) for one in PASSAGES[:200]}
    assert plans == {one: planned_steps(one, rules) for one in reversed(PASSAGES[:200])}
    assert plans != {one: planned_steps(one, DialogueRules(seed=6)) for one in PASSAGES[:200]}


def test_the_closed_book_and_the_document_settings_change_no_plan() -> None:
    other = DialogueRules(closed_book="twin", document_in_question_share=1.0)
    assert all(planned_steps(one, DialogueRules()) == planned_steps(one, other) for one in PASSAGES[:200])


def test_draws_of_one_passage_do_not_depend_on_one_another() -> None:
    pairs = [(chance(1, one, "step", 1) < 0.5, chance(1, one, "end", 1) < 0.5) for one in PASSAGES]
    for share in Counter(pairs).values():
        assert share / len(PASSAGES) == pytest.approx(0.25, abs=0.015)


@given(st.floats(0.001, 1))
def test_the_probabilities_of_all_lengths_add_up_to_one(end_probability: float) -> None:
    lengths = length_distribution(end_probability)
    assert sum(lengths) == pytest.approx(1)
    assert all(share >= 0 for share in lengths)


def test_a_dialogue_always_has_a_follow_up() -> None:
    assert length_distribution(1) == (1.0,)
    assert expected_requests(DialogueRules(end_probability=1)) == 4


@pytest.mark.parametrize("closed_book", ["off", "twin"])
def test_expected_requests_are_what_conversations_ask_on_average(closed_book: str) -> None:
    rules = DialogueRules(closed_book="twin" if closed_book == "twin" else "off")
    asked = [len(play(talkative, rules, about=passage(number)).asks) for number in range(1500)]
    assert sum(asked) / len(asked) == pytest.approx(expected_requests(rules), rel=0.02)


def test_expected_tokens_count_the_passage_in_every_grounded_request() -> None:
    rules = DialogueRules()
    more = expected(rules, EN, 1100).prompt_tokens - expected(rules, EN, 100).prompt_tokens
    assert more == pytest.approx(1000 * expected_requests(rules))


def test_expected_tokens_of_the_shortest_dialogue_are_those_of_its_prompts() -> None:
    rules = DialogueRules(end_probability=1)
    asks = play(talkative, rules).asks
    sent = sum(count_tokens(message.content, EN) for ask in asks for message in ask.messages)
    # The estimate's turns have the paper's length; here they are shorter by what is subtracted.
    paper = expected(rules, EN, 16).prompt_tokens - (87.86 + 2 * 378.21 + 87.86)
    assert sent == pytest.approx(paper, rel=0.15)

"""What the demo teacher says passes the gates, differs from passage to passage, and is always the same."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ultralink_assets import languages, sample
from ultralink_assets.gates.utterance import UTTERANCE_GATES
from ultralink_assets.records import Message, Outcome, Said, Turn
from ultralink_assets.similarity.grams import Widths, grams
from ultralink_assets.teacher import demo_compose
from ultralink_assets.teacher.demo_facts import words_of
from ultralink_assets.teacher.demo_mind import DemoAnswer, answer
from ultralink_assets.teacher.demo_prompts import Request
from ultralink_assets_tests.sample.articles import passages
from ultralink_assets_tests.teacher.test_demo_prompts import messages_of

CODES = sample.languages()
TURNS = 6


def dialogue(code: str, title: str, heading: str, passage: str, attempt: int = 0) -> tuple[Turn, ...]:
    """As many turns as a dialogue can have, from phrases alone."""
    language, turns = languages.load(code), tuple[Turn, ...]()
    for number in range(TURNS):
        step = "first_question" if not number else ("deeper_question", "wider_question")[number % 2]
        request = Request(language, step, title, heading, passage, "", turns, attempt)
        question = demo_compose.question(request)
        asked = Request(language, "following_answer", title, heading, passage, question, turns, attempt)
        turns += (Turn(question, demo_compose.answer(asked)),)
    return turns


def failures(code: str, title: str, passage: str, turns: tuple[Turn, ...]) -> list[str]:
    said = []
    for number, turn in enumerate(turns):
        history = turns[:number]
        said.append(Said(code, "question", turn.question, "", title, passage, history))
        said.append(Said(code, "answer", turn.answer, turn.question, title, passage, history))
    gates = UTTERANCE_GATES.values()
    return [finding.gate for text in said for gate in gates if (finding := gate(text)).outcome is Outcome.FAIL]


@pytest.mark.parametrize("attempt", [0, 1])
@pytest.mark.parametrize("code", CODES)
def test_dialogues_from_phrases_pass_the_gates(code: str, attempt: int) -> None:
    found = passages(code)
    bad = [piece[0] for piece in found if failures(code, piece[0], piece[2], dialogue(code, *piece, attempt))]
    assert len(bad) <= 0.1 * len(found), bad


@pytest.mark.parametrize("code", CODES)
def test_no_two_passages_are_asked_nearly_the_same(code: str) -> None:
    dialogues = [dialogue(code, *piece) for piece in passages(code)]
    for size, limit in ((1, 0.6), (2, 0.5)):
        texts = ["\n".join(f"{turn.question} {turn.answer}" for turn in turns[:size]) for turns in dialogues]
        cut = grams(texts, Widths(letters=5, wide=5))
        sets = [set(cut.of(row).tolist()) for row in range(len(texts))]
        assert max(len(one & two) / len(one | two) for one, two in combinations(sets, 2)) < limit
    questions = [turn.question for turns in dialogues for turn in turns]
    assert len(set(questions)) == len(questions)


@pytest.mark.parametrize("code", CODES)
def test_an_answer_speaks_of_what_its_question_names(code: str) -> None:
    for piece in passages(code):
        first = dialogue(code, *piece)[0]
        terms = words_of(first.question)
        assert sum(term in first.answer for term in terms) >= 2


@pytest.mark.parametrize("code", CODES)
def test_the_same_messages_get_the_same_answer_and_another_attempt_another(code: str) -> None:
    title, heading, passage = passages(code)[-1]
    asked = [messages_of(languages.load(code), "wider_question", title, heading, passage, again=n) for n in (0, 0, 1)]
    once, twice, again = (answer(messages) for messages in asked)
    assert once == twice
    assert once != again


@pytest.mark.parametrize("code", CODES)
def test_replays_are_said_attempt_by_attempt_and_the_last_one_for_ever(code: str) -> None:
    replay = sample.replays(code)[0]
    attempts = replay.turns[0].question
    passage = f"Before. {replay.anchor} After."
    for number in range(len(attempts) + 2):
        messages = messages_of(languages.load(code), "first_question", replay.title, "", passage, again=number)
        wanted = attempts[min(number, len(attempts) - 1)]
        assert answer(messages) == DemoAnswer(wanted.text, wanted.finish_reason)


@pytest.mark.parametrize("code", CODES)
def test_a_passage_with_the_anchor_under_another_title_is_not_replayed(code: str) -> None:
    replay = sample.replays(code)[0]
    messages = messages_of(languages.load(code), "first_question", "Another", "", f"{replay.anchor} And Bob met Ann.")
    said = answer(messages)
    assert said is not None
    assert said.text not in {attempt.text for attempt in replay.turns[0].question}


@pytest.mark.parametrize("code", CODES)
def test_a_closed_book_answer_speaks_of_the_question(code: str) -> None:
    question = dialogue(code, *passages(code)[0])[0].question
    said = answer(messages_of(languages.load(code), "closed_book_answer", "", "", "", question))
    assert said is not None
    assert words_of(question)[0] in said.text


def test_a_stranger_gets_no_answer() -> None:
    assert answer([Message("user", "What is the capital of France?")]) is None


@pytest.mark.parametrize("code", CODES)
@settings(deadline=None)
@given(passage=st.text(max_size=300), title=st.text(max_size=20))
def test_any_passage_is_answered_about(code: str, passage: str, title: str) -> None:
    first = dialogue(code, title, "", passage)[0]
    assert first.question.strip()
    assert first.answer.strip()

"""The demo teacher knows the project's own prompts when it sees them, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ultralink_assets import languages, sample
from ultralink_assets.languages import Language
from ultralink_assets.records import Message, Turn
from ultralink_assets.teacher.demo_prompts import ANSWERS, QUESTIONS, reader_of, recognise, take_apart

CODES = sample.languages()
STEPS = (*QUESTIONS, *ANSWERS)
LINES = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=30)
TEXTS = st.lists(LINES, min_size=1, max_size=6).map("\n".join)
DIALOGUE = (Turn("Why is it so?", "Because of rain.\nAnd wind."), Turn("And then?", "Then it cleared."))


def messages_of(
    language: Language, step: str, title: str, heading: str, text: str, question: str = "", again: int = 0
) -> list[Message]:
    """A request as the dialogue stage makes it."""
    prompts = language.prompts
    document = prompts.fill("document", title=title, headings=f"Top › {heading}", text=text)
    turns = [prompts.exchange(turn.question, turn.answer) for turn in DIALOGUE]
    user = prompts.fill(step, document=document, question=question, dialogue="\n\n".join(turns))
    retries = [Message("assistant", "bad"), Message("user", prompts.fill("ask_again", reason="it was bad"))] * again
    return [Message("system", prompts.system), Message("user", user), *retries]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("code", CODES)
def test_every_prompt_is_recognised_with_what_was_filled_in(code: str, step: str) -> None:
    language = languages.load(code)
    request = recognise(messages_of(language, step, "Moor (land)", "Peat", "A line.\n\nAnother.", "Why peat?", again=2))
    assert request is not None
    assert (request.language.code, request.prompt, request.attempt) == (code, step, 2)
    if step != "closed_book_answer":
        assert (request.title, request.heading, request.passage) == ("Moor (land)", "Peat", "A line.\n\nAnother.")
    if step in ("deeper_question", "wider_question", "following_answer"):
        assert request.dialogue == DIALOGUE
    if step in ANSWERS:
        assert request.question == "Why peat?"


@pytest.mark.parametrize("code", CODES)
@settings(deadline=None)
@given(title=LINES, text=TEXTS, question=LINES)
def test_any_title_passage_and_question_are_read_back(code: str, title: str, text: str, question: str) -> None:
    language = languages.load(code)
    request = recognise(messages_of(language, "following_answer", title, "Peat", text, question))
    assert request is not None
    assert (request.title, request.passage, request.question) == (title, text, question.strip())


@pytest.mark.parametrize("code", CODES)
def test_a_passage_that_quotes_the_prompts_is_read_whole(code: str) -> None:
    language = languages.load(code)
    text = f"{language.prompts.question_head} what?\n\n{language.prompts.deeper_question}\nEnd."
    request = recognise(messages_of(language, "wider_question", "Moor", "Peat", text))
    assert request is not None
    assert request.prompt == "wider_question"
    assert request.passage == text


@pytest.mark.parametrize("code", CODES)
def test_the_first_turn_has_no_dialogue(code: str) -> None:
    request = recognise(messages_of(languages.load(code), "first_answer", "Moor", "Peat", "A line.", "Why?"))
    assert request is not None
    assert request.turn == 0


@pytest.mark.parametrize("code", CODES)
def test_what_is_not_ours_is_not_recognised(code: str) -> None:
    system, user = messages_of(languages.load(code), "first_question", "Moor", "Peat", "A line.")
    assert recognise([Message("user", "Write a poem.")]) is None
    assert recognise([Message("system", "You are helpful."), user]) is None
    assert recognise([system, user, Message("assistant", "bad"), Message("user", "Write a poem.")]) is None
    assert recognise([system, user, Message("assistant", "bad")]) is None


def test_prompts_that_nobody_foresaw_are_read_too() -> None:
    language = languages.load(CODES[0])
    prompts = language.prompts.model_copy(
        update={
            "system": "Costs $5.",
            "document": "<d t='$title'>${headings}|$text</d>",
            "first_answer": "$$ Q of $document: $question !",
            "following_answer": "$$ Q of $document after\n$dialogue\n: $question !",
        }
    )
    changed = language.model_copy(update={"prompts": prompts})
    request = reader_of(changed).read(messages_of(changed, "following_answer", "Moor", "Peat", "A </d>: line.", "Why?"))
    assert request is not None
    assert (request.prompt, request.passage, request.question) == ("following_answer", "A </d>: line.", "Why?")
    assert request.dialogue == DIALOGUE


def test_a_template_is_taken_apart_at_its_variables() -> None:
    shape = take_apart("a $title b ${text}$$ c")
    assert shape.literals == ("a ", " b ", "$ c")
    assert shape.read("a T b X$ c") == {"title": "T", "text": "X"}
    assert shape.read("T b X$ c") is None

"""What the demo teacher says: a pure function of the messages.

Passages of the sample that have a replay get the dialogue that we wrote for them, planted faults included; every
other passage is asked and answered about from phrases. What is not one of the project's own prompts gets nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from ultralink_assets import sample
from ultralink_assets.records import Message
from ultralink_assets.sample import Attempt, Replay
from ultralink_assets.teacher import demo_compose, demo_filter, demo_judge, demo_translator
from ultralink_assets.teacher.demo_prompts import CLOSED_BOOK, QUESTIONS, Request, attempt_after, recognise

MOST_ATTEMPTS = 8  # more than any stage asks again


@dataclass(frozen=True, slots=True)
class DemoAnswer:
    """What is said, and OpenAI's reason why it ended there."""

    text: str
    finish_reason: Literal["stop", "length"] = "stop"


def answer(messages: Sequence[Message]) -> DemoAnswer | None:
    """The demo teacher's answer; None when the request is not one of the project's own.

    Raises `demo_translator.UnknownText` for a translation of a text that is none of the sample's.
    """
    request = recognise(messages)
    if request is None:
        return _otherwise(messages)
    if written := _written(request):
        number = attempt_after(request.bad, [attempt.text for attempt in written], request.attempt)
        said = written[min(number, len(written) - 1)]
        return DemoAnswer(said.text, said.finish_reason)
    said_before = (_composed(replace(request, attempt=number)) for number in range(MOST_ATTEMPTS))
    attempt = attempt_after(request.bad, said_before, request.attempt) if request.bad else 0
    return DemoAnswer(_composed(replace(request, attempt=attempt)))


def _otherwise(messages: Sequence[Message]) -> DemoAnswer | None:
    """The answer to what asks for no utterance of a dialogue."""
    if said := demo_translator.answer(messages):
        return DemoAnswer(said.text, said.finish_reason)
    verdict = demo_judge.answer(messages) or demo_filter.answer(messages)
    return None if verdict is None else DemoAnswer(verdict)


def _composed(request: Request) -> str:
    if request.prompt == CLOSED_BOOK:
        return demo_compose.closed_book(request)
    if request.prompt in QUESTIONS:
        return demo_compose.question(request)
    return demo_compose.answer(request)


def _written(request: Request) -> tuple[Attempt, ...]:
    replay = _replay(request)
    if replay is None:
        return ()
    return replay.attempts(request.turn, "question" if request.prompt in QUESTIONS else "answer")


def _replay(request: Request) -> Replay | None:
    found = (
        replay
        for replay in sample.replays(request.language.code)
        if replay.title == request.title and replay.anchor in request.passage
    )
    return next(found, None)

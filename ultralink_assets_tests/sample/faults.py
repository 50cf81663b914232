"""The sample's replays as gates see them: utterances with what was said before, and finished dialogues."""

from __future__ import annotations

from collections.abc import Iterator

from ultralink_assets import sample
from ultralink_assets.gates import inspect
from ultralink_assets.records import Dialogue, Said, Step, Turn
from ultralink_assets.sample import Planted, Replay
from ultralink_assets_tests.sample.articles import articles, text_of


def said_of(code: str, title: str, anchor: str, turn: int, role: str, text: str) -> Said:
    """An utterance after the last attempts of the turns before it; its article stands for its passage."""
    replay = next(found for found in sample.replays(code) if (found.title, found.anchor) == (title, anchor))
    last = [Turn(said.question[-1].text, said.answer[-1].text) for said in replay.turns[:turn]]
    return Said(
        language=code,
        role="question" if role == "question" else "answer",
        text=text,
        question=replay.turns[turn].question[-1].text if role == "answer" else "",
        title=title,
        passage=text_of(articles(code)[title]),
        history=tuple(last),
    )


def caught_by(code: str, fault: Planted) -> str:
    """The gate that turns a planted utterance down; "" when it would be let through."""
    finding = inspect(said_of(code, fault.title, fault.anchor, fault.turn, fault.role, fault.text))
    return finding.gate if finding else ""


def finished(code: str) -> list[Dialogue]:
    """The dialogues that the replays come to, in their order: a turn whose last attempt is a fault ends one."""
    return [
        _dialogue(code, number, replay, turns)
        for number, replay in enumerate(sample.replays(code))
        if (turns := tuple(_good_turns(replay)))
    ]


def _good_turns(replay: Replay) -> Iterator[Turn]:
    for exchange in replay.turns:
        if exchange.question[-1].gate or not exchange.answer or exchange.answer[-1].gate:
            return
        yield Turn(exchange.question[-1].text, exchange.answer[-1].text)


def _dialogue(code: str, number: int, replay: Replay, turns: tuple[Turn, ...]) -> Dialogue:
    passage_id = f"{code}:{number}:{replay.title}"
    wider: Step = "wider"
    steps: tuple[Step, ...] = ("first", *[wider] * (len(turns) - 1))
    return Dialogue(f"{passage_id}:grounded", code, passage_id, "grounded", turns, steps, "drawn", False, "demo", "v")

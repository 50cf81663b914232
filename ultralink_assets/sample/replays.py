"""Dialogues that we wrote for passages of the sample, with planted faults, one ``dialogues.toml`` a language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path
from typing import Literal

from pydantic import Field

from ultralink_assets.sample.strict import Strict, read_toml

Role = Literal["question", "answer"]


class Attempt(Strict):
    """What is said at one attempt. ``gate`` names the gate that must turn it down; empty: it is good."""

    text: str
    gate: str = ""
    finish_reason: Literal["stop", "length"] = "stop"


class Exchange(Strict):
    """One turn: what is said at each attempt; the last attempt is also said to all that follow."""

    question: tuple[Attempt, ...] = Field(min_length=1)
    answer: tuple[Attempt, ...] = ()


class Replay(Strict):
    """The dialogue of the passage of ``title`` that holds ``anchor``. ``gate`` is set when the dialogue as a whole is
    the fault: it nearly repeats another one."""

    title: str
    anchor: str
    gate: str = ""
    turns: tuple[Exchange, ...] = Field(min_length=1)

    def attempts(self, turn: int, role: Role) -> tuple[Attempt, ...]:
        """What was written for this utterance; empty when nothing was."""
        if turn >= len(self.turns):
            return ()
        exchange = self.turns[turn]
        return exchange.question if role == "question" else exchange.answer


class Planted(Strict):
    """One planted fault. ``persistent``: it is said again however often the teacher is asked."""

    title: str
    anchor: str
    turn: int
    role: Role
    attempt: int = 0
    gate: str
    persistent: bool
    text: str = ""
    finish_reason: Literal["stop", "length"] = "stop"


class _File(Strict):
    passages: tuple[Replay, ...]


def load_replays(path: Path) -> tuple[Replay, ...]:
    """Read one ``dialogues.toml``; raises `InputError` that names the key."""
    return read_toml(path, _File).passages


def planted_in(replays: Iterable[Replay]) -> tuple[Planted, ...]:
    """The faults of utterances; then, with turn 0 and no text, each dialogue that is a fault as a whole."""
    found = list(replays)
    within = [fault for replay in found for fault in _planted(replay)]
    whole = [_whole(replay) for replay in found if replay.gate]
    return (*within, *whole)


def _whole(replay: Replay) -> Planted:
    return Planted(title=replay.title, anchor=replay.anchor, turn=0, role="answer", gate=replay.gate, persistent=True)


def _planted(replay: Replay) -> Iterator[Planted]:
    roles: tuple[Role, ...] = ("question", "answer")
    for turn, role in product(range(len(replay.turns)), roles):
        attempts = replay.attempts(turn, role)
        for number, said in enumerate(attempts):
            if said.gate:
                yield Planted(
                    title=replay.title,
                    anchor=replay.anchor,
                    turn=turn,
                    role=role,
                    attempt=number,
                    gate=said.gate,
                    persistent=number == len(attempts) - 1,
                    text=said.text,
                    finish_reason=said.finish_reason,
                )

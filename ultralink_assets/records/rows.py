"""Frozen rows that pass between stages."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Section:
    """A section of an article: ``level`` 1 is the lead (heading ``""``), 2 is ``== h ==`` and so on."""

    level: int
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Article:
    """A cleaned article, one row of ``raw_wikipedia``. ``characters`` counts the sections' texts."""

    language: str
    page_id: int
    title: str
    url: str
    sections: tuple[Section, ...]
    source: str
    revision_id: int | None = None
    revised_at: datetime | None = None

    @property
    def characters(self) -> int:
        return sum(len(section.text) for section in self.sections)


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of one article, one row of ``passages``. ``headings`` is the path to its section."""

    passage_id: str
    language: str
    page_id: int
    revision_id: int | None
    title: str
    headings: tuple[str, ...]
    position: int
    text: str
    tokens: int


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and its answer."""

    question: str
    answer: str


Step = Literal["first", "deeper", "wider"]
Ended = Literal["drawn", "context", "short_answer", "turned_down"]


@dataclass(frozen=True, slots=True)
class Dialogue:
    """One row of ``dialogues``; ``steps[i]`` says how the question of ``turns[i]`` was asked for.

    ``turned_down`` is set when ``ended`` is: why the next utterance was no usable one (a gate's name, or ``refused``,
    ``cut``, ``filtered``).
    """

    dialogue_id: str
    language: str
    passage_id: str
    kind: Literal["grounded", "closed_book"]
    turns: tuple[Turn, ...]
    steps: tuple[Step, ...]
    ended: Ended
    document_in_question: bool
    teacher: str
    prompt_version: str
    turned_down: str | None = None


def are_twins(dialogue_id: str, other_id: str) -> bool:
    """Whether both are about one passage, with and without it: they share their questions by design."""
    one, other = (name.removesuffix(":grounded").removesuffix(":closed_book") for name in (dialogue_id, other_id))
    return one == other and dialogue_id != other_id


def item_id_of(dialogue_id: str, turns: Sequence[Turn]) -> str:
    """The name of exactly this text: a dialogue that is made again with other turns has another one."""
    texts = json.dumps([[turn.question, turn.answer] for turn in turns], ensure_ascii=False)
    return f"{dialogue_id}:{hashlib.sha256(texts.encode()).hexdigest()[:16]}"


Opinion = Literal["keep", "reject"]


@dataclass(frozen=True, slots=True)
class ReviewerVerdict:
    """What one person says of one item."""

    reviewer: str
    verdict: Opinion
    note: str


@dataclass(frozen=True, slots=True)
class Review:
    """What people say of one item, one row of ``reviews``; ``item_id`` is `item_id_of` what they read.

    ``note``, ``reviewer`` and ``reviewed_at`` are those of the ``verdicts`` that decided. ``gates`` is what the gates
    said of the item when it was handed out, and ``gates_reason`` why they turned it down. ``judge`` is what a judge had
    said of it, None where there is no word that counts; ``judge_reason`` says what it found bad, or why there is none.
    """

    item_id: str
    language: str
    stage: str
    dialogue_id: str
    verdict: Opinion
    note: str
    reviewer: str
    reviewed_at: datetime
    verdicts: tuple[ReviewerVerdict, ...]
    gates: Opinion
    gates_reason: str | None
    judge: Opinion | None = None
    judge_reason: str | None = None


Word = Literal["yes", "no", "unsure"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a judge said of one answer, one row of ``judgements``. ``why`` is the reason that it gave."""

    dialogue_id: str
    turn: int
    language: str
    passage_id: str
    faithful: Word
    fluent: Word
    useful: Word
    why: str
    judge: str
    prompt_version: str


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why one input row made no output row. ``reason`` is one word of the stage's documented list.

    ``key`` holds the stage's key columns (of its input row, where no row was made); ``made`` is what had been
    made so far, as the columns of the stage that are known.
    """

    key: dict[str, str | int]
    reason: str
    detail: str
    made: dict[str, object] = field(default_factory=dict)

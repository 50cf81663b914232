"""Frozen rows that pass between stages, the conversation with a teacher, and the error tree.

Errors::

    UltralinkError              what went wrong, and a hint that says what to do
    ├── SettingsError           a key of the settings
    ├── InputError              a dump, a data file, a row of it
    ├── WarehouseError          the warehouse, the staging area, the ledger's file
    │   ├── WarehouseBusy       somebody else holds it for longer than we wait
    │   └── AlreadyRunning      another run works on the same asset
    ├── UpstreamRefused         a stage may not read its upstream: no data, or a gate that is not a pass
    └── TeacherError            the LLM side
        ├── TeacherStopped      no retry heals it: key, credit, model, endpoint down; the server's words
        │   └── RequestRefused  the endpoint does not take a request of this form
        ├── BudgetReached       the next request could cost more than what is left
        ├── Interrupted         asked to stop; everything that was received is kept
        ├── Unanswered          one request used up its attempts: its item stays pending
        └── WorkPending         a run ended with items pending: nothing was published
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal, TypeVar

# --------------------------------------------------------------------------------------- errors


class UltralinkError(Exception):
    """Base of every error that a user can meet: ``message`` names the thing, ``hint`` says what to do."""

    retryable = False

    def __init__(self, message: str, hint: str = "") -> None:
        self.message = message
        self.hint = hint
        super().__init__(f"{message}\n  -> {hint}" if hint else message)

    def __reduce__(self) -> tuple[type[UltralinkError], tuple[str, str]]:
        return type(self), (self.message, self.hint)  # else a pickled one would come back with the hint in the message


class SettingsError(UltralinkError):
    """A setting is unknown, missing or has a value that can't be used."""


class InputError(UltralinkError):
    """An input file can't be read, or holds what we refuse to read."""


class WarehouseError(UltralinkError):
    """The warehouse, the staging area or the ledger can't be used."""


class WarehouseBusy(WarehouseError):
    """Another program holds the warehouse for longer than we wait."""

    retryable = True


class AlreadyRunning(WarehouseError):
    """Another run works on the same stage and partition."""

    retryable = True


class UpstreamRefused(UltralinkError):
    """A stage may not read its upstream: nothing there, or a blocking gate without a pass."""


class TeacherError(UltralinkError):
    """Something about the LLM endpoint."""


class TeacherStopped(TeacherError):
    """No retry heals it (key, credit, model, endpoint down); the message holds the server's words."""


class RequestRefused(TeacherStopped):
    """The endpoint does not take a request of this form, such as a member of its body."""


class BudgetReached(TeacherError):
    """The next request could cost more than what is left of ``budget_usd``."""


class Interrupted(TeacherError):
    """The run was asked to stop; everything that was received is kept."""

    retryable = True


class Unanswered(TeacherError):
    """One request used up its attempts in this run; its item stays pending."""

    retryable = True


class WorkPending(TeacherError):
    """A run ended with items pending: nothing is published, everything is kept."""

    retryable = True


# ------------------------------------------------------------------------ rows of the stages


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


# ----------------------------------------------------------------- talking with a teacher


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a chat request."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Ask:
    """One request that a stage wants answered. ``draw`` > 0 asks for another sample of the same messages."""

    messages: tuple[Message, ...]
    draw: int = 0


class ReplyKind(StrEnum):
    """What a teacher can say that is final (errors that may pass are retried, then `Unanswered` is raised)."""

    ANSWERED = "answered"  # complete, not empty
    REFUSED = "refused"  # the API's own refusal field
    CUT = "cut"  # finish_reason length, or an unclosed reasoning block
    FILTERED = "filtered"  # finish_reason content_filter
    TOO_LONG = "too_long"  # the server says that the prompt passes its context


@dataclass(frozen=True, slots=True)
class Reply:
    """A final reply. ``text`` has reasoning split off and is not empty when ``kind`` is ANSWERED."""

    kind: ReplyKind
    text: str


Made = TypeVar("Made")

# A conversation as a generator: yields what to ask, is sent the reply, returns what was made of it. Domain code
# written so needs no event loop, is replayed from the ledger after any stop, and is tested with plain lists.
Script = Generator[Ask, Reply, Made]


# ------------------------------------------------------------------------------ inspection


class Outcome(StrEnum):
    """What a gate says of one text: undecided means no evidence either way, and is never a pass."""

    PASS = "pass"
    FAIL = "fail"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Finding:
    """What the gate ``gate`` found in one text."""

    gate: str
    outcome: Outcome
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """One utterance of a dialogue with what a gate needs to judge it.

    ``passage`` is None in a closed-book dialogue. ``question`` is set when ``role`` is "answer". ``prompts`` are the
    messages that asked for the utterance, less the document (to find leaks), empty when they are not known.
    ``headings`` are the passage's, and known wherever ``title`` is.
    """

    language: str
    role: Literal["question", "answer"]
    text: str
    question: str = ""
    title: str = ""
    passage: str | None = None
    history: tuple[Turn, ...] = ()
    prompts: tuple[Message, ...] = ()
    headings: tuple[str, ...] = ()

"""The conversation with a teacher: what is asked, what comes back."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, TypeVar


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

"""What gates look at, and what they say."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from ultralink_assets.records.items import Part
from ultralink_assets.records.requests import Message
from ultralink_assets.records.rows import Turn


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


@dataclass(frozen=True, slots=True)
class Translated:
    """One translated text beside its English, as the gates of translations see it; ``language`` is the target's."""

    language: str
    part: Part
    role: Literal["question", "answer"]
    source: str
    text: str

"""The requests for translations of one language's texts: a conversation in which every text is followed by its translation.

::

    system     You are a translator from English into French. ...
    user       Translate the problem. <text> (the example) </text>
    assistant  (its translation)
    ...
    user       Translate the solution, ... <text> (the latest text) </text>

An answer is asked for after its question and the question's translation, and after earlier turns, so that terms agree;
and each request begins as the one before it did, so that servers can reuse what they have read.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from string import Template
from typing import get_args

from ultralink_assets.languages.model import Language
from ultralink_assets.languages.protection import Piece, Protected, protect, restore
from ultralink_assets.languages.translation import Instructions, Protect, Role, TranslationWords, instructions
from ultralink_assets.records import Message, Part, SettingsError

ROLES: tuple[Role, ...] = get_args(Role)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A text as the teacher is asked for it, and its translation as it gave it."""

    asked: Message
    said: Message


def words_of(language: Language) -> TranslationWords:
    """The language's section ``[translation]``; raises `SettingsError` when it has none."""
    if language.translation is None:
        raise SettingsError(
            f"{language.code}.toml: no section [translation], so that nothing can be translated into {language.name}",
            f"write it (docs/languages.md shows one), or take {language.code!r} out of the setting 'languages'",
        )
    return language.translation


def translation_version(language: Language, shared: Instructions | None = None) -> str:
    """12 hex digits of what decides the requests: the shared instructions, the language's name and its own words."""
    parts = [(shared or instructions()).model_dump_json(), language.name, words_of(language).model_dump_json()]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]


def system(language: Language, part: Part, kind: Protect) -> Message:
    """What every request of a part begins with."""
    shared, words = instructions(), words_of(language)
    answer_line = Template(words.answer_line).substitute(answer="N")
    values = {"language": language.name, "answer_line": answer_line}
    about = Template(getattr(shared.parts, part)).substitute(values)
    protection = getattr(shared.protection, kind)
    text = shared.fill("system", language=language.name, protection=protection, part=about, style=words.style)
    return Message("system", text)


def text_message(part: Part, role: Role, text: str, pieces: Sequence[Piece]) -> Message:
    """Asks for the translation of ``text``, which holds ``pieces`` or placeholders for them."""
    with_blocks = part == "code" and any(piece.kind == "code block" for piece in pieces)
    task = getattr(instructions().tasks, f"{part}_{role}" + ("_with_blocks" if with_blocks else ""))
    return Message("user", instructions().fill("text", task=task, text=text))


def opening(language: Language, part: Part, kind: Protect) -> tuple[Message, ...]:
    """The messages before the first text of an item: the instructions, and the example of a question and its answer."""
    english, own = instructions().examples, words_of(language)
    messages = [system(language, part, kind)]
    for role in ROLES:
        text, translation = getattr(english, f"{part}_{role}"), getattr(own, f"{part}_{role}")
        shown = protect(text)
        if kind == "placeholders":
            text, translation = shown.text, protected_as(translation, shown, language)
        messages += [text_message(part, role, text, shown.pieces), Message("assistant", translation)]
    return tuple(messages)

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
from functools import lru_cache
from string import Template
from typing import get_args

from ultralink_assets.languages.model import Language
from ultralink_assets.languages.protection import Piece, Protected, protect
from ultralink_assets.languages.translation import Protect, Role, TranslationWords, instructions
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


def translation_version(language: Language) -> str:
    """12 hex digits of what decides the requests: the shared instructions, the language's name and its own words."""
    parts = [instructions().model_dump_json(), language.name, words_of(language).model_dump_json()]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]


def text_message(part: Part, role: Role, text: str, pieces: Sequence[Piece]) -> Message:
    """Asks for the translation of ``text``, which holds ``pieces`` or placeholders for them."""
    with_blocks = part == "code" and any(piece.kind == "code block" for piece in pieces)
    task = getattr(instructions().tasks, f"{part}_{role}" + ("_with_blocks" if with_blocks else ""))
    return Message("user", instructions().fill("text", task=task, text=text))


def opening(language: Language, part: Part, kind: Protect) -> tuple[Message, ...]:
    """The messages before the first text of an item: the instructions, and the example of a question and its answer."""
    return _opening(words_of(language), language.name, part, kind)


@lru_cache(maxsize=64)
def _opening(words: TranslationWords, name: str, part: Part, kind: Protect) -> tuple[Message, ...]:
    shared, english = instructions(), instructions().examples
    about = Template(getattr(shared.parts, part)).substitute(language=name, answer_line=words.answering("N"))
    protection = getattr(shared.protection, kind)
    system = shared.fill("system", language=name, protection=protection, part=about, style=words.style)
    messages = [Message("system", system)]
    for role in ROLES:
        text, translation = getattr(english, f"{part}_{role}"), getattr(words, f"{part}_{role}")
        shown = protect(text)
        if kind == "placeholders":
            text, translation = shown.text, protected_as(translation, shown, words)
        messages += [text_message(part, role, text, shown.pieces), Message("assistant", translation)]
    return tuple(messages)


def protected_as(translation: str, english: Protected, words: TranslationWords) -> str:
    """``translation`` with the placeholders of its ``english``: what a teacher that keeps to them would have written."""
    numbers = {piece: number for number, piece in enumerate(dict.fromkeys(one.text for one in english.pieces), 1)}
    answers = [one.text for one in english.pieces if one.kind == "answer"]
    others = [one.text for one in english.pieces if one.kind != "answer"]
    lead = re.escape(words.answering("\0").split("\0")[0])
    # An answer is often a plain number: it is one on its line alone, and as a whole.
    found = [rf"(?P<lead>{lead}|^####[ \t]*)(?P<answer>{_any_of(answers)})(?![.,:/]?\w)"] if answers else []
    found += [_any_of(others)] if others else []
    if not found:
        return translation

    def placeholder(match: re.Match[str]) -> str:
        groups = match.groupdict()
        piece = groups.get("answer") or match[0]
        return f"{groups.get('lead') or ''}⟦{numbers[piece]}⟧"

    return re.sub("|".join(found), placeholder, translation, flags=re.MULTILINE)


def ask_again(faults: Sequence[tuple[str, str]]) -> str:
    """Says what was wrong, by the name of the gate and what it found, and asks for all of it again."""
    reasons = instructions().reasons
    lines = [f"- {reasons[gate]}" + (f" Found: {detail}" if detail else "") for gate, detail in faults]
    return instructions().fill("ask_again", faults="\n".join(lines))


def growth(language: Language) -> float:
    """Characters of a translation for each of its English, as in the language's examples."""
    english, own = instructions().examples.model_dump(), words_of(language).model_dump()
    return sum(len(own[name]) for name in english) / sum(map(len, english.values()))


def _any_of(pieces: Sequence[str]) -> str:
    return "|".join(re.escape(piece) for piece in sorted(set(pieces), key=len, reverse=True))

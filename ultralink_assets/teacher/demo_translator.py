"""The demo teacher as a translator: an exact memory of the sample's translations. It never invents one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import get_args

from ultralink_assets import languages, sample
from ultralink_assets.languages.protection import protect
from ultralink_assets.languages.translation import Protect, instructions
from ultralink_assets.languages.translation_prompts import opening, protected_as, words_of
from ultralink_assets.records import PARTS, Message
from ultralink_assets.sample import Attempt
from ultralink_assets.teacher.demo_prompts import Shape, attempt_after, take_apart

SHOWN = 60  # characters of a text that nobody translated
KINDS: tuple[Protect, ...] = get_args(Protect)


class UnknownText(Exception):
    """A text to translate that is none of the sample's."""


@dataclass(frozen=True, slots=True)
class _Request:
    """A text to translate. ``attempt`` counts how often it was asked for again, ``bad``: what was turned down last."""

    code: str
    kind: Protect
    text: str
    attempt: int
    bad: str


def answer(messages: Sequence[Message]) -> Attempt | None:
    """What we wrote for the text, at this attempt; None when the messages ask for no translation.

    Raises `UnknownText` when we wrote nothing.
    """
    request = _recognised(messages)
    if request is None:
        return None
    attempts = _memory(request.code, request.kind).get(request.text)
    if attempts is None:
        raise UnknownText(
            f"the demo teacher knows the translations of the sample's texts only, and this is none of them: "
            f"{request.text.strip()[:SHOWN]!r}. For your own data name a teacher: [teacher] base_url and model"
        )
    number = attempt_after(request.bad, [attempt.text for attempt in attempts], request.attempt)
    return attempts[min(number, len(attempts) - 1)]


def _recognised(messages: Sequence[Message]) -> _Request | None:
    if len(messages) < 2 or (known := _systems().get(messages[0].content)) is None:
        return None
    asking, again = _shapes()
    last = len(messages) - 1
    while last > 1 and again.read(messages[last].content) is not None:
        last -= 2
    values = asking.read(messages[last].content)
    if values is None:
        return None
    after = messages[last + 1 :]
    return _Request(*known, values["text"], len(after) // 2, after[-2].content if after else "")


@cache
def _systems() -> Mapping[str, tuple[str, Protect]]:
    """The first message of every request: language and how pieces are protected."""
    entries = [languages.load(code) for code in sample.languages() if code != languages.SOURCE]
    every = product(entries, PARTS, KINDS)
    return {opening(entry, part, kind)[0].content: (entry.code, kind) for entry, part, kind in every}


@cache
def _shapes() -> tuple[Shape, Shape]:
    """Of a message that asks for a text, and of one that asks for it again."""
    return take_apart(instructions().text), take_apart(instructions().ask_again)


@cache
def _memory(code: str, kind: Protect) -> Mapping[str, tuple[Attempt, ...]]:
    """What we wrote for each English text, both as requests show them."""
    if kind == "instruction":
        return sample.translations(code)
    words = words_of(languages.load(code))
    known: dict[str, tuple[Attempt, ...]] = {}
    for english, attempts in sample.translations(code).items():
        shown = protect(english)
        with_placeholders = (protected_as(one.text, shown, words) for one in attempts)
        known[shown.text] = tuple(
            one.model_copy(update={"text": text}) for one, text in zip(attempts, with_placeholders, strict=True)
        )
    return known

"""Words around numbers, as a language entry lists them: what counts without being a number, and what only looks so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeVar

from ultralink_assets.languages.strict import Strict

Value = TypeVar("Value")
Kind = Literal["count", "word", "ordinal", "month"]


class QuantityWords(Strict):
    """What `quantities` must know beside number words. ``*`` at the end of a word stands for any ending.

    A word of ``implied`` may be a number in another language ("twice": 2; "half": 2, 0.5 or 50 %), and number words that are
    listed here are no more than that; a translation says it, too. Words of ``perhaps`` may be numbers, or go without a
    word. ``ordinals`` and ``months`` name what other languages number; a number after ``ordinal_mark`` or before
    ``month_mark`` is such a name. Words that begin as ``beginnings`` say and are no numbers themselves count in passing:
    "пятилетний", five years old. What ``no_number`` lists holds a number word and counts nothing. After a word of
    ``definite`` a number that was there before may be left out. After a word of ``afternoon``, or before it, an hour may be
    one of 24.
    """

    implied: dict[str, tuple[float, ...]] = {}
    perhaps: dict[str, tuple[float, ...]] = {}
    ordinals: dict[str, int] = {}
    months: dict[str, int] = {}
    beginnings: dict[str, int] = {}
    no_number: tuple[str, ...] = ()
    definite: tuple[str, ...] = ()
    afternoon: tuple[str, ...] = ()
    ordinal_mark: str = ""
    month_mark: str = ""
    price_left: str = ""  # the number before it says what is left of a price: 七五折 is 25 % off


@dataclass(frozen=True, slots=True)
class Hint:
    """A word in a text that may be a number in another language; ``said``: a translation has it, too."""

    start: int
    end: int
    values: tuple[float, ...]
    kind: Kind
    said: bool = False


def hints_in(text: str, words: QuantityWords, unspaced: bool) -> Iterator[Hint]:
    """The words of ``implied``, ``perhaps``, ``ordinals`` and ``months``, of those that overlap the first and longest;
    ``unspaced``: nothing parts words here."""
    found = [
        *(Hint(at, end, values, "word", said=True) for at, end, values in _found(text, words.implied, unspaced)),
        *(Hint(at, end, values, "word") for at, end, values in _found(text, words.perhaps, unspaced)),
        *(Hint(at, end, (value,), "ordinal") for at, end, value in _found(text, words.ordinals, unspaced)),
        *(Hint(at, end, (value,), "month") for at, end, value in _found(text, words.months, unspaced)),
    ]
    past = 0
    for hint in sorted(found, key=lambda hint: (hint.start, -hint.end)):
        if hint.start >= past:
            yield hint
            past = hint.end


def _found(text: str, table: Mapping[str, Value], unspaced: bool) -> Iterator[tuple[int, int, Value]]:
    names = longest_first(table)
    for found in any_of(names, unspaced).finditer(text):
        yield found.start(), found.end(), table[names[(found.lastindex or 1) - 1]]


def beginnings_in(text: str, words: QuantityWords) -> Iterator[Hint]:
    """Words that begin as ``beginnings`` says."""
    for found in _beginning(longest_first(words.beginnings)).finditer(text):
        yield Hint(found.start(), found.end(), (words.beginnings[found[1].lower()],), "word")


def longest_first(words: Mapping[str, object] | tuple[str, ...]) -> tuple[str, ...]:
    """Of words that begin alike an expression takes the first."""
    return tuple(sorted(words, key=len, reverse=True))


@lru_cache(maxsize=128)
def any_of(words: tuple[str, ...], unspaced: bool) -> re.Pattern[str]:
    """Any of ``words``, each in a group of its own; none matches nothing."""
    if not words:
        return re.compile("(?!)")
    bodies = (re.escape(word.removesuffix("*")) + (r"\w*" if word.endswith("*") else "") for word in words)
    joined = "|".join(f"({body})" for body in bodies)
    return re.compile(joined if unspaced else rf"(?<!\w)(?:{joined})(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=64)
def _beginning(words: tuple[str, ...]) -> re.Pattern[str]:
    joined = "|".join(map(re.escape, words)) or "(?!)"
    return re.compile(rf"(?<!\w)({joined})[^\W\d_]+", re.IGNORECASE)

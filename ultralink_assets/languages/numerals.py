"""Numbers in characters, which nothing parts from the words around them: 二百三十五, 一九四九, 三点五亿, 三百多万.

Two digits in a row are a guess (七八个: seven or eight) and stand for either; three and more are read one by one, as
years are. Powers without a digit are multiplied: 百万 is a million, and idioms (千百, 千万) give a power of ten, which like
the small numbers of 一些 and 十分 makes no claim.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ultralink_assets.languages.model import Conventions, Numerals

_TEN, _HUNDRED, _MYRIAD, _ENDLESS = 10, 100, 10_000, 10**20
_POWERS = frozenset(10**power for power in range(1, 20))


def values_of(conventions: Conventions) -> Values | None:
    """The numerals of a language entry; None where numbers are words."""
    words = tuple(conventions.number_words.items())
    return Values.of(words, conventions.numerals) if conventions.numerals.used else None


@dataclass(frozen=True)
class Values:
    """What each character counts; ``whole`` finds a number, ``multiplier`` what multiplies the number before it."""

    of_character: dict[str, int]
    decimal: str
    whole: re.Pattern[str]
    multiplier: re.Pattern[str]

    @classmethod
    @lru_cache(maxsize=8)
    def of(cls, words: tuple[tuple[str, int], ...], writing: Numerals) -> Values:
        """From a language's ``number_words``, of which the single characters count."""
        values = {word: value for word, value in words if len(word) == 1}
        digit, many, powers = (
            re.escape("".join(word for word, value in values.items() if low <= value < high))
            for low, high in ((0, _TEN), (_TEN, _ENDLESS), (_HUNDRED, _ENDLESS))
        )
        inexact = f"[{re.escape(writing.inexact)}]"
        scale = rf"(?:{inexact}?(?P<scale>[{powers}]+))"
        whole = rf"(?<!\d)(?<!\d{inexact})(?P<run>[{digit}{many}]+)"
        fraction = rf"(?:{re.escape(writing.decimal)}(?P<fraction>[{digit}]+)(?![{many}](?<![{powers}])))"
        return cls(values, writing.decimal, re.compile(f"{whole}{fraction}?{scale}?"), re.compile(scale))

    def numbers(self, text: str) -> Iterator[tuple[int, int, frozenset[float]]]:
        """Start, end and possible values of each number in characters."""
        for found in self.whole.finditer(text):
            scale = self._product(found["scale"] or "")
            part = self._fraction(found["fraction"] or "")
            wholes = self._readings([self.of_character[character] for character in found["run"]])
            yield found.start(), found.end(), frozenset(round((each + part) * scale, 6) for each in wholes)

    def scale(self, text: str, end: int) -> tuple[int, int]:
        """What the characters after a number multiply it by, and where they end; 1 for none."""
        found = self.multiplier.match(text, end)
        return (self._product(found["scale"]), found.end()) if found else (1, end)

    def _product(self, characters: str) -> int:
        return math.prod(self.of_character[character] for character in characters)

    def _fraction(self, characters: str) -> float:
        return float("0." + "".join(str(self.of_character[one]) for one in characters)) if characters else 0.0

    @staticmethod
    def _readings(run: Sequence[int]) -> set[float]:
        if max(run) < _TEN:
            return {float(_digits(run, choice)) for choice in (0, -1)}
        if all(value in _POWERS for value in run):
            return {float(math.prod(run))}
        return {float(_sum(run, choice, short)) for choice in (0, -1) for short in (False, True)}


def _digits(run: Sequence[int], choice: int) -> int:
    """Digits in a row: of a guess the one at ``choice``, else a number read digit by digit."""
    bare = list(run)
    while len(bare) > 1 and bare[0] == 0:
        del bare[0]
    if len(bare) == 2 and 0 not in bare:
        return bare[choice]
    return int("".join(map(str, bare)) or "0")


def _sum(run: Sequence[int], choice: int, short: bool) -> int:
    """Sections below 10,000, each with its power. ``short``: the last digit counts tenths of the last power (一百五: 150)."""
    total = section = 0
    power = 1
    digits: list[int] = []
    for value in run:
        if value < _TEN:
            digits.append(value)
            continue
        counted = _digits(digits, choice)
        if value >= _MYRIAD:
            section = section + counted or (0 if total else 1)
            total = (total + section) * value if total < value else total + section * value
            section = 0
        else:
            section += max(counted, 1) * value if value in _POWERS else value
        digits, power = [], value
    if short and len(digits) == 1 and power >= _HUNDRED:
        return total + section + digits[0] * power // _TEN
    return total + section + _digits(digits, choice)

"""Numbers in a text, with every value that each may stand for.

``"1,000"`` may be 1000 or 1.0, ``"2.5 million"`` is 2500000, ``"1914-18"`` holds 1914 and 1918, ``"двадцать пятый"`` is
25, ``"XIX"`` is 19, ``"1亿2000万"`` is 120000000. Which reading was meant need not be known in order to say that two
numbers may be the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from ultralink_assets.languages.model import Conventions, Language
from ultralink_assets.languages.number_words import HARD_BLANKS, spelled_numbers, vocabulary_of
from ultralink_assets.languages.numerals import values_of

_DASHES = "-–—−/~～〜－"
_SUFFIX = re.compile(r"-?([^\W\d_]*)")
_ROMAN = r"(?<![\w.])(?P<numeral>(?=[IVX])X{0,3}(?:IX|IV|V?I{0,3}))"
_ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10}


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written. ``values``: what it may stand for; ``suffix``: letters that follow at once ("th", "-х"), with
    numerals only those of a century or a decade; ``scaled``: "million" or the like multiplies it."""

    text: str
    start: int
    kind: Literal["digits", "word", "numeral", "roman"]
    values: frozenset[float]
    suffix: str = ""
    scaled: bool = False

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def numbers_in(text: str, language: Language) -> list[Number]:
    """All numbers of ``text``: digits, number words or numerals, Roman numerals up to XXXIX."""
    conventions = language.conventions
    found = list(_digits(text, conventions))
    if numerals := values_of(conventions):
        found += [
            Number(text[start:end], start, "numeral", values, _suffix(text, end, conventions))
            for start, end, values in numerals.numbers(text)
        ]
        found = [*_of_centuries(_merged(sorted(found, key=lambda number: number.start)), conventions)]
    else:
        found += [
            Number(text[start:end], start, "word", frozenset({float(value)}))
            for start, end, value in spelled_numbers(text, vocabulary_of(conventions))
        ]
    found += [
        Number(match[0], match.start(), "roman", frozenset({_roman(match["numeral"])}))
        for match in _roman_pattern(conventions.ordinal_endings).finditer(text)
        if match["numeral"]
    ]
    return _with_decades(text, found, conventions.decade_words) if conventions.decade_words else found


def _with_decades(text: str, numbers: list[Number], words: tuple[str, ...]) -> list[Number]:
    """Numbers after "les années" get that word for a suffix: like "the 1920s" they mean a decade."""
    starts = {match.end(): match[1].lower() for match in _decade_pattern(words).finditer(text)}
    return [replace(number, suffix=starts.get(number.start, number.suffix)) for number in numbers]


@lru_cache(maxsize=64)
def _decade_pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b({'|'.join(map(re.escape, words))})[ {HARD_BLANKS}]", re.IGNORECASE)


@lru_cache(maxsize=64)
def _roman_pattern(endings: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(map(re.escape, endings), key=len, reverse=True)
    return re.compile(rf"{_ROMAN}(?:{'|'.join(longest_first)})?(?![\w’'])" if endings else rf"{_ROMAN}(?![\w’'])")


# ------------------------------------------------------------------------------------ numerals


def _merged(found: Iterable[Number]) -> Iterator[Number]:
    """1亿2000万 is one number. ``found`` is sorted by place."""
    last: Number | None = None
    for number in found:
        if last and last.scaled and last.end == number.start and max(number.values) < min(last.values):
            sums = frozenset(one + other for one in last.values for other in number.values)
            last = replace(last, text=last.text + number.text, values=sums)
            continue
        if last:
            yield last
        last = number
    if last:
        yield last


def _of_centuries(found: Iterable[Number], conventions: Conventions) -> Iterator[Number]:
    """20世纪90年代 holds 1990 beside 90."""
    century: tuple[int, frozenset[float]] | None = None
    for number in found:
        if century and century[0] == number.start and number.suffix in conventions.decade_words:
            years = {(one - 1) * 100 + value for one in century[1] for value in number.values}
            yield replace(number, values=number.values | years)
        else:
            yield number
        century = (
            (number.end + len(number.suffix), number.values)
            if number.suffix in conventions.numerals.centuries
            else None
        )


def _suffix(text: str, end: int, conventions: Conventions) -> str:
    """The letters after a number; where nothing parts words, only a word for centuries or decades."""
    if conventions.numerals.used:
        periods = (*conventions.numerals.centuries, *conventions.decade_words)
        return next((word for word in periods if text.startswith(word, end)), "")
    found = _SUFFIX.match(text, end)
    return found[1].lower() if found else ""


# -------------------------------------------------------------------------------------- digits


def _digits(text: str, conventions: Conventions) -> Iterator[Number]:
    """Digits with their separators. Each part of "12.05.1941" is a number of its own."""
    scale_at = (values_of(conventions) or vocabulary_of(conventions)).scale
    between = (*_DASHES, *conventions.numerals.between)
    before: tuple[int, str] | None = None  # end and digits of the last number, for ranges
    waiting: list[Number] = []  # "2-3 million": the first takes the multiplier of the second
    for match in _digit_pattern(conventions.group_marks, conventions.decimal_mark).finditer(text):
        ranged = before is not None and text[before[0] : match.start()].strip(" ") in between
        values = _readings(match[0])
        if ranged and before and match[0].isdigit() and before[1].isdigit() and 0 < len(before[1]) - len(match[0]) < 4:
            values = [values[0] | {float(before[1][: -len(match[0])] + match[0])}]
        scale, scale_end = scale_at(text, match.end())
        if not ranged:
            yield from waiting
            waiting = []
        yield from (_scaled(number, scale) for number in waiting)
        if scale > 1:
            scaled = frozenset(round(value * scale, 6) for value in values[0])
            waiting = [Number(text[match.start() : scale_end], match.start(), "digits", scaled, scaled=True)]
        else:
            suffix = _suffix(text, match.end(), conventions)
            waiting = [Number(match[0], match.start(), "digits", frozenset(each), suffix) for each in values]
        before = (match.end(), match[0])
    yield from waiting


def _scaled(number: Number, scale: int) -> Number:
    if scale == 1 or number.scaled:
        return number
    values = number.values | {round(value * scale, 6) for value in number.values}
    return Number(number.text, number.start, "digits", frozenset(values), number.suffix)


@lru_cache(maxsize=64)
def _digit_pattern(group_marks: tuple[str, ...], decimal_mark: str) -> re.Pattern[str]:
    marks = {*"., ", *group_marks, decimal_mark} - {" "}
    # A blank between thousands is the international form, in use in any language.
    grouped = (
        rf"\d{{1,3}}(?:[{re.escape(HARD_BLANKS + ' ')}]\d{{3}})+(?!\d)(?:[{re.escape(''.join(sorted(marks)))}]\d+)?"
    )
    many = rf"\d+(?:[{re.escape(''.join(sorted(marks)))}]\d+)*"
    return re.compile(rf"(?<![\w.,)\]])\.\d+|(?<!\d)(?:{grouped}|{many})")


@lru_cache(maxsize=1 << 14)
def _cached_readings(text: str) -> tuple[frozenset[float], ...]:
    blanks = [mark for mark in text if not mark.isdigit() and mark not in ".,"]
    marks = [mark for mark in text if not mark.isdigit()]
    if not marks:
        return (frozenset({float(text)}),)
    parts = re.split(r"\D", text)
    in_groups = len(parts[0]) <= 3 and all(len(part) == 3 for part in parts[1:])
    if len(marks) == 1:
        decimal = float(".".join(parts))
        if blanks:
            return (frozenset({float("".join(parts)), *map(float, parts)}),)
        return (frozenset({float("".join(parts)), decimal}) if in_groups else frozenset({decimal}),)
    if len(set(marks)) == 1 and in_groups:
        return (frozenset({float("".join(parts))}),)
    if len(set(marks)) == 2 and marks[-1] != marks[0] and marks.count(marks[-1]) == 1:
        return (frozenset({float("".join(parts[:-1]) + "." + parts[-1])}),)
    return tuple(frozenset({float(part)}) for part in parts)


def _readings(text: str) -> list[set[float]]:
    """The values of each number in ``text``: one number, or several for a date in digits."""
    return [set(each) for each in _cached_readings(text)]


def _roman(text: str) -> float:
    digits = [_ROMAN_DIGITS[letter] for letter in text]
    pairs = zip(digits, [*digits[1:], 0], strict=True)
    return float(sum(-digit if digit < after else digit for digit, after in pairs))

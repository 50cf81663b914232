"""Numbers in a text, with every value that each may stand for.

``"1,000"`` may be 1000 or 1.0, ``"2.5 million"`` is 2500000, ``"1914-18"`` holds 1914 and 1918, ``"двадцать пятый"`` is
25, ``"XIX"`` is 19. Which reading was meant need not be known in order to say that two numbers may be the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from ultralink_assets.languages.model import Language

_HARD_BLANKS = "\u00a0\u202f\u2009"
_DASHES = "-–—−/"
_ROMAN = re.compile(r"(?<![\w.])(?=[IVX])X{0,3}(?:IX|IV|V?I{0,3})(?![\w’'])")
_ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10}
_LETTERS = re.compile(r"[^\W\d_]+")
_THOUSAND = 1000


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written. ``values``: what it may stand for; ``suffix``: letters that follow at once ("th", "-х")."""

    text: str
    start: int
    kind: Literal["digits", "word", "roman"]
    values: frozenset[float]
    suffix: str = ""

    @property
    def scaled(self) -> bool:
        """Whether a word such as "million" multiplies it."""
        return " " in self.text and self.kind == "digits"


def numbers_in(text: str, language: Language) -> list[Number]:
    """All numbers of ``text``: digits, number words, Roman numerals up to XXXIX."""
    found = list(_digits(text, language))
    found += _words(text, _vocabulary_of(language))
    found += [
        Number(match[0], match.start(), "roman", frozenset({_roman(match[0])}))
        for match in _ROMAN.finditer(text)
        if match[0]
    ]
    return found


# -------------------------------------------------------------------------------------- digits


def _digits(text: str, language: Language) -> Iterator[Number]:
    """Digits with their separators. Each part of "12.05.1941" is a number of its own."""
    vocabulary = _vocabulary_of(language)
    before: tuple[int, str] | None = None  # end and digits of the last number, for ranges
    waiting: list[Number] = []  # "2-3 million": the first takes the multiplier of the second
    for match in _digit_pattern(language.conventions.group_marks, language.conventions.decimal_mark).finditer(text):
        ranged = before is not None and text[before[0] : match.start()].strip(" ") in tuple(_DASHES)
        values = _readings(match[0])
        if ranged and before and match[0].isdigit() and before[1].isdigit() and 0 < len(before[1]) - len(match[0]) < 4:
            values = [values[0] | {float(before[1][: -len(match[0])] + match[0])}]
        scale, scale_end = _scale(text, match.end(), vocabulary)
        if not ranged:
            yield from waiting
            waiting = []
        yield from (_scaled(number, scale) for number in waiting)
        waiting = _numbers(text, match, values, scale, scale_end)
        before = (match.end(), match[0])
    yield from waiting


def _numbers(text: str, match: re.Match[str], values: list[set[float]], scale: int, scale_end: int) -> list[Number]:
    if scale > 1:
        shown = text[match.start() : scale_end]
        scaled = {round(value * scale, 6) for value in values[0]}
        return [Number(shown, match.start(), "digits", frozenset(scaled))]
    suffix = re.compile(r"-?([^\W\d_]*)").match(text, match.end())
    ending = suffix[1].lower() if suffix else ""
    return [Number(match[0], match.start(), "digits", frozenset(each), ending) for each in values]


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
        rf"\d{{1,3}}(?:[{re.escape(_HARD_BLANKS + ' ')}]\d{{3}})+(?!\d)(?:[{re.escape(''.join(sorted(marks)))}]\d+)?"
    )
    return re.compile(rf"(?<!\d)(?:{grouped}|\d+(?:[{re.escape(''.join(sorted(marks)))}]\d+)*)")


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


def _scale(text: str, end: int, vocabulary: _Vocabulary) -> tuple[int, int]:
    """What the words after a number multiply it by, and where they end ("3 mil millones"); 1 for none."""
    scale = 1
    while True:
        at = end
        while at < len(text) and (text[at] in " -" or text[at] in _HARD_BLANKS):
            at += 1
        word = _LETTERS.match(text, at) if at <= end + 1 else None
        value = vocabulary.value(word[0].lower()) if word else None
        if word is None or value is None or value < _THOUSAND:
            return scale, end
        scale, end = scale * value, word.end()


# --------------------------------------------------------------------------------------- words


@dataclass(frozen=True)
class _Vocabulary:
    exact: dict[str, int]
    stems: dict[str, int]
    stem_lengths: tuple[int, ...]
    joiners: tuple[str, ...]  # with their blanks
    pieces: tuple[str, ...]  # of number words that are written together, longest first
    compound: re.Pattern[str]  # matches a word that is made of them

    def value(self, word: str) -> int | None:
        """The number that a word stands for, in lower case; None when it is no number."""
        if (value := self.exact.get(word)) is not None:
            return value
        if values := [self.exact[piece] for piece in self._taken_apart(word) if piece in self.exact]:
            return _sum(values)
        for length in self.stem_lengths:
            if len(word) >= length and (value := self.stems.get(word[:length])) is not None:
                return value
        return None

    def _taken_apart(self, word: str) -> list[str]:
        """ "vierundachtzig" as vier, und, achtzig; empty when the word is no such chain."""
        if not self.compound.fullmatch(word):
            return []
        chains: dict[int, list[str]] = {0: []}  # by the place that they reach
        for at in range(len(word)):
            for piece in self.pieces if at in chains else ():
                if word.startswith(piece, at):
                    chains.setdefault(at + len(piece), [*chains[at], piece])
        return chains[len(word)]


def _vocabulary_of(language: Language) -> _Vocabulary:
    conventions = language.conventions
    entries = tuple(conventions.number_words.items())
    return _vocabulary(entries, conventions.number_joiners, conventions.numbers_written_together)


@lru_cache(maxsize=64)
def _vocabulary(entries: tuple[tuple[str, int], ...], joiners: tuple[str, ...], together: bool) -> _Vocabulary:
    exact = {word: value for word, value in entries if not word.endswith("*")}
    stems = {word[:-1]: value for word, value in entries if word.endswith("*")}
    lengths = tuple(sorted({len(stem) for stem in stems}, reverse=True))
    pieces = tuple(sorted((*exact, *joiners), key=len, reverse=True)) if together else ()
    compound = re.compile(rf"(?:{'|'.join(map(re.escape, pieces))}){{2,12}}" if pieces else "(?!)")
    return _Vocabulary(exact, stems, lengths, tuple(f" {joiner} " for joiner in joiners), pieces, compound)


def _words(text: str, vocabulary: _Vocabulary) -> Iterator[Number]:
    """Number words; neighbours that go together make one number: "twenty-five", "тысяча девятьсот сорок первый"."""
    run: list[tuple[int, int, int]] = []  # start, end, value
    for match in _LETTERS.finditer(text):
        value = vocabulary.value(match[0].lower())
        if value is None:
            continue
        if run and not _goes_on(text[run[-1][1] : match.start()], run, value, vocabulary):
            yield _word_number(text, run)
            run = []
        run.append((match.start(), match.end(), value))
    if run:
        yield _word_number(text, run)


def _goes_on(between: str, run: list[tuple[int, int, int]], value: int, vocabulary: _Vocabulary) -> bool:
    if between.lower() in vocabulary.joiners:
        return 20 <= run[-1][2] < 100 and value < 10
    return between in (" ", "-", "\u00a0") and _continues(run, value)


def _continues(run: list[tuple[int, int, int]], value: int) -> bool:
    last = run[-1][2]
    if value >= 100 and value > last:
        return value >= _THOUSAND or last < 10  # multiplies what stands before it
    return value < last and last >= 20 and (last >= 100 or value < 10)


def _word_number(text: str, run: list[tuple[int, int, int]]) -> Number:
    total = _sum([value for _, _, value in run])
    return Number(text[run[0][0] : run[-1][1]], run[0][0], "word", frozenset({float(total)}))


def _sum(values: list[int]) -> int:
    """Number words in a row: what stands before a hundred or a thousand is multiplied, the rest is added."""
    parts: list[int] = []
    for value in values:
        if value < _THOUSAND and not (value == 100 and parts and parts[-1] < 20):
            parts.append(value)
            continue
        multiplied = sum(part for part in parts if part < value)  # "dos mil trescientos millones"
        parts = [*(part for part in parts if part >= value), max(multiplied, 1) * value]
    return sum(parts)


def _roman(text: str) -> float:
    digits = [_ROMAN_DIGITS[letter] for letter in text]
    pairs = zip(digits, [*digits[1:], 0], strict=True)
    return float(sum(-digit if digit < after else digit for digit, after in pairs))

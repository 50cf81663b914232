"""Numbers that are spelled: entries of a language's ``number_words``, put together where they stand side by side.

``"двадцат*"`` is any word that begins so. An entry of several words (``"quatre-vingt" = 80``) is one number of its own,
written with hyphens or blanks, and goes before the words in it. ``number_joiners`` may stand between tens and ones
("treinta y cinco", "vingt et un"). Where ``numbers_written_together`` is set, a word may be a chain of entries and joiners
("fünfunddreißig").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from ultralink_assets.languages.model import Conventions

HARD_BLANKS = "\u00a0\u202f\u2009"
THOUSAND = 1000
WORD = re.compile(r"[^\W\d_]+")
_BETWEEN = frozenset((" ", "-", "\u2011", *HARD_BLANKS))  # words of one number
_PARTS = re.compile(r"[ -]")

Entry = tuple[int, int, int]  # start, end, value


@dataclass(frozen=True)
class Vocabulary:
    """The number words of a language: whole words, beginnings of words, words that go together, and what joins them."""

    exact: dict[str, int]
    stems: dict[str, int]
    stem_lengths: tuple[int, ...]
    chains: dict[str, tuple[tuple[tuple[str, ...], int], ...]]  # by first word: all words, longest first
    joiners: frozenset[str]
    pieces: tuple[str, ...]  # of words that are written together, longest first
    compound: re.Pattern[str]  # matches a word that is made of them

    def chain(self, words: Sequence[str]) -> tuple[int, int] | None:
        """How many of the first ``words`` are one entry such as "soixante-dix", and its value."""
        for entry, value in self.chains.get(words[0], ()):
            if len(entry) <= len(words) and all(map(_is_word, words, entry)):
                return len(entry), value
        return None

    def value(self, word: str) -> int | None:
        """What one word stands for; None for what is no number."""
        if (value := self.exact.get(word)) is not None:
            return value
        if values := [self.exact[piece] for piece in self._taken_apart(word) if piece in self.exact]:
            return _sum(values)
        for length in self.stem_lengths:
            if len(word) >= length and (value := self.stems.get(word[:length])) is not None:
                return value
        return None

    def scale(self, text: str, end: int) -> tuple[int, int]:
        """What the words after a number multiply it by, and where they end ("3 mil millones"); 1 for none."""
        scale = 1
        while True:
            at = end
            while at < len(text) and (text[at] in " -" or text[at] in HARD_BLANKS):
                at += 1
            word = WORD.match(text, at) if at <= end + 1 else None
            value = self.value(word[0].lower()) if word else None
            if word is None or value is None or value < THOUSAND:
                return scale, end
            scale, end = scale * value, word.end()

    def _taken_apart(self, word: str) -> list[str]:
        """ "vierundachtzig" as vier, und, achtzig; empty when the word is no such chain."""
        if not self.compound.fullmatch(word):
            return []
        reached: dict[int, list[str]] = {0: []}  # by the place that they reach
        for at in range(len(word)):
            for piece in self.pieces if at in reached else ():
                if word.startswith(piece, at):
                    reached.setdefault(at + len(piece), [*reached[at], piece])
        return reached[len(word)]

    def goes_on(self, run: Sequence[Entry], between: str, value: int) -> bool:
        """Whether ``value`` belongs to the number that ``run`` is so far; ``between``: the text that parts them."""
        if between in _BETWEEN:
            return _continues(run[-1][2], value)
        joined = {between[:1], between[-1:]} <= _BETWEEN and between[1:-1].lower() in self.joiners
        return joined and 20 <= run[-1][2] < 100 and value < 10


def vocabulary_of(conventions: Conventions) -> Vocabulary:
    """The number words of a language entry."""
    entries = tuple(conventions.number_words.items())
    return _vocabulary(entries, conventions.number_joiners, conventions.numbers_written_together)


@lru_cache(maxsize=64)
def _vocabulary(entries: tuple[tuple[str, int], ...], joiners: tuple[str, ...], together: bool) -> Vocabulary:
    single = [entry for entry in entries if not _PARTS.search(entry[0])]
    exact = {word: value for word, value in single if not word.endswith("*")}
    stems = {word[:-1]: value for word, value in single if word.endswith("*")}
    chains: dict[str, list[tuple[tuple[str, ...], int]]] = {}
    for word, value in entries:
        if len(parts := tuple(_PARTS.split(word))) > 1:
            chains.setdefault(parts[0], []).append((parts, value))
    pieces = tuple(sorted((*exact, *joiners), key=len, reverse=True)) if together else ()
    return Vocabulary(
        exact=exact,
        stems=stems,
        stem_lengths=tuple(sorted({len(stem) for stem in stems}, reverse=True)),
        chains={first: tuple(sorted(found, key=lambda one: -len(one[0]))) for first, found in chains.items()},
        joiners=frozenset(joiners),
        pieces=pieces,
        compound=re.compile(rf"(?:{'|'.join(map(re.escape, pieces))}){{2,12}}" if pieces else "(?!)"),
    )


def _is_word(word: str, entry: str) -> bool:
    return word.startswith(entry[:-1]) if entry.endswith("*") else word == entry


def spelled_numbers(text: str, vocabulary: Vocabulary) -> Iterator[Entry]:
    """Start, end and value; neighbours that go together make one number: "twenty-five", "тысяча девятьсот сорок первый"."""
    run: list[Entry] = []
    for entry in _entries(text, vocabulary):
        if run and not vocabulary.goes_on(run, text[run[-1][1] : entry[0]], entry[2]):
            yield _number(run)
            run = []
        run.append(entry)
    if run:
        yield _number(run)


def _entries(text: str, vocabulary: Vocabulary) -> Iterator[Entry]:
    """Each entry of the vocabulary in ``text``; of those that begin alike the longest."""
    past = 0
    for match in WORD.finditer(text):
        if match.start() < past:
            continue
        word = match[0].lower()
        if word in vocabulary.chains and (found := _chain(text, match, vocabulary)):
            yield found
            past = found[1]
        elif (value := vocabulary.value(word)) is not None:
            yield match.start(), match.end(), value


def _chain(text: str, first: re.Match[str], vocabulary: Vocabulary) -> Entry | None:
    matches = [first]
    longest = len(vocabulary.chains[first[0].lower()][0][0])
    for match in islice(WORD.finditer(text, first.end()), longest - 1):
        if text[matches[-1].end() : match.start()] not in _BETWEEN:
            break
        matches.append(match)
    found = vocabulary.chain([match[0].lower() for match in matches])
    return (first.start(), matches[found[0] - 1].end(), found[1]) if found else None


def _continues(last: int, value: int) -> bool:
    if value >= 100 and value > last:
        return value >= THOUSAND or last < 10  # multiplies what stands before it
    return value < last and last >= 20 and (last >= 100 or value < 10)


def _number(run: Sequence[Entry]) -> Entry:
    return run[0][0], run[-1][1], _sum([value for _, _, value in run])


def _sum(values: Sequence[int]) -> int:
    """Number words in a row: what stands before a hundred or a thousand is multiplied, the rest is added."""
    parts: list[int] = []
    for value in values:
        if value < THOUSAND and not (value == 100 and parts and parts[-1] < 20):
            parts.append(value)
            continue
        multiplied = sum(part for part in parts if part < value)  # "dos mil trescientos millones"
        parts = [*(part for part in parts if part >= value), max(multiplied, 1) * value]
    return sum(parts)

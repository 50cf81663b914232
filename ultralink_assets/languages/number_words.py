"""Numbers that are spelled: entries of a language's ``number_words``, put together where they stand side by side.

``"двадцат*"`` is any word that begins so. An entry of several words (``"quatre-vingt" = 80``) is one number of its own,
written with hyphens or blanks, and goes before the words in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

HARD_BLANKS = "\u00a0\u202f\u2009"
THOUSAND = 1000
WORD = re.compile(r"[^\W\d_]+")
_BETWEEN = frozenset((" ", "-", "\u2011", *HARD_BLANKS))  # words of one number
_PARTS = re.compile(r"[ -]")


@dataclass(frozen=True)
class Vocabulary:
    """The number words of a language: whole words, beginnings of words, and words that go together."""

    exact: dict[str, int]
    stems: dict[str, int]
    stem_lengths: tuple[int, ...]
    chains: dict[str, tuple[tuple[tuple[str, ...], int], ...]]  # by first word: all words, longest first

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
        for length in self.stem_lengths:
            if len(word) >= length and (value := self.stems.get(word[:length])) is not None:
                return value
        return None


@lru_cache(maxsize=64)
def vocabulary_of(entries: tuple[tuple[str, int], ...]) -> Vocabulary:
    """From the items of ``conventions.number_words``."""
    single = [entry for entry in entries if not _PARTS.search(entry[0])]
    exact = {word: value for word, value in single if not word.endswith("*")}
    stems = {word[:-1]: value for word, value in single if word.endswith("*")}
    chains: dict[str, list[tuple[tuple[str, ...], int]]] = {}
    for word, value in entries:
        if len(parts := tuple(_PARTS.split(word))) > 1:
            chains.setdefault(parts[0], []).append((parts, value))
    ordered = {first: tuple(sorted(found, key=lambda one: -len(one[0]))) for first, found in chains.items()}
    return Vocabulary(exact, stems, tuple(sorted({len(stem) for stem in stems}, reverse=True)), ordered)


def _is_word(word: str, entry: str) -> bool:
    return word.startswith(entry[:-1]) if entry.endswith("*") else word == entry


def spelled_numbers(text: str, vocabulary: Vocabulary) -> Iterator[tuple[int, int, int]]:
    """Start, end and value; neighbours that go together make one number: "twenty-five", "тысяча девятьсот сорок первый"."""
    run: list[tuple[int, int, int]] = []  # start, end, value
    for start, end, value in _entries(text, vocabulary):
        if run and not (text[run[-1][1] : start] in _BETWEEN and _continues(run, value)):
            yield run[0][0], run[-1][1], _value(run)
            run = []
        run.append((start, end, value))
    if run:
        yield run[0][0], run[-1][1], _value(run)


def _entries(text: str, vocabulary: Vocabulary) -> Iterator[tuple[int, int, int]]:
    """Start, end and value of each entry of the vocabulary in ``text``; of those that begin alike the longest."""
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


def _chain(text: str, first: re.Match[str], vocabulary: Vocabulary) -> tuple[int, int, int] | None:
    matches = [first]
    longest = len(vocabulary.chains[first[0].lower()][0][0])
    for match in islice(WORD.finditer(text, first.end()), longest - 1):
        if text[matches[-1].end() : match.start()] not in _BETWEEN:
            break
        matches.append(match)
    found = vocabulary.chain([match[0].lower() for match in matches])
    return (first.start(), matches[found[0] - 1].end(), found[1]) if found else None


def _continues(run: list[tuple[int, int, int]], value: int) -> bool:
    last = run[-1][2]
    if value >= 100 and value > last:
        return value >= THOUSAND or last < 10  # multiplies what stands before it
    return value < last and last >= 20 and (last >= 100 or value < 10)


def _value(run: list[tuple[int, int, int]]) -> int:
    total = current = 0
    for _, _, value in run:
        if value >= THOUSAND:
            total, current = total + max(current, 1) * value, 0
        elif value == 100 and 0 < current < 10:
            current *= value
        else:
            current += value
    return total + current

"""Words of scripts that part them by neither blanks nor capitals: what recurs in a passage beside different neighbours.

No dictionary is used. A string that is always followed by the same character is a piece of a longer word, and one that
begins or ends in a function word (the language's ``particles``) is a piece of a sentence.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache

from ultralink_assets.languages.words import LETTERS

SHORTEST, LONGEST = 2, 6  # characters of a term
_RUN = re.compile(rf"[{LETTERS}]+")


@lru_cache(maxsize=16)
def recurring(passage: str, particles: frozenset[str]) -> frozenset[str]:
    """Terms that occur at least twice, with at least two neighbours on each side; a border counts as a new one."""
    neighbours: dict[str, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for run in _RUN.finditer(passage):
        for start, end in _spans(run[0]):
            left, right = neighbours[run[0][start:end]]
            left.add(run[0][start - 1] if start else f"<{run.start()}")
            right.add(run[0][end] if end < len(run[0]) else f">{run.start()}")
    return frozenset(
        term for term, sides in neighbours.items() if min(map(len, sides)) > 1 and is_whole(term, particles)
    )


def is_whole(term: str, particles: frozenset[str]) -> bool:
    """Whether no function word stands at the beginning or the end of ``term``."""
    return not any(term.startswith(word) or term.endswith(word) for word in particles)


def found_in(sentence: str, terms: frozenset[str]) -> list[str]:
    """Those of ``terms`` that the sentence holds, the longest at each place; long ones first."""
    found, at = [], 0
    while at < len(sentence):
        size = next((size for size in range(LONGEST, SHORTEST - 1, -1) if sentence[at : at + size] in terms), 0)
        if size:
            found.append(sentence[at : at + size])
        at += size or 1
    return sorted(dict.fromkeys(found), key=lambda term: -len(term))


def chunks(sentence: str, particles: frozenset[str]) -> list[str]:
    """What stands between function words, long ones first: a guess for what occurs only once."""
    between = re.compile("|".join(re.escape(word) for word in sorted(particles, key=len, reverse=True)) or "(?!)")
    pieces = [piece for run in _RUN.findall(sentence) for piece in between.split(run)]
    return sorted((piece for piece in pieces if SHORTEST < len(piece) <= LONGEST), key=lambda term: -len(term))


def _spans(run: str) -> Iterator[tuple[int, int]]:
    for start in range(len(run)):
        for end in range(start + SHORTEST, min(start + LONGEST, len(run)) + 1):
            yield start, end

"""Runs of characters of many texts at once, as hashes: what near-duplicates and contamination are compared by.

A text is compared by its words: Unicode's compatibility forms and case are evened out, punctuation and symbols go, and
one blank is left between words (none beside a character of a script without blanks, so that spacing there changes
nothing). A character of Chinese or Japanese says as much as a few letters, so runs that begin with one are shorter:
the characters decide, wherever they stand, and a text in two scripts is cut by both rules.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from ultralink_assets.languages.words import LETTERS

Hashes = npt.NDArray[np.uint64]
Offsets = npt.NDArray[np.int64]

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_MIXER = np.uint64(0xD6E8FEB86659FD93)
_BLANK = ord(" ")
_NOTHING, _LETTER, _WIDE = range(3)  # kinds of characters


@dataclass(frozen=True, slots=True)
class Widths:
    """How many characters a run has: of words with blanks between them, and of scripts without."""

    letters: int
    wide: int


@dataclass(frozen=True, slots=True)
class Grams:
    """The runs of all texts one after another, in their order there; those of text n: ``offsets[n] : offsets[n+1]``."""

    hashes: Hashes
    offsets: Offsets

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def of(self, row: int) -> Hashes:
        """The different runs of one text, sorted."""
        hashes = np.sort(self.hashes[self.offsets[row] : self.offsets[row + 1]])
        return np.concatenate([hashes[:1], hashes[1:][hashes[1:] != hashes[:-1]]])

    def rows(self) -> npt.NDArray[np.int64]:
        """The text of each run."""
        return np.repeat(np.arange(len(self)), np.diff(self.offsets))


@dataclass(frozen=True, slots=True)
class _Characters:
    """The words of all texts as code points; ``ends`` are the texts' ends."""

    points: npt.NDArray[np.uint32]
    wide: npt.NDArray[np.bool_]
    ends: Offsets


def grams(texts: Sequence[str], widths: Widths) -> Grams:
    """All runs of each text; a text that is shorter than a run has none."""
    words = _words(texts)
    at = np.arange(len(words.points))
    end_of = np.repeat(words.ends, np.diff(words.ends, prepend=0))
    fits = at + np.where(words.wide, widths.wide, widths.letters) <= end_of
    hashed = _runs(words.points, widths.letters)
    if words.wide.any():
        hashed = np.where(words.wide, _runs(words.points, widths.wide), hashed)
    counts = np.concatenate([[0], np.cumsum(fits)])
    return Grams(mixed(hashed[fits]), counts[np.concatenate([[0], words.ends])])


def plain_words(texts: Sequence[str]) -> list[str]:
    """Each text as it is compared."""
    words = _words(texts)
    joined = words.points.tobytes().decode("utf-32-le", "surrogatepass")
    return [joined[start:end] for start, end in pairwise([0, *words.ends.tolist()])]


def mixed(hashes: Hashes) -> Hashes:
    """Hashes whose every bit depends on all bits of these."""
    hashes = (hashes ^ (hashes >> np.uint64(32))) * _MIXER
    return hashes ^ (hashes >> np.uint64(32))


def _runs(points: npt.NDArray[np.uint32], width: int) -> Hashes:
    """A hash of the ``width`` characters from each on; of what the last ones lack, no matter what."""
    padded = np.concatenate([points, np.zeros(width, np.uint32)]).astype(np.uint64)
    hashed = padded[: len(points)].copy()
    for at in range(1, width):
        hashed *= _MULTIPLIER
        hashed += padded[at : len(points) + at]
    return hashed


def _words(texts: Sequence[str]) -> _Characters:
    even = [unicodedata.normalize("NFKC", text).lower() for text in texts]
    points = np.frombuffer("".join(even).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    kinds = _kinds()[np.minimum(points, len(_kinds()) - 1)]
    kept = np.flatnonzero(kinds)
    ends = np.searchsorted(kept, np.cumsum([len(text) for text in even], dtype=np.int64))
    starts = np.concatenate([[0], ends[:-1]])
    letter = kinds[kept] == _LETTER
    blank = np.zeros(len(kept) + 1, dtype=bool)  # whether one stands before this character
    blank[1:-1] = (np.diff(kept) > 1) & letter[1:] & letter[:-1]
    blank[starts] = False
    blanks = np.cumsum(blank)
    places = np.arange(len(kept)) + blanks[:-1]
    ends = ends + blanks[ends - 1] * (ends > 0)
    joined = np.full(len(kept) + blanks[-1], _BLANK, dtype=np.uint32)
    joined[places] = points[kept]
    wide = np.zeros(len(joined), dtype=bool)
    wide[places] = ~letter
    return _Characters(joined, wide, ends)


@cache
def _kinds() -> npt.NDArray[np.uint8]:
    """The kind of each code point; the last one stands for all that come after it."""
    last = max(point for point in range(sys.maxunicode + 1) if chr(point).isalnum()) + 1
    word = [unicodedata.category(chr(point))[0] in "LNM" for point in range(last + 1)]
    kinds = np.array(word, dtype=np.uint8) * np.uint8(_LETTER)
    kinds[[match.start() for match in re.finditer(f"[{LETTERS}]", "".join(map(chr, range(last))))]] = _WIDE
    return kinds

"""Words of a text for comparisons: lower case, without punctuation; a Chinese or Japanese character is a word."""

from __future__ import annotations

import re
from collections.abc import Sequence

# Scripts that are written without blanks: the letters of Chinese and Japanese, and all wide characters.
LETTERS = r"\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
WIDE = r"\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60"
# A letter that makes one word with those beside it.
STUCK = rf"[^\W{WIDE}]"
_WIDE = re.compile(f"[{WIDE}]")
_WORD = re.compile(rf"[{LETTERS}]|[^\W_{LETTERS}]+")
_GAP = re.compile(rf" (?<=[{LETTERS}] )(?=[{LETTERS}])")


def is_wide(character: str) -> bool:
    """Whether the character is of a script without blanks, or its punctuation; not for ""."""
    return _WIDE.match(character) is not None


def words_of(text: str) -> list[str]:
    """The words of ``text`` in order."""
    return _WORD.findall(text.lower())


def joined_words(text: str) -> str:
    """The words of ``text`` with one blank between them, and none between two characters that are words."""
    return _GAP.sub("", " ".join(words_of(text)))


def grams(words: Sequence[str], size: int) -> list[str]:
    """All runs of ``size`` words, each joined by blanks; empty when there are fewer."""
    return [" ".join(words[at : at + size]) for at in range(len(words) - size + 1)]

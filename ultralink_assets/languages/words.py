"""Words of a text for comparisons: lower case, without punctuation; a Chinese or Japanese character is a word."""

from __future__ import annotations

import re
from collections.abc import Sequence

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W_\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")


def words_of(text: str) -> list[str]:
    """The words of ``text`` in order."""
    return _WORD.findall(text.lower())


def grams(words: Sequence[str], size: int) -> list[str]:
    """All runs of ``size`` words, each joined by blanks; empty when there are fewer."""
    return [" ".join(words[at : at + size]) for at in range(len(words) - size + 1)]

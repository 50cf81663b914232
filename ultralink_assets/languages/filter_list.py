"""Words of a language's lists in a text: as whole words, whatever the case; ``"word*"`` is any word that begins so."""

from __future__ import annotations

import re
from functools import lru_cache

from ultralink_assets.languages.model import Language


def filter_word_in(text: str, language: Language) -> str:
    """The first filter word of ``language`` in ``text``, as it stands there; "" when there is none."""
    return word_in(text, language.filter_words)


def word_in(text: str, words: tuple[str, ...]) -> str:
    """The first of ``words`` in ``text``, as it stands there; "" when there is none."""
    found = _pattern(words).search(text)
    return found[0] if found else ""


@lru_cache(maxsize=32)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(_bordered, words)) or "(?!)", re.IGNORECASE)


def _bordered(word: str) -> str:
    if "\u3040" <= word[0] <= "\u9fff":  # scripts without blanks between words have no word borders either
        return re.escape(word)
    stem = rf"\b{re.escape(word.removesuffix('*'))}"
    return stem + (r"\w*" if word.endswith("*") else r"\b")

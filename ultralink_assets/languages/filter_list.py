"""The language's filter words in a text: as whole words, whatever the case."""

from __future__ import annotations

import re
from functools import lru_cache

from ultralink_assets.languages.model import Language


def filter_word_in(text: str, language: Language) -> str:
    """The first filter word of ``language`` in ``text``, as it stands there; "" when there is none."""
    found = _pattern(language.filter_words).search(text)
    return found[0] if found else ""


@lru_cache(maxsize=32)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    # Scripts without blanks between words have no word borders either.
    bordered = (re.escape(word) if "\u3040" <= word[0] <= "\u9fff" else rf"\b{re.escape(word)}\b" for word in words)
    return re.compile("|".join(bordered) or "(?!)", re.IGNORECASE)

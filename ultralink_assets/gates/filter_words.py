"""No word of the language's filter list occurs, as a whole word, whatever the case."""

from __future__ import annotations

import re
from functools import lru_cache

from ultralink_assets.languages.model import Language
from ultralink_assets.records import Finding, Outcome

GATE = "filter_words"


def check(text: str, language: Language) -> Finding:
    """FAIL with the word that was found."""
    found = _pattern(language.filter_words).search(text)
    return Finding(GATE, Outcome.FAIL, found[0]) if found else Finding(GATE, Outcome.PASS)


@lru_cache(maxsize=32)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    # Scripts without blanks between words have no word borders either.
    bordered = (re.escape(word) if "\u3040" <= word[0] <= "\u9fff" else rf"\b{re.escape(word)}\b" for word in words)
    return re.compile("|".join(bordered) or "(?!)", re.IGNORECASE)

"""No word of the language's filter list occurs, as a whole word, whatever the case."""

from __future__ import annotations

from ultralink_assets.languages.filter_list import filter_word_in
from ultralink_assets.languages.model import Language
from ultralink_assets.records import Finding, Outcome

GATE = "filter_words"


def check(text: str, language: Language) -> Finding:
    """FAIL with the word that was found."""
    found = filter_word_in(text, language)
    return Finding(GATE, Outcome.FAIL, found) if found else Finding(GATE, Outcome.PASS)

"""Each turn is in the passage's language, as `judge_prose` finds it: code and maths are left out, long texts are judged
piece by piece.
"""

from __future__ import annotations

from ultralink_assets import languages
from ultralink_assets.languages.model import Language
from ultralink_assets.languages.prose import judge_prose
from ultralink_assets.records import Finding, Said

GATE = "language"


def check(said: Said) -> Finding:
    """FAIL when the text, or more than a quotation's share of it, is in another language."""
    return check_text(said.text, languages.load(said.language))


def check_text(text: str, language: Language) -> Finding:
    """The same of a text that nobody said: a passage."""
    return Finding(GATE, *judge_prose(text, language))

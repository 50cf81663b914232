"""The translation begins with the text, not with the translator ("Sure, here is the translation:"), and ends with it.

What is looked for stands in the language entry's ``translation_gates``, and in that of the English, since translators
speak both. A phrase that the English itself has there is part of the text.
"""

from __future__ import annotations

import re

from ultralink_assets import languages
from ultralink_assets.gates.phrases import compiled
from ultralink_assets.records import Finding, Outcome, Translated

GATE = "translator_preamble"
WINDOW = 160  # characters, at the beginning and at the end


def check(translated: Translated) -> Finding:
    """FAIL with the phrase."""
    words = [languages.load(code).translation_gates for code in (languages.SOURCE, translated.language)]
    text, source = translated.text.strip(), translated.source.strip()
    before = compiled(tuple(phrase for one in words for phrase in one.preambles))
    after = compiled(tuple(phrase for one in words for phrase in one.remarks))
    found = _found(before, text[:WINDOW], source[:WINDOW]) or _found(after, text[-WINDOW:], source[-WINDOW:])
    return Finding(GATE, Outcome.FAIL, found) if found else Finding(GATE, Outcome.PASS)


def _found(pattern: re.Pattern[str], text: str, source: str) -> str:
    found = pattern.search(text.replace("’", "'"))
    return found[0].strip() if found and not pattern.search(source) else ""

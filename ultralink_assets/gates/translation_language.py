"""A translation is in its language, wherever it differs from the English: code and maths are left out."""

from __future__ import annotations

from ultralink_assets import languages
from ultralink_assets.gates.translated_prose import changed_prose, prose_of
from ultralink_assets.languages.prose import judge_prose
from ultralink_assets.records import Finding, Translated

GATE = "translation_language"


def check(translated: Translated) -> Finding:
    """FAIL with some of what is in another language; undecided where there is too little prose to tell."""
    _, text = prose_of(translated) if translated.part == "code" else changed_prose(translated)
    return Finding(GATE, *judge_prose(text, languages.load(translated.language)))

"""No turn says "the text above" or "according to the passage": whoever reads the dialogue sees no passage."""

from __future__ import annotations

from ultralink_assets import languages
from ultralink_assets.gates.phrases import compiled
from ultralink_assets.languages.strip import strip_fences
from ultralink_assets.records import Finding, Outcome, Said

GATE = "refers_to_passage"


def check(said: Said) -> Finding:
    """FAIL with the phrase that was found."""
    pattern = compiled(languages.load(said.language).gates.refers_to_passage)
    found = pattern.search(strip_fences(said.text))
    return Finding(GATE, Outcome.FAIL, found[0]) if found else Finding(GATE, Outcome.PASS)

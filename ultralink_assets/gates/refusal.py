"""The teacher did the work: no "I'm sorry, but I can't", no "As an AI language model".

Looked for where refusals stand, at the beginning and at the end, so that a text about chatbots may quote one.
"""

from __future__ import annotations

from ultralink_assets import languages
from ultralink_assets.gates.phrases import compiled
from ultralink_assets.records import Finding, Outcome, Said

GATE = "refusal"
WINDOW = 300  # characters


def check(said: Said) -> Finding:
    """FAIL with the phrase that was found."""
    pattern = compiled(languages.load(said.language).gates.refusal)
    text = said.text.strip().replace("’", "'")
    found = pattern.search(text[:WINDOW]) or pattern.search(text[-WINDOW:] if len(text) > WINDOW else "")
    return Finding(GATE, Outcome.FAIL, found[0].strip()) if found else Finding(GATE, Outcome.PASS)

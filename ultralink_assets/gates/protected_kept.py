"""Every protected piece of the English (code, formulas, addresses) is in the translation, byte for byte, as often.

A piece may be repeated, as a pronoun's name is, but no code block or address is new, and no placeholder is left.
"""

from __future__ import annotations

from collections import Counter

from ultralink_assets.languages.protection import pieces_of
from ultralink_assets.records import Finding, Outcome, Translated

GATE = "protected_kept"
SHOWN = 60  # characters of a piece


def check(translated: Translated) -> Finding:
    """FAIL with the first piece that is lost or new."""
    pieces = [piece for piece in pieces_of(translated.source) if piece.kind != "answer"]
    wanted = Counter(piece.text for piece in pieces)
    rest = translated.text
    for text in sorted(wanted, key=len, reverse=True):  # a short piece may be part of a long one
        if rest.count(text) < wanted[text]:
            return Finding(GATE, Outcome.FAIL, f"lost: {text[:SHOWN]}")
        rest = rest.replace(text, "\n", wanted[text])
    new = [piece for piece in pieces_of(rest) if piece.kind in ("code block", "address", "placeholder")]
    if new:
        return Finding(GATE, Outcome.FAIL, f"new: {new[0].text[:SHOWN]}")
    return Finding(GATE, Outcome.PASS)

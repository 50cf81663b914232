"""A passage holds text, no more of it than the setting allows, and its column ``tokens`` is true.

A single sentence may be longer: splitting cuts none in two.
"""

from __future__ import annotations

from ultralink_assets.languages.model import Language
from ultralink_assets.languages.sentences import split_sentences
from ultralink_assets.languages.tokens import count_tokens
from ultralink_assets.records import Finding, Outcome

GATE = "length"


def check(text: str, tokens: int, limit: int, language: Language) -> Finding:
    """FAIL with the length in tokens when it is 0, not ``tokens``, or above ``limit`` in more than one sentence."""
    counted = count_tokens(text, language) if text.strip() else 0
    fits = 0 < counted <= limit or (counted > limit and len(split_sentences(text, language)) == 1)
    if fits and counted == tokens:
        return Finding(GATE, Outcome.PASS)
    return Finding(GATE, Outcome.FAIL, f"{counted} tokens, recorded as {tokens}, limit {limit}")

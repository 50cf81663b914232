"""An answer is in words of its own: no long stretch of the passage, and not mostly pieces of it.

Names, titles and terms are the passage's in any good answer, so short runs of common words count for nothing.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby

from ultralink_assets import languages
from ultralink_assets.languages.words import grams, words_of
from ultralink_assets.records import Finding, Outcome, Said

GATE = "verbatim_copy"
MIN_WORDS = 14
RUN = 24  # words in a row, the same in both
GRAM = 6  # words; one changed word in ten still leaves many of them
MAX_GRAM_SHARE = 0.5


def check(said: Said) -> Finding:
    """FAIL with the longest run or the share; UNDECIDED without a passage or with too few words to tell."""
    if said.role == "question":
        return Finding(GATE, Outcome.PASS)
    if said.passage is None:
        return Finding(GATE, Outcome.UNDECIDED, "closed book")
    factor = languages.load(said.language).conventions.pieces_a_word
    words = words_of(said.text)
    if len(words) < MIN_WORDS * factor:
        return Finding(GATE, Outcome.PASS, "short")
    passage = _joined(said.passage)
    hits = [f" {gram} " in passage for gram in grams(words, GRAM * factor)]
    run = max((sum(1 for _ in group) for hit, group in groupby(hits) if hit), default=0)
    longest = run + GRAM * factor - 1 if run else 0
    share = sum(hits) / len(hits)
    if longest >= RUN * factor or share > MAX_GRAM_SHARE:
        return Finding(GATE, Outcome.FAIL, f"{share:.0%} of it is the passage's, {longest} words in a row")
    return Finding(GATE, Outcome.PASS)


@lru_cache(maxsize=256)
def _joined(passage: str) -> str:
    return f" {' '.join(words_of(passage))} "

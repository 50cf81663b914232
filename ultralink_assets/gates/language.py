"""Each turn is in the passage's language. Code and maths are stripped first.

A long text is judged piece by piece, so that an answer which changes its language on the way is found.
"""

from __future__ import annotations

from collections.abc import Iterator

from ultralink_assets import languages
from ultralink_assets.languages.identify import is_in_language
from ultralink_assets.languages.model import Language
from ultralink_assets.languages.sentences import split_sentences
from ultralink_assets.languages.strip import strip_code
from ultralink_assets.records import Finding, Outcome, Said

GATE = "language"
PIECE = 240  # characters: enough for a sure verdict, short enough to find a foreign paragraph
MAX_FOREIGN_SHARE = 0.25  # of the characters: quotations and titles are foreign in any language


def check(said: Said) -> Finding:
    """FAIL when the text, or more than a quotation's share of it, is in another language."""
    outcome, detail = judge(said.text, languages.load(said.language))
    return Finding(GATE, outcome, detail)


def judge(text: str, language: Language) -> tuple[Outcome, str]:
    """The verdict on a text of any length, and the beginning of what is foreign."""
    prose = strip_code(text)
    verdicts = [(is_in_language(piece, language), piece) for piece in _pieces(prose, language)]
    foreign = [piece for outcome, piece in verdicts if outcome is Outcome.FAIL]
    if foreign and sum(map(len, foreign)) > MAX_FOREIGN_SHARE * len(prose):
        return Outcome.FAIL, " ".join(foreign[0].split())[:80]
    passed = sum(len(piece) for outcome, piece in verdicts if outcome is Outcome.PASS)
    if passed * 2 >= len(prose.strip()) and passed:
        return Outcome.PASS, ""
    return Outcome.UNDECIDED, ""


def _pieces(text: str, language: Language) -> Iterator[str]:
    """Whole sentences, at least `PIECE` characters together where there are so many; a short rest joins none."""
    if len(text) <= PIECE:
        yield text
        return
    piece = ""
    for sentence in split_sentences(text, language):
        piece += sentence
        if len(piece) >= PIECE:
            yield piece
            piece = ""
    if piece.strip():
        yield piece

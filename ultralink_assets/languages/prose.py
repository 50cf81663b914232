"""The language of a text of any length: judged piece by piece, so that a foreign part is found, and code is left out."""

from __future__ import annotations

from collections.abc import Iterator

from ultralink_assets.languages.identify import is_in_language
from ultralink_assets.languages.model import Language
from ultralink_assets.languages.sentences import split_sentences
from ultralink_assets.languages.strip import strip_code
from ultralink_assets.records import Outcome

PIECE = 240  # characters: enough for a sure verdict, short enough to find a foreign paragraph
MAX_FOREIGN_SHARE = 0.25  # of the characters: quotations and titles are foreign in any language


def judge_prose(text: str, language: Language) -> tuple[Outcome, str]:
    """The verdict, and the beginning of what is foreign when it is FAIL."""
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

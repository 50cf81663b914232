"""The language of a text of any length: judged piece by piece, so that a foreign part is found, and code is left out.

The domain rule of ``passages`` and the gate ``language`` are this one function, so that they cannot disagree.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from ultralink_assets.languages.identify import is_in_language
from ultralink_assets.languages.model import Language
from ultralink_assets.languages.strip import strip_code
from ultralink_assets.records import Outcome

PIECE = 240  # characters: enough for a sure verdict, short enough to find a foreign paragraph
MAX_FOREIGN_SHARE = 0.25  # of the characters: quotations and titles are foreign in any language


def judge_prose(text: str, language: Language) -> tuple[Outcome, str]:
    """The verdict, and some of what is foreign when it is FAIL (more than a quotation's share)."""
    prose = strip_code(text)
    verdicts = [(is_in_language(piece, language), piece) for piece in _pieces(prose, language)]
    foreign = [piece for outcome, piece in verdicts if outcome is Outcome.FAIL]
    if foreign and sum(map(len, foreign)) > MAX_FOREIGN_SHARE * len(prose):
        example = foreign[len(foreign) // 2]  # the first may begin in words of the language
        return Outcome.FAIL, " ".join(example.split())[:80]
    passed = sum(len(piece) for outcome, piece in verdicts if outcome is Outcome.PASS)
    if passed * 2 >= len(prose.strip()) and passed:
        return Outcome.PASS, ""
    return Outcome.UNDECIDED, ""


def _pieces(text: str, language: Language) -> Iterator[str]:
    """Stretches of at least `PIECE` characters that end where a line or, by its marks, a sentence does, and the rest.

    An abbreviation may end one: what tells languages apart does not depend on whole sentences.
    """
    if len(text) <= PIECE:
        yield text
        return
    start = 0
    for found in _ends(language.conventions.sentence_end).finditer(text):
        if found.end() - start >= PIECE:
            yield text[start : found.end()]
            start = found.end()
    if text[start:].strip():
        yield text[start:]


@cache
def _ends(marks: str) -> re.Pattern[str]:
    """A line break, marks before a blank, and wide marks (Chinese), which need no blank."""
    wide = "".join(mark for mark in marks if unicodedata.east_asian_width(mark) in "WF")
    ends = [r"\n\s*", rf"[{re.escape(marks)}][^\w\s]*\s+", *([rf"[{re.escape(wide)}]\s*"] if wide else [])]
    return re.compile("|".join(ends))

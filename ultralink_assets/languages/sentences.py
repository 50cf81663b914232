"""Sentences of a text, by the language's conventions. Unsure borders are none: a sentence is never cut in two.

Their concatenation is the text: blanks and line breaks stay with the sentence before them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from ultralink_assets.languages.model import Language

_CLOSING = "\"'»”’“)]}›」』）】》*_"
_LIST_NUMBER = re.compile(r"(?:^|\n)[ \t]*[(]?(?:\d{1,3}|\w)(?:\.\d{1,3})*$")
_LAST_WORD = re.compile(r"[^\W\d_]+$")


def split_sentences(text: str, language: Language) -> list[str]:
    """The sentences of ``text``; joined they are the text. Line breaks always end a sentence."""
    sentences, start = [], 0
    conventions = language.conventions
    for found in _candidates(conventions.sentence_end, conventions.spaced_marks).finditer(text):
        if found.end() < len(text) and _ends(text, found, language):
            sentences.append(text[start : found.end()])
            start = found.end()
    if start < len(text):
        sentences.append(text[start:])
    return sentences


@cache
def _candidates(marks: str, spaced_marks: str) -> re.Pattern[str]:
    """Line breaks, end marks before a blank, and wide marks (Chinese), which need no blank after them."""
    closing = re.escape(_CLOSING)
    apart = _one_of(mark for mark in spaced_marks if mark in _CLOSING)  # "« Va ! »"
    closing_wide = re.escape(_CLOSING.replace("“", ""))  # closes in German only; in Chinese it opens what follows
    wide = _one_of(mark for mark in marks if unicodedata.east_asian_width(mark) in "WF")
    narrow = _one_of(mark for mark in marks if unicodedata.east_asian_width(mark) not in "WF")
    return re.compile(
        rf"[^\S\n]*\n\s*|{wide}+[{closing_wide}]*[^\S\n]*\n?\s*"
        rf"|(?P<marks>{narrow}+)(?P<closing>(?:[{closing}]|[^\S\n]{apart})*)[^\S\n]+(?=\S)"
    )


def _one_of(marks: Iterable[str]) -> str:
    joined = "".join(marks)
    return f"[{re.escape(joined)}]" if joined else "(?!)"


def _ends(text: str, found: re.Match[str], language: Language) -> bool:
    marks = found["marks"]
    if marks is None:
        return True
    after = text[found.end() : found.end() + 40]
    if after[0].islower() or after[0] in ",;:" + language.conventions.spaced_marks or _lower_after_dash(after):
        return False
    if marks != ".":
        return True
    before = text[max(0, found.start() - 40) : found.start()]
    if found["closing"]:
        return True
    return not (_abbreviated(before, language) or _LIST_NUMBER.search(before))


def _lower_after_dash(after: str) -> bool:
    """A dialogue's aside: ``«Что?» — спросил он``."""
    rest = after.lstrip("—–- \u00a0")
    return len(rest) < len(after) and rest[:1].islower()


def _abbreviated(before: str, language: Language) -> bool:
    word = _LAST_WORD.search(before)
    if word and len(word[0]) == 1 and word[0].isupper():
        return True  # an initial: "A. S. Pushkin"
    return bool(_abbreviations(language.conventions.abbreviations).search(before + "."))


@cache
def _abbreviations(abbreviations: tuple[str, ...]) -> re.Pattern[str]:
    # The blank within "т. е." may be missing or not break.
    forms = (re.escape(form).replace(r"\ ", r"[\s\u00a0]?") for form in abbreviations)
    return re.compile(rf"(?<!\w)(?:{'|'.join(forms) or '(?!)'})$", re.IGNORECASE)

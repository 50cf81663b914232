"""A translation gives the answer that the English gives in its lines "The answer is: N" and "#### N".

How a language says the first is its own affair: the answer has to stand after a colon at the end of a line, or in the
last line of the translation.
"""

from __future__ import annotations

import re

from ultralink_assets import languages
from ultralink_assets.languages.model import Language
from ultralink_assets.languages.numbers import numbers_in
from ultralink_assets.languages.protection import ANSWER_LINE
from ultralink_assets.records import Finding, Outcome, Translated

GATE = "answer_kept"
_MARKED = re.compile(r"^####[ \t]*([^\n]*)", re.MULTILINE)
_AFTER_COLON = re.compile(r"[:：][ \t\u00a0]*([^\n:：]*)$", re.MULTILINE)
_AROUND = " \t\u00a0.。$*`"
_HAS_DIGIT = re.compile(r"\d")


def check(translated: Translated) -> Finding:
    """FAIL with the answer that is not there; undecided where it is words, which no rule compares."""
    outcome, detail = Outcome.PASS, ""
    for found in ANSWER_LINE.finditer(translated.source):
        answer = found["value"].strip(_AROUND)
        said = [one.strip(_AROUND) for one in _said(found["cue"], translated.text)]
        if answer in said or not answer:
            continue
        if not _HAS_DIGIT.search(answer) and len(answer) > 1:
            outcome, detail = Outcome.UNDECIDED, answer
        elif not any(_same(answer, one, translated.language) for one in said):
            return Finding(GATE, Outcome.FAIL, answer)
    return Finding(GATE, outcome, detail)


def answers_in(text: str, english: str, language: Language) -> list[list[frozenset[float]]]:
    """What a version of ``english`` may give as its final answer, each as the readings of its numbers."""
    said = [one for found in ANSWER_LINE.finditer(english) for one in _said(found["cue"], text)]
    numbers = [[one.values for one in numbers_in(answer.strip(_AROUND), language)] for answer in said]
    return [answer for answer in numbers if answer]


def _said(cue: str, text: str) -> list[str]:
    """Where a translation says its answer."""
    if cue == "####":
        return _MARKED.findall(text)
    return _AFTER_COLON.findall(text) or text.rstrip().splitlines()[-1:]


def _same(answer: str, said: str, code: str) -> bool:
    """Whether the numbers are the same, whatever marks and units stand beside them."""
    given = [one.values for one in numbers_in(answer, languages.load(languages.SOURCE)) if one.kind == "digits"]
    return bool(given) and _matches(given, said, languages.load(code))


def _matches(given: list[frozenset[float]], said: str, language: Language) -> bool:
    numbers = [one.values for one in numbers_in(said, language)]
    return len(numbers) == len(given) and all(one & other for one, other in zip(given, numbers, strict=True))

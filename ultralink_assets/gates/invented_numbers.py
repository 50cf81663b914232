"""A grounded answer gives no number or year that neither the passage, its title and headings nor the conversation hold.

Tolerated, since they follow from what is there: small counts in words, list numbers, the century or decade of a given
year, a rounded large number. Code is not judged. Without a passage (closed book) the gate is undecided.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache

from ultralink_assets import languages
from ultralink_assets.languages.model import Language
from ultralink_assets.languages.numbers import Number, numbers_in
from ultralink_assets.languages.strip import strip_fences
from ultralink_assets.languages.words import STUCK
from ultralink_assets.records import Finding, Outcome, Said

GATE = "invented_numbers"
SMALL_COUNT = 12  # "three reasons", "twelve months"
SHOWN = 5
_ENUMERATION = re.compile(r"(?:(?:^|\n)[^\w\n]*|[;:.,!?][^\S\n]+|[；：。！？]\s*|[(（])$")
_AFTER_ENUMERATION = re.compile(r"[.):）、．](?!\d)")
_STUCK = re.compile(STUCK)


def check(said: Said) -> Finding:
    """FAIL with the numbers that come from nowhere; a question is not judged (PASS)."""
    if said.role == "question":
        return Finding(GATE, Outcome.PASS)
    if said.passage is None:
        return Finding(GATE, Outcome.UNDECIDED, "closed book")
    language = languages.load(said.language)
    known = _known(said)
    answer = strip_fences(said.text)
    claims = [number for number in numbers_in(answer, language) if _is_claim(number, answer)]
    unknown = [number.text for number in claims if not _holds(known, number)]
    if not unknown:
        return Finding(GATE, Outcome.PASS)
    return Finding(GATE, Outcome.FAIL, ", ".join(dict.fromkeys(unknown[:SHOWN])))


def _known(said: Said) -> set[float]:
    language = languages.load(said.language)
    spoken = [said.question, said.title, *said.headings]
    spoken += [text for turn in said.history for text in (turn.question, turn.answer)]
    return _values("\n".join(spoken), language) | _passage_values(said.passage or "", said.language)


@lru_cache(maxsize=256)
def _passage_values(passage: str, code: str) -> frozenset[float]:
    return frozenset(_values(passage, languages.load(code)))


def _values(text: str, language: Language) -> set[float]:
    """Every reading of every number; of a scaled one ("2.5 million") also the bare number."""
    values: set[float] = set()
    for number in numbers_in(text, language):
        values |= number.values
        if number.scaled:
            values |= {value for power in (3, 6, 9, 12) for value in (round(v / 10**power, 6) for v in number.values)}
    return values


def _is_claim(number: Number, answer: str) -> bool:
    value = max(number.values)
    if number.kind in ("word", "numeral"):
        # A lone "hundred" or "thousands" is a figure of speech.
        return value > SMALL_COUNT and not (value >= 100 and math.log10(value).is_integer())
    if number.kind == "roman":
        return len(number.text) > 1 and value > 3
    return not (_in_name(number, answer) or _enumerates(number, answer))


def _in_name(number: Number, answer: str) -> bool:
    """ "H2O", "COVID-19", "Ту-154", "x2": part of a name. "mid-1990s" is not."""
    before = answer[max(0, number.start - 24) : number.start]
    if not before or not (_STUCK.match(before[-1]) or (before[-1] in "-‑" and before[-2:-1].isalpha())):
        return False
    word = re.split(r"[^\w‑-]", before)[-1]
    return before[-1].isalpha() or before[-1] == "_" or any(letter.isupper() for letter in word)


def _enumerates(number: Number, answer: str) -> bool:
    if len(number.text) > 2 or not number.text.isdigit():
        return False
    after = _AFTER_ENUMERATION.match(answer, number.start + len(number.text))
    return after is not None and _ENUMERATION.search(answer[max(0, number.start - 12) : number.start]) is not None


def _holds(known: set[float], number: Number) -> bool:
    if not known.isdisjoint(number.values):
        return True
    if any(_follows(known, value, number) for value in number.values):
        return True
    return number.kind in ("digits", "numeral") and any(_rounds(known, value) for value in number.values)


def _follows(known: set[float], value: float, number: Number) -> bool:
    """A century or a decade of a year that is known; a century's first year where the century is known."""
    if number.kind in ("word", "roman") or number.suffix:
        if 1 <= value <= 21 and any(math.ceil(year / 100) == value for year in known if year >= 100):
            return True
        if value % 10 == 0 and number.suffix and any(_decade(year, value) for year in known if year >= 100):
            return True
        return value % 100 == 0 and bool(number.suffix) and value / 100 + 1 in known
    return False


def _decade(year: float, decade: float) -> bool:
    return year // 10 * 10 in (decade, decade + year // 100 * 100) if decade < 100 else year // 10 * 10 == decade


def _rounds(known: set[float], value: float) -> bool:
    """Whether a known number, rounded as this one is, equals it. Years and small integers are never rounded."""
    if value == int(value) and value < 10_000:
        return False
    unit = _last_place(value)
    return any(other != value and abs(other - value) <= unit / 2 for other in known)


def _last_place(value: float) -> float:
    """The place that ``value`` is rounded to: 12000 -> 1000, 2.5 -> 0.1."""
    if value != int(value):
        return float(10 ** -len(f"{value:.6f}".rstrip("0").split(".")[1]))
    place = 1
    while int(value) % (place * 10) == 0:
        place *= 10
    return float(place)

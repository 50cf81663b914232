"""What a text counts, for comparing it with the same text in another language.

Beside `numbers_in` it knows what one language writes as a number and another does not: "twice" and "в два раза",
"Tuesday" and 星期二, "1 pm" and "13 h", "5 dozen" and "60". A quantity is ``certain`` when no faithful translation goes
without it; others may be there, or not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ultralink_assets.languages.model import Language
from ultralink_assets.languages.numbers import Number, numbers_in

COLLECTIVE = 10  # from here on an implied number multiplies the one before it: "5 dozen", but not "5 twins"
# An identifier counts nothing ("two_sum", "one()"), nor does an exponent that is part of a unit ("m²").
_NAME = re.compile(r"[A-Za-z]*_\w+|[A-Za-z]\w*\(\)|[²³]")
_VULGAR = re.compile("[\u00bc-\u00be\u2150-\u215e]")
_FRACTION = re.compile(r"(?<![\d.,/])(?:(\d+)[ -])?(\d+)[ ]?[/\u2044][ ]?(\d+)(?![\d/])")
_BEFORE_SLASH = re.compile(r"[ ]?[/\u2044]")
_AFTER_CLOCK = re.compile(r"\d[:.h]\Z")
_MINUTES = r"(?:[:.h]\d\d)?[ ]?"
_TO_COLLECTIVE = re.compile(r"[ -](?:\w{1,3} )?|")
_TO_PART = re.compile(r"[^\d.,;:!?。，；：！？]{0,12}")
_TO_WHOLE = re.compile(r"[ -]\w{0,3} ?|")

Hint = tuple[int, int, tuple[float, ...]]  # start, end, values


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity as written, with every value that it may have."""

    text: str
    values: frozenset[float]
    certain: bool


def quantities_in(text: str, language: Language, elsewhere: Collection[float] = ()) -> list[Quantity]:
    """The quantities of ``text``; its fractions are one number each where the other text gives their values
    (``elsewhere``) so: "3/4" beside "0,75" or "75 %"."""
    text = _FRACTION.sub(lambda found: _whole(found, elsewhere), _plain(text, language))
    hints = list(_hints(text, language))
    claims = [one for one in numbers_in(text, language) if not any(_lies_in(one, hint) for hint in hints)]
    found = [_quantity(number, text, hints, language) for number in claims]
    outside = [hint for hint in hints if not any(one.start <= hint[0] and hint[1] <= one.end for one in claims)]
    return [*found, *(Quantity(text[start:end], frozenset(values), False) for start, end, values in outside)]


def _lies_in(number: Number, hint: Hint) -> bool:
    return hint[0] <= number.start and number.end <= hint[1]


def values_in(text: str, language: Language) -> frozenset[float]:
    """Every reading of every number of ``text``."""
    numbers = numbers_in(_plain(text, language), language)
    return frozenset(value for number in numbers for value in number.values)


def _plain(text: str, language: Language) -> str:
    """``text`` in one form of digits and blanks, without what counts nothing."""
    text = _VULGAR.sub(lambda found: f" {unicodedata.normalize('NFKC', found[0])}", _NAME.sub(" ", text))
    no_number = _expression(language.quantities.no_number, language.conventions.numerals.used)
    return no_number.sub(" ", unicodedata.normalize("NFKC", text))


def _whole(fraction: re.Match[str], elsewhere: Collection[float]) -> str:
    whole, part, parts = (float(digits or 0) for digits in fraction.groups())
    value = whole + part / parts if parts else 0.0
    return f"{value:g}" if elsewhere and {value, round(value * 100, 6)} & {*elsewhere} else fraction[0]


# ------------------------------------------------------------------------------------- words


def _hints(text: str, language: Language) -> Iterator[Hint]:
    """Where implied numbers stand."""
    implied = language.quantities.implied
    words = _longest_first(tuple(implied))
    for found in _expression(words, language.conventions.numerals.used).finditer(text):
        yield found.start(), found.end(), implied[words[(found.lastindex or 1) - 1]]
    for found in _beginning(tuple(language.quantities.beginnings)).finditer(text):
        if not numbers_in(found[0], language):
            yield found.start(), found.end(), (language.quantities.beginnings[found[1].lower()],)


def _longest_first(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(words, key=len, reverse=True))


@lru_cache(maxsize=64)
def _beginning(words: tuple[str, ...]) -> re.Pattern[str]:
    joined = "|".join(map(re.escape, _longest_first(words))) or "(?!)"
    return re.compile(rf"(?<!\w)({joined})[^\W\d_]+", re.IGNORECASE)


@lru_cache(maxsize=64)
def _expression(words: tuple[str, ...], unspaced: bool) -> re.Pattern[str]:
    """Any of ``words``, each in a group of its own."""
    if not words:
        return re.compile("(?!)")
    bodies = (re.escape(word.removesuffix("*")) + (r"\w*" if word.endswith("*") else "") for word in words)
    joined = "|".join(f"({body})" for body in bodies)
    return re.compile(joined if unspaced else rf"(?<!\w)(?:{joined})(?!\w)", re.IGNORECASE)


# ----------------------------------------------------------------------------------- numbers


def _quantity(number: Number, text: str, hints: Sequence[Hint], language: Language) -> Quantity:
    values = {*number.values}
    for start, end, implied in hints:
        if start >= number.end and _TO_PART.fullmatch(text, number.end, start):
            values |= {value + part for value in number.values for part in implied if 0 < part < 1}  # two and a half
        if start >= number.end and _TO_COLLECTIVE.fullmatch(text, number.end, start):
            values |= {value * each for value in number.values for each in implied if each >= COLLECTIVE}
        if end <= number.start and _TO_WHOLE.fullmatch(text, end, number.start):
            values |= {value * part for value in number.values for part in implied if 0 < part < 1}  # half a million
    values |= {*_of_the_clock(number, text, language), *_of_period(number), *_off(number, text, language)}
    return Quantity(number.text, frozenset(round(value, 6) for value in values), _is_certain(number, text))


def _of_the_clock(number: Number, text: str, language: Language) -> Iterator[float]:
    """1 pm is 13 h."""
    if max(number.values) < 12 and (words := language.quantities.afternoon):
        before, after = _around(words, language.conventions.numerals.used)
        if after.match(text, number.end) or before.search(text[max(0, number.start - 24) : number.start]):
            yield from (hour + 12 for hour in number.values)


@lru_cache(maxsize=64)
def _around(words: tuple[str, ...], unspaced: bool) -> tuple[re.Pattern[str], re.Pattern[str]]:
    word = _expression(_longest_first(words), unspaced).pattern
    return re.compile(rf"{word}[ ]?\Z", re.IGNORECASE), re.compile(
        rf"(?:{_MINUTES}(?:-|–|\w{{1,5}})[ ]?\d{{1,2}})?{_MINUTES}(?:{word})", re.IGNORECASE
    )


def _of_period(number: Number) -> Iterator[float]:
    """The 1990s are the 90s, and the 1800s the 19th century."""
    for year in number.values if number.suffix else ():
        if 1000 <= year < 2100 and year % 10 == 0:
            yield year % 100 or year / 100 + 1


def _off(number: Number, text: str, language: Language) -> Iterator[float]:
    """What is off a price of which the number says how many tenths, or hundredths, are left."""
    mark = language.quantities.price_left
    if not mark or not text.startswith(mark, number.end):
        return
    for value in number.values if len(number.text) != 2 or number.kind == "digits" else _two_digits(number, language):
        left = value * 10 if value < 10 else value
        yield from (left, 100 - left)


def _two_digits(number: Number, language: Language) -> Iterator[float]:
    """Two characters in a row, which `numbers_in` takes for a guess (七八个), read as tens and ones."""
    words = language.conventions.number_words
    tens, ones = (words.get(character, 0) for character in number.text)
    yield float(tens * 10 + ones)


def _is_certain(number: Number, text: str) -> bool:
    """Whether the number must be in a translation: not "one", which may be an article, nor a lone letter that could be a
    Roman numeral, a lone 百, the 1 of "1/2", or the 00 of a clock."""
    if number.kind == "roman":
        return len(number.text) > 1
    if number.kind == "word" and _is_name(number, text):
        return False
    if number.kind == "digits":
        is_full_hour = number.text == "00" and _AFTER_CLOCK.search(text[max(0, number.start - 2) : number.start])
        return not is_full_hour and not (number.text == "1" and _BEFORE_SLASH.match(text, number.end))
    return max(number.values) > 1 and not (
        number.kind == "numeral" and len(number.text) == 1 and max(number.values) > 10
    )


def _is_name(number: Number, text: str) -> bool:
    """ "Sally Four": a capital letter after a word that has one, too."""
    before = text[max(0, number.start - 24) : number.start].split(" ")[-2:]
    return text[number.start].isupper() and len(before) == 2 and before[0][:1].isupper() and before[0].isalpha()

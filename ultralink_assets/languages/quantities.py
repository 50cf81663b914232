"""What a text counts, for comparing it with the same text in another language.

Beside `numbers_in` it knows what one language writes as a number and another does not: "twice" and "в два раза", "1 pm"
and "13 h", "5 dozen" and "60", "March 3" and 3月3日.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from ultralink_assets.languages.model import Language
from ultralink_assets.languages.numbers import Number, numbers_in
from ultralink_assets.languages.quantity_words import Hint, Kind, any_of, beginnings_in, hints_in, longest_first

COLLECTIVE = 10  # from here on a word multiplies the number before it: "5 dozen", but not "5 pairs"
NEAR = 16  # characters, between a number and a word that changes it
# An identifier counts nothing ("two_sum", "one()"), nor does an exponent that is part of a unit ("m²").
_NAME = re.compile(r"[A-Za-z]*_\w+|[A-Za-z]\w*\(\)|[²³]")
_VULGAR = re.compile("[\u00bc-\u00be\u2150-\u215e]")
_FRACTION = re.compile(r"(?<![\d.,/])(?:(\d+)[ -])?(\d+)[ ]?[/\u2044][ ]?(\d+)(?![\d/])")
_BEFORE_SLASH = re.compile(r"[ ]?[/\u2044]")
_WORD_BEFORE = re.compile(r"(\w+)\s\Z")
_AFTER_CLOCK = re.compile(r"\d[:.h]\Z")
_MINUTES = r"(?:[:.h]\d\d)?[ ]?"
_TO_COLLECTIVE = re.compile(r"[ -](?:\w{1,3} )?|")
_TO_PART = re.compile(r"[^\d.,;:!?。，；：！？]{0,12}")
_TO_WHOLE = re.compile(r"[ -]\w{0,3} ?|")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity as written, with every value that it may have.

    One that is ``certain`` has a counterpart in any faithful translation. "One", which may be an article elsewhere, is not.
    Any ``kind`` but "count" is a word or a name that other languages number.
    """

    text: str
    values: frozenset[float]
    certain: bool
    kind: Kind = "count"


def quantities_in(text: str, language: Language, elsewhere: Collection[float] = ()) -> list[Quantity]:
    """The quantities of ``text``; its fractions are one number each where the other text gives their values
    (``elsewhere``) so: "3/4" beside "0,75" or "75 %"."""
    words, unspaced = language.quantities, language.conventions.numerals.used
    text = _FRACTION.sub(lambda found: _whole(found, elsewhere), _plain(text, language))
    hints = list(hints_in(text, words, unspaced))
    numbers = [one for one in _apart(numbers_in(text, language)) if not any(_lies_in(one, hint) for hint in hints)]
    hints += [hint for hint in beginnings_in(text, words) if not any(_lies_in(one, hint) for one in numbers)]
    found = [(one.start, _quantity(one, text, hints, language)) for one in numbers]
    outside = [one for one in hints if not any(_holds(number, one) for number in numbers)]
    found += [(one.start, _of_hint(one, text, numbers)) for one in outside]
    return [*_known(sorted(found, key=lambda pair: pair[0]), text, language)]


def _known(found: Sequence[tuple[int, Quantity]], text: str, language: Language) -> Iterator[Quantity]:
    """What was there before may be left out where it only says which one: "the 400-meter race", "the third day"."""
    known = set[frozenset[float]]()
    pattern = any_of(language.quantities.definite, language.conventions.numerals.used)
    for start, quantity in found:
        before = _WORD_BEFORE.search(text[max(0, start - NEAR) : start])
        names = quantity.kind != "count" or text.startswith("-", start + len(quantity.text))
        again = names and before is not None and pattern.fullmatch(before[1]) and quantity.values in known
        known.add(quantity.values)
        yield replace(quantity, certain=False) if again else quantity


def values_in(text: str, language: Language) -> frozenset[float]:
    """Every reading of every number of ``text``."""
    numbers = numbers_in(_plain(text, language), language)
    return frozenset(value for number in numbers for value in number.values)


def _apart(numbers: Sequence[Number]) -> Iterator[Number]:
    """Without those that lie within another, as "million" in "2.5 million" does."""
    past = 0
    for number in sorted(numbers, key=lambda number: (number.start, -number.end)):
        if number.start >= past:
            yield number
            past = number.end


def _holds(number: Number, hint: Hint) -> bool:
    return number.start <= hint.start and hint.end <= number.end


def _lies_in(number: Number, hint: Hint) -> bool:
    return hint.start <= number.start and number.end <= hint.end


def _of_hint(hint: Hint, text: str, numbers: Sequence[Number]) -> Quantity:
    """Of "6 dozen" that is 72, or "two and a half" that is 2,5, nothing is left for the word."""
    is_part = min(hint.values) < 1 and any(_adds(one, hint, text) or _parts(hint, one, text) for one in numbers)
    certain = hint.said and min(hint.values) < COLLECTIVE and not is_part
    return Quantity(text[hint.start : hint.end], frozenset(hint.values), certain, hint.kind)


def _plain(text: str, language: Language) -> str:
    """``text`` in one form of digits and blanks, without what counts nothing."""
    text = _VULGAR.sub(lambda found: f" {unicodedata.normalize('NFKC', found[0])}", _NAME.sub(" ", text))
    no_number = any_of(longest_first(language.quantities.no_number), language.conventions.numerals.used)
    return no_number.sub(" ", unicodedata.normalize("NFKC", text))


def _whole(fraction: re.Match[str], elsewhere: Collection[float]) -> str:
    whole, part, parts = (float(digits or 0) for digits in fraction.groups())
    value = whole + part / parts if parts else 0.0
    return f"{value:g}" if elsewhere and {value, round(value * 100, 6)} & {*elsewhere} else fraction[0]


# ----------------------------------------------------------------------------------- numbers


def _quantity(number: Number, text: str, hints: Sequence[Hint], language: Language) -> Quantity:
    own = _readings(number, language)
    values = {*own, *_of_the_clock(number, text, language), *_of_period(number), *_off(number, text, language)}
    for hint in hints:
        parts = [value for value in hint.values if 0 < value < 1]
        if _adds(number, hint, text):
            values |= {value + part for value in own for part in parts}
        if _multiplies(number, hint, text):
            values |= {value * each for value in own for each in hint.values}
        if _parts(hint, number, text):
            values |= {value * part for value in own for part in parts}
    kind = _kind(number, text, language)
    certain = kind != "ordinal" and _is_certain(number, text)
    return Quantity(number.text, frozenset(round(value, 6) for value in values), certain, kind)


def _adds(number: Number, hint: Hint, text: str) -> bool:
    """Two and a half."""
    return 0 <= hint.start - number.end < NEAR and _TO_PART.fullmatch(text, number.end, hint.start) is not None


def _multiplies(number: Number, hint: Hint, text: str) -> bool:
    """Five dozen."""
    near = min(hint.values) >= COLLECTIVE and 0 <= hint.start - number.end < NEAR
    return near and _TO_COLLECTIVE.fullmatch(text, number.end, hint.start) is not None


def _parts(hint: Hint, number: Number, text: str) -> bool:
    """Half a million."""
    return 0 <= number.start - hint.end < NEAR and _TO_WHOLE.fullmatch(text, hint.end, number.start) is not None


def _kind(number: Number, text: str, language: Language) -> Kind:
    words = language.quantities
    if words.ordinal_mark and text[: number.start].endswith(words.ordinal_mark):
        return "ordinal"
    is_month = words.month_mark and text[number.end : number.end + NEAR].lstrip().startswith(words.month_mark)
    return "month" if is_month else "count"


def _readings(number: Number, language: Language) -> frozenset[float]:
    """Where commas part thousands and a dot a fraction, writers keep to that; elsewhere they write both."""
    conventions = language.conventions
    if number.kind != "digits" or conventions.decimal_mark != "." or len(number.values) < 2:
        return number.values
    if number.text.count(",") == 1 and "," in conventions.group_marks:
        return frozenset({max(number.values)})
    return frozenset({min(number.values)}) if number.text.count(".") == 1 else number.values


def _of_the_clock(number: Number, text: str, language: Language) -> Iterator[float]:
    """1 pm is 13 h."""
    if max(number.values) < 12 and (words := language.quantities.afternoon):
        before, after = _around(words, language.conventions.numerals.used)
        if after.match(text, number.end) or before.search(text[max(0, number.start - 24) : number.start]):
            yield from (hour + 12 for hour in number.values)


@lru_cache(maxsize=64)
def _around(words: tuple[str, ...], unspaced: bool) -> tuple[re.Pattern[str], re.Pattern[str]]:
    word = any_of(longest_first(words), unspaced).pattern
    before, after = rf"(?:{word})[ ]?\Z", rf"(?:{_MINUTES}(?:-|–|\w{{1,5}})[ ]?\d{{1,2}})?{_MINUTES}(?:{word})"
    return re.compile(before, re.IGNORECASE), re.compile(after, re.IGNORECASE)


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
    """Not "one", which may be an article, nor a lone letter that could be a Roman numeral, a lone 百, the 1 of "1/2", the
    00 of a clock, or the name of a person."""
    if number.kind == "roman":
        return len(number.text) > 1
    if number.kind == "digits":
        is_full_hour = number.text == "00" and _AFTER_CLOCK.search(text[max(0, number.start - 2) : number.start])
        return not is_full_hour and not (number.text == "1" and _BEFORE_SLASH.match(text, number.end))
    if number.kind == "word":
        return max(number.values) > 1 and not _is_name(number, text)
    return max(number.values) > 1 and not (len(number.text) == 1 and max(number.values) > 10)


def _is_name(number: Number, text: str) -> bool:
    """ "Sally Four": a capital letter after a word that has one, too."""
    before = text[max(0, number.start - 24) : number.start].split(" ")[-2:]
    return text[number.start].isupper() and len(before) == 2 and before[0][:1].isupper() and before[0].isalpha()

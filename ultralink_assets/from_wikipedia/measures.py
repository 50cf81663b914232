"""What ``{{convert}}``, ``{{frac}}`` and ``{{radic}}`` say: as it was measured, without what it is converted to."""

from __future__ import annotations

import re

from ultralink_assets.from_wikipedia.marks import EQUALS
from ultralink_assets.from_wikipedia.patterns import Arguments
from ultralink_assets.from_wikipedia.raised import raised
from ultralink_assets.from_wikipedia.rule_words import Words
from ultralink_assets.languages.words import is_wide

_NUMBER = re.compile(r"[-−+]?[0-9][0-9.,/⁄+ ]*(?:e[-+]?[0-9]+)?")
_POWER = re.compile(r"e([0-9]{1,2})(?=\D)")
_ONE = re.compile("1|[0-9]+[/⁄][0-9]+")
_TERM = re.compile(r"[\w.,]+")


def converted(arguments: Arguments, words: Words) -> str:
    """Values and units in the order of the template, up to the unit that is converted to.

    A unit of ``words`` is a symbol or word, or two words, of one and of more ("foot|feet"); before a noun (``adj=on``)
    the first is taken, after a hyphen. "e6" is what millions are called.
    """
    values = [value.replace(EQUALS, "=") for value in arguments.values()]
    if not values:
        return ""
    before_noun = arguments.get("adj,Adj") in ("on", "mid", "pre", "j")
    text, index, last = words.number(values[0]), 1, values[0]
    while index + 1 < len(values) and values[index] in words.ranges:
        last = values[index + 1]
        text += words.ranges[values[index]] + words.number(last)
        index += 2
    if index < len(values):
        text += _unit(values[index], last, before_noun, words)
    # {{convert|5|ft|8|in|m}}: another number and its unit
    if index + 2 < len(values) and _NUMBER.fullmatch(values[index + 1]) and not _NUMBER.fullmatch(values[index + 2]):
        last = values[index + 1]
        text += f" {words.number(last)}{_unit(values[index + 2], last, before_noun, words)}"
    return text + values[-1] if arguments.get("adj") == "mid" and values[-1].startswith("-") else text


def _unit(code: str, value: str, before_noun: bool, words: Words) -> str:
    """The unit with what parts it from its number."""
    power = ""
    unit = words.units.get(code, code)
    if unit == code and (found := _POWER.match(code)):
        power, code = words.units.get(found[0], f"×10{raised(found[1])}"), code[found.end() :]
        unit = words.units.get(code, code)
    one, parted, more = unit.partition("|")
    if parted:
        unit = one if before_noun or _ONE.fullmatch(value) else more
    return _apart(power, " ") + _apart(unit, "-" if parted and before_noun and not power else " ")


def _apart(word: str, blank: str) -> str:
    """``word`` after a blank, where one stands before it."""
    stuck = not word or word in ("°", "′", "″") or word.startswith("×") or is_wide(word[0])
    return word if stuck else blank + word


def fraction(arguments: Arguments) -> str:
    """1/2, 3 1/2, and (a + b)/c."""
    values = [value for value in arguments.values() if value]
    if not 1 <= len(values) <= 3:
        values = values[:3]
    *whole, above, below = ["1", *values] if len(values) == 1 else values or ["", ""]
    if not below:
        return ""
    return " ".join([*whole, f"{_term(above)}/{_term(below)}"])


def root(arguments: Arguments) -> str:
    """√2, ³√x, √(a + b)."""
    return f"{raised(arguments.get('2'))}√{_term(arguments.get('1'))}"


def _term(text: str) -> str:
    return text if _TERM.fullmatch(text) else f"({text})"

"""What ``{{convert}}``, ``{{frac}}`` and ``{{radic}}`` say: as it was measured, without what it is converted to."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from ultralink_assets.from_wikipedia.marks import EQUALS
from ultralink_assets.from_wikipedia.patterns import Arguments
from ultralink_assets.from_wikipedia.raised import raised

_RANGES = {
    "-": "–",
    "–": "–",
    "to": " to ",
    "to(-)": " to ",
    "and": " and ",
    "or": " or ",
    "by": " × ",
    "x": " × ",
    "xx": " × ",
    "×": " × ",
    "+/-": " ± ",
    "±": " ± ",
    "and(-)": " and ",
}
_NUMBER = re.compile(r"[-−+]?[0-9][0-9.,/⁄+ ]*(?:e[-+]?[0-9]+)?")
_POWER = re.compile(r"e([0-9]{1,2})(?=\D)")
_ONE = re.compile("1|[0-9]+[/⁄][0-9]+")
_TERM = re.compile(r"[\w.,]+")


def converted(arguments: Arguments, number: Callable[[str], str], units: Mapping[str, str]) -> str:
    """Values and units in the order of the template, up to the unit that is converted to.

    ``number`` writes a number in the language. ``units``: a code's symbol or word, or two words, of one and of more
    ("foot|feet"); before a noun (``adj=on``) the first is taken, after a hyphen. "e6" is what millions are called.
    """
    values = [value.replace(EQUALS, "=") for value in arguments.values()]
    if not values:
        return ""
    before_noun = arguments.get("adj,Adj") in ("on", "mid", "pre", "j")
    text, index, last = number(values[0]), 1, values[0]
    while index + 1 < len(values) and values[index] in _RANGES:
        last = values[index + 1]
        text += _RANGES[values[index]] + number(last)
        index += 2
    if index < len(values):
        text += _unit(values[index], last, before_noun, units)
    # {{convert|5|ft|8|in|m}}: another number and its unit
    if index + 2 < len(values) and _NUMBER.fullmatch(values[index + 1]) and not _NUMBER.fullmatch(values[index + 2]):
        last = values[index + 1]
        text += f" {number(last)}{_unit(values[index + 2], last, before_noun, units)}"
    return text + values[-1] if arguments.get("adj") == "mid" and values[-1].startswith("-") else text


def _unit(code: str, value: str, before_noun: bool, units: Mapping[str, str]) -> str:
    power, hyphen = "", ""
    unit = units.get(code, code)
    if unit == code and (found := _POWER.match(code)):
        power = units.get(found[0], f"×10{raised(found[1])}")
        power, code = power if power.startswith("×") else f" {power}", code[found.end() :]
        unit = units.get(code, code)
    one, parted, more = unit.partition("|")
    if parted:
        unit = one if before_noun or _ONE.fullmatch(value) else more
        hyphen = "-" if before_noun and not power else ""
    between = "" if unit in ("°", "′", "″") or not unit else hyphen or " "
    return f"{power}{between}{unit}"


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

"""Rules for what was measured: coordinates, values with their units, fractions."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ultralink_assets.from_wikipedia.marks import EQUALS
from ultralink_assets.from_wikipedia.patterns import Arguments
from ultralink_assets.from_wikipedia.rule_words import Words

_NUMBER = re.compile(r"[-−+]?[0-9][0-9.,/⁄+ ]*(?:e[-+]?[0-9]+)?")
_DEGREES = re.compile(r"[-−]?[0-9]{1,4}(?:\.[0-9]{1,12})?")


@dataclass(frozen=True)
class Coordinates:
    """A rule of its own kind, since it depends on where the template stands."""

    words: Words

    def __call__(self, arguments: Arguments) -> str:
        if arguments.get("display").replace(" ", "") in ("title", "t"):
            return ""
        found: list[str] = []
        text = ""
        for value in arguments.values():
            if _DEGREES.fullmatch(value) and len(found) < 3:
                found.append(value)
            elif value in {*"NSEW", *self.words.compass} and found:
                text += f" {self.words.side(self.written(found), value)}"
                found = []
            else:
                break
        if len(found) == 2 and not text:  # decimal degrees, negative ones in the south and west
            return " ".join(self.signed(value, sides) for value, sides in zip(found, ("NS", "EW"), strict=True))
        return text.strip()

    def written(self, parts: list[str]) -> str:
        return "".join(self.words.number(part) + mark for part, mark in zip(parts, "°′″", strict=False))

    def signed(self, value: str, sides: str) -> str:
        side = sides[value[0] in "-−"]
        return self.words.side(self.written([value.lstrip("-−")]), side)


def convert(arguments: Arguments, words: Words) -> str:
    """Values and units in the order of the template, up to the unit that is converted to."""
    values = [value.replace(EQUALS, "=") for value in arguments.values()]
    if not values:
        return ""
    text, index = words.number(values[0]), 1
    while index + 1 < len(values) and values[index] in words.ranges:
        text += words.ranges[values[index]] + words.number(values[index + 1])
        index += 2
    if index < len(values):
        text += words.unit(values[index])
    # {{convert|5|ft|8|in|m}}: another number and its unit
    if index + 2 < len(values) and _NUMBER.fullmatch(values[index + 1]) and not _NUMBER.fullmatch(values[index + 2]):
        text += f" {words.number(values[index + 1])}{words.unit(values[index + 2])}"
    return text


def fraction(arguments: Arguments) -> str:
    match [value for value in arguments.values() if value]:
        case [whole, above, below, *_]:
            return f"{whole} {above}/{below}"
        case [above, below]:
            return f"{above}/{below}"
        case [below]:
            return f"1/{below}"
    return ""

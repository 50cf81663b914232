"""What ``{{convert}}`` and ``{{frac}}`` say: as it was measured, without what it is converted to."""

from __future__ import annotations

import re

from ultralink_assets.from_wikipedia.marks import EQUALS
from ultralink_assets.from_wikipedia.patterns import Arguments
from ultralink_assets.from_wikipedia.rule_words import Words

_NUMBER = re.compile(r"[-−+]?[0-9][0-9.,/⁄+ ]*(?:e[-+]?[0-9]+)?")


def converted(arguments: Arguments, words: Words) -> str:
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

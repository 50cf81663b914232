"""What ``{{coord}}`` says in running text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ultralink_assets.from_wikipedia.patterns import Arguments
from ultralink_assets.from_wikipedia.rule_words import Words

_DEGREES = re.compile(r"[-−]?[0-9]{1,4}(?:\.[0-9]{1,12})?")


def coordinates(arguments: Arguments, words: Words) -> str:
    """Degrees with the sides of the earth as the language writes them; nothing where they stand above the title."""
    if arguments.get("display").replace(" ", "") in ("title", "t"):
        return ""
    found: list[str] = []
    text = ""
    for value in arguments.values():
        if _DEGREES.fullmatch(value) and len(found) < 3:
            found.append(value)
        elif value in {*"NSEW", *words.compass} and found:
            text += f" {words.side(_written(found, words), value)}"
            found = []
        else:
            break
    if len(found) == 2 and not text:  # decimal degrees, negative ones in the south and west
        return " ".join(_signed(value, sides, words) for value, sides in zip(found, ("NS", "EW"), strict=True))
    return text.strip()


def _written(parts: Sequence[str], words: Words) -> str:
    return "".join(words.number(part) + mark for part, mark in zip(parts, "°′″", strict=False))


def _signed(value: str, sides: str, words: Words) -> str:
    return words.side(_written([value.lstrip("-−")], words), sides[value[0] in "-−"])

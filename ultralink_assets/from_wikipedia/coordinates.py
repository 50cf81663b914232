"""What ``{{coord}}`` says in running text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ultralink_assets.from_wikipedia.patterns import Arguments
from ultralink_assets.from_wikipedia.rule_words import Words

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

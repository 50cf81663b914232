"""Arguments of a template, and patterns filled in with them. `template_rules` says how patterns are written."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ultralink_assets.from_wikipedia.raised import raised

_NAME = re.compile(r"\s*+([\w .-]{0,40})=", re.UNICODE)
_FIELD = re.compile(r"(?P<mark>[#^]?)(?P<keys>[\w ,.-]+)")


class Arguments:
    """Unnamed and named arguments, already resolved and stripped; under "0" the template's own name."""

    __slots__ = ("_given",)

    def __init__(self, given: dict[str, str]) -> None:
        self._given = given

    @classmethod
    def of(cls, parts: Sequence[str], name: str = "") -> Arguments:
        """From what stands between the template's "|", and its name as it was written."""
        given: dict[str, str] = {"0": name}
        position = 0
        for part in parts:
            named = _NAME.match(part) if "=" in part else None
            if named:
                key = named[1].strip()
                value = part[named.end() :].strip()
                # An empty one never hides a value; of two values the last counts, as in MediaWiki.
                if value or key not in given:
                    given[key] = value
            else:
                position += 1
                given[str(position)] = part.strip()
        return cls(given)

    def get(self, keys: str) -> str:
        """The first of ``keys`` ("2,text") that holds something, else ""."""
        for key in keys.split(","):
            name = key.strip()
            value = (self.values() or [""])[-1] if name == "last" else self._given.get(name, "")
            if value:
                return value
        return ""

    def values(self) -> list[str]:
        """The unnamed arguments in their order, empty ones too."""
        found: list[str] = []
        while (value := self._given.get(str(len(found) + 1))) is not None:
            found.append(value)
        return found

    def with_first(self, value: str) -> Arguments:
        return Arguments({**self._given, "1": value})


@dataclass(frozen=True)
class Pattern:
    """``parts`` are literal text, functions of the arguments, and optional patterns."""

    parts: tuple[str | Callable[[Arguments], str] | Pattern, ...]

    @classmethod
    def of(cls, source: str, number: Callable[[str], str]) -> Pattern:
        """Read ``source``; raises ValueError for what can't be read. ``number`` writes a number in the language."""
        pattern, rest = _read(source, number)
        if rest:
            raise ValueError(f"{source!r} has a ']' too many")
        return pattern

    def fill(self, arguments: Arguments) -> str:
        """The text; an optional part with an empty argument is left out."""
        return self._filled(arguments)[0]

    def _filled(self, arguments: Arguments) -> tuple[str, bool]:
        text, complete = "", True
        for part in self.parts:
            if isinstance(part, str):
                text += part
            elif isinstance(part, Pattern):
                inner, whole = part._filled(arguments)
                text += inner if whole else ""
            else:
                value = part(arguments)
                complete = complete and bool(value)
                text += value
        return text, complete


def _read(source: str, number: Callable[[str], str], inside: bool = False) -> tuple[Pattern, str]:
    """The pattern up to the "]" that ends it, and what follows."""
    parts: list[str | Callable[[Arguments], str] | Pattern] = []
    while source:
        literal, mark, source = _cut(source)
        if literal:
            parts.append(literal)
        if mark == "{":
            field, closing, source = source.partition("}")
            if not closing:
                raise ValueError("a '{' is not closed")
            parts.append(_field(field, number))
        elif mark == "[":
            optional, source = _read(source, number, inside=True)
            parts.append(optional)
        elif mark == "]":
            return Pattern(tuple(parts)), source if inside else "]" + source
    if inside:
        raise ValueError("a '[' is not closed")
    return Pattern(tuple(parts)), ""


def _cut(source: str) -> tuple[str, str, str]:
    found = re.search(r"[{\[\]]", source)
    return (source[: found.start()], found[0], source[found.end() :]) if found else (source, "", "")


def _field(field: str, number: Callable[[str], str]) -> Callable[[Arguments], str]:
    if field.startswith("?"):
        key, *choices = field[1:].split(":")
        if len(choices) != 2:
            raise ValueError(f"{{{field}}} is not {{?name:then:else}}")
        return lambda arguments: choices[0] if arguments.get(key) else choices[1]
    read = _FIELD.fullmatch(field)
    if read is None:
        raise ValueError(f"{{{field}}} names no argument")
    keys = read["keys"]
    writers: dict[str, Callable[[str], str]] = {"#": number, "^": raised, "": str}
    written = writers[read["mark"]]
    return lambda arguments: written(arguments.get(keys))

"""Templates that list their arguments: each on a line of its own, or in a row within a sentence."""

from __future__ import annotations

from collections.abc import Callable

from ultralink_assets.from_wikipedia.patterns import Arguments

_LIST_MARKS = ("*", "#", ":", ";")


def listed(arguments: Arguments, mark: str = "*") -> str:
    """Each unnamed argument as an item that begins with ``mark``."""
    items = (_item(value, mark) for value in arguments.values() if value)
    lines = "\n".join(items)
    return f"\n{lines}\n" if lines else ""


def _item(value: str, mark: str) -> str:
    """One that is a list already stays one; a list within an item is one level deeper."""
    if value.startswith(_LIST_MARKS):
        return value
    lines = (f"{mark}{line}" if line.startswith(_LIST_MARKS) else line for line in value.split("\n"))
    return f"{mark} " + "\n".join(lines)


def row(separator: str) -> Callable[[Arguments], str]:
    """The items of a list within a sentence."""

    def within(arguments: Arguments) -> str:
        lines = (line.strip(" *#:;") for value in arguments.values() for line in value.split("\n"))
        return separator.join(line for line in lines if line)

    return within

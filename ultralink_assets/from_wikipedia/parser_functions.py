"""``{{#if:...}}``, ``{{formatnum:...}}`` and other calls whose name ends in a colon.

What depends on other pages or on the day (``{{#invoke:}}``, ``{{CURRENTYEAR}}``) can't be known from a dump's page and
becomes nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from ultralink_assets.from_wikipedia.raised import raised


def call(name: str, first: str, rest: list[str], number: Callable[[str], str] = str) -> str | None:
    """The text of ``{{name:first|rest}}``; None where ``name`` is no parser function. ``name`` is in lower case.

    ``number`` writes a number in the language.
    """
    if name == "formatnum":
        return number(first.strip())
    function = _FUNCTIONS.get(name)
    if function is not None:
        return function(first.strip(), rest)
    return "" if name.startswith("#") or name in _SILENT else None


def _at(values: list[str], index: int) -> str:
    return values[index].strip() if index < len(values) else ""


def _equal(first: str, rest: list[str]) -> str:
    return _at(rest, 1) if first == _at(rest, 0) else _at(rest, 2)


def _switch(first: str, rest: list[str]) -> str:
    default, matched = "", False
    for case in rest:
        key, equals, value = case.partition("=")
        matched = matched or key.strip() == first
        if not equals:
            default = case.strip()
        elif matched:
            return value.strip()
        elif key.strip() == "#default":
            default = value.strip()
    return default


def _tag(first: str, rest: list[str]) -> str:
    name = first.lower()
    content = next((part.strip() for part in rest if "=" not in part.partition(" ")[0]), "")
    if name == "sup":
        return raised(content)
    return content if name in ("blockquote", "poem", "span", "sub", "nowiki", "code", "small", "b", "i") else ""


_FUNCTIONS: dict[str, Callable[[str, list[str]], str]] = {
    "#if": lambda first, rest: _at(rest, 0 if first else 1),
    "#ifeq": _equal,
    "#iferror": lambda first, rest: _at(rest, 1) or first,
    "#ifexist": lambda first, rest: _at(rest, 0),
    "#switch": _switch,
    "#tag": _tag,
    "#dateformat": lambda first, rest: first,
    "#formatdate": lambda first, rest: first,
    "lc": lambda first, rest: first.lower(),
    "uc": lambda first, rest: first.upper(),
    "lcfirst": lambda first, rest: first[:1].lower() + first[1:],
    "ucfirst": lambda first, rest: first[:1].upper() + first[1:],
    "plural": lambda first, rest: _at(rest, 0) if first == "1" else _at(rest, -1) if rest else "",
    "padleft": lambda first, rest: first,
    "padright": lambda first, rest: first,
}
_SILENT = frozenset(
    (
        "defaultsort", "displaytitle", "defaultcategorysort", "defaultsortkey", "fullurl", "localurl", "canonicalurl",
        "filepath", "int", "ns", "pagesinnamespace", "fullpagename", "pagename", "urlencode", "anchorencode",
        "numberingroup", "protectionlevel",
    )
)  # fmt: skip

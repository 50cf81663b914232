"""Repairs of running text once templates and links are resolved: quotes, outer links, punctuation, parentheses."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ultralink_assets.from_wikipedia.marks import GONE, OTHER, SOUND
from ultralink_assets.languages.markup import has_hollow_parentheses

_OUTER_LINK = re.compile(
    r"\[(?:(?:https?|ftp|irc|news|mailto|gopher):|//)[^\s\[\]<>\"]*+(?:[ \t\u3000]++([^\[\]\n]*+))?\]", re.IGNORECASE
)
_BARE_LINK = re.compile(r"\[(?=(?:https?:)?//|mailto:)")
_QUOTES = re.compile("('{2,})")
_SWITCH = re.compile(r"__[^\W\d_a-zа-яё]{3,}__")
_PARENTHESIS = re.compile("([()（）])")
_PARENTHESIS_OR_END = re.compile(r"([()\n])")
_SOUND_OR_PARENTHESIS = re.compile(f"([()（）{SOUND}])")
_DEPTH = {"(": 1, "（": 1, ")": -1, "）": -1}
_NOTHING = frozenset(" \n,;:،、，；：")
_LEADING = re.compile(r"([(（])[ ,;،、，；]+")
_TRAILING = re.compile(r"(?<![ ,;:،、，；：])[ ,;:،、，；：]++(?=[)）])")  # a colon in "(German: {{IPA|…}})"
# The parenthesis first, for speed: whether _LEADING or _TRAILING finds anything.
_LEANING = (re.compile(r"\([ ,;،、，；]"), re.compile(r"\)(?<=[ ,;:،、，；：].)"), re.compile("[（）]"))
_TIGHT = frozenset(",.;:!?)]»”’，。；：、）…")
_TWO_STOPS = re.compile(r"(?<=\w)\.\.(?=\s+[^\W\d_a-zа-яё]|$)", re.MULTILINE)
_SPACES = {"\u00a0": " ", "\u2009": " ", "\u202f": " ", "\u2007": " ", "\u200a": " ", "\u3000": " ", "\t": " "}
_INVISIBLE = ("\u200b", "\u200e", "\u200f", "\u00ad", "\ufeff", "\u2060", "\u202a", "\u202c")


def without_outer_links(text: str) -> str:
    """``[http://x label]`` becomes its label, ``[http://x]`` nothing."""
    if "//" not in text and "mailto:" not in text:
        return text
    return _BARE_LINK.sub("", _OUTER_LINK.sub(lambda match: match[1] or GONE, text))


def without_switches(text: str) -> str:
    """``__NOTOC__`` and its kind taken out."""
    return _SWITCH.sub("", text) if "__" in text else text


def closed_gaps(text: str, spaced_marks: str = "") -> str:
    """The places where something was dropped closed: no double space there, and none before a comma.

    ``spaced_marks``: those that keep a blank before them ("Quoi ?").
    """
    if GONE not in text:
        return text
    tight = _TIGHT.difference(spaced_marks)
    first, *rest = text.split(GONE)
    out, last = [first], first
    for piece in rest:
        if not piece:
            continue
        bare = piece.lstrip(" ")
        if not bare:
            bare = "" if last[-1:] in ("", " ", "\n", "(") else " "
        elif bare[0] in ",;" and last.rstrip(" ")[-1:] in (",", ";"):
            bare = bare[1:]  # "a, {{x}}, b"
        elif last.endswith(" ") and bare[0] in tight:
            last = out[-1] = last.rstrip(" ")
        elif last[-1:] not in ("", " ", "\n", "(") and len(bare) < len(piece) and bare[0] not in tight:
            bare = " " + bare
        if bare:
            out.append(bare)
            last = bare
    return "".join(out)


def without_other_values(text: str) -> str:
    """Parentheses that hold a value known only on the day of reading taken out: "$5 ($ in dollars)" says nothing.

    Outside of parentheses what was written stays, without its mark.
    """
    if OTHER not in text:
        return text
    out: list[str] = []
    opened: list[int] = []
    marked = -1  # the last piece that holds such a value
    for piece in _PARENTHESIS_OR_END.split(text):
        if piece == "(":
            opened.append(len(out))
        elif piece == "\n":
            opened.clear()
        elif piece == ")" and opened and (start := opened.pop()) < marked:
            del out[start:]
            marked, piece = -1, GONE
        elif OTHER in piece:
            marked = len(out)
        out.append(piece)
    return "".join(out).replace(OTHER, "")


def without_sounds(text: str) -> str:
    """How a word is said taken out of parentheses, and kept in a sentence that speaks of sounds."""
    if SOUND not in text:
        return text
    return "\n".join(_quiet(line) if SOUND in line else line for line in text.split("\n"))


def _quiet(line: str) -> str:
    out: list[str] = []
    depth, within = 0, False
    for piece in _SOUND_OR_PARENTHESIS.split(line):
        if piece == SOUND:
            within = not within
            out.append(GONE if depth else "")
        elif not within:
            depth = max(depth + _DEPTH.get(piece, 0), 0)
            out.append(piece)
        elif not depth:
            out.append(piece)
    return "".join(out)


def without_doubled_stops(text: str) -> str:
    """A sentence that ends with "Jr." and its stop ends with one stop, as editors meant it."""
    return _TWO_STOPS.sub(".", text) if ".." in text else text


def normal_spaces(text: str) -> str:
    """Spaces of other widths become plain ones, characters that nobody sees go."""
    for space, plain in _SPACES.items():
        if space in text:
            text = text.replace(space, plain)
    for character in _INVISIBLE:
        if character in text:
            text = text.replace(character, "")
    while "  " in text:
        text = text.replace("  ", " ")
    return text


def without_quotes(line: str) -> str:
    """Bold and italic marks taken out of one line, by MediaWiki's rules: four are an apostrophe and bold.

    Where bold and italic marks are both odd in number, one bold mark was meant as an apostrophe and italic, as in
    l'''amour''.
    """
    parts = _QUOTES.split(line)
    runs = parts[1::2]
    apostrophe = _misread(parts) if _odd(runs, (3, 4, 5)) and _odd(runs, (2, 5)) else -1
    for index in range(1, len(parts), 2):
        length = len(parts[index])
        parts[index] = "'" if length == 4 or length > 5 or index == apostrophe else ""
    return "".join(parts)


def _odd(runs: Iterable[str], lengths: tuple[int, ...]) -> bool:
    return sum(1 for run in runs if len(run) in lengths or (len(run) > 5 and 5 in lengths)) % 2 == 1


def _misread(parts: list[str]) -> int:
    """The bold mark that follows a single letter, else a longer word; -1 where there is none."""
    word = -1
    for index in range(1, len(parts), 2):
        before = parts[index - 1]
        if len(parts[index]) != 3 or not before[-1:].strip():
            continue
        if not before[-2:-1].strip():
            return index
        word = index if word < 0 else word
    return word


def without_hollow_parentheses(text: str) -> str:
    """Empty parentheses taken out, nested ones too, and commas that lean against a parenthesis."""
    if any(pattern.search(text) for pattern in _LEANING):
        text = _TRAILING.sub("", _LEADING.sub(r"\1", text))
    return _hollowed(text) if has_hollow_parentheses(text) else text


def _hollowed(text: str) -> str:
    """One scan with a stack of what is open; ``filled`` is the last piece that holds more than punctuation."""
    out: list[str] = []
    opened: list[int] = []
    filled = -1
    for piece in _PARENTHESIS.split(text):
        if piece in ("(", "（"):
            opened.append(len(out))
        elif piece in (")", "）"):
            if opened and opened[-1] > filled:
                del out[opened.pop() :]
                continue
            if opened:
                opened.pop()
            filled = len(out)
        elif not _NOTHING.issuperset(piece):
            filled = len(out)
        if out and out[-1].endswith(" ") and (piece[:1] in _TIGHT or piece[:1] == " "):
            out[-1] = out[-1].rstrip(" ")
        out.append(piece)
    return "".join(out)

"""The one split of a page at its brackets, and which of them belong together."""

from __future__ import annotations

import re

TEMPLATE, TABLE = "{{", "{|"
# Of three closing braces the last two are a pair: "{{a|\frac{1}{2}}}".
_BRACKETS = re.compile(r"(\{\{|\}\}(?!\}(?!\}))|\[\[|\]\]|\{\||\|\}(?!\})|-\{(?!\{)|\}-)")
_OPENING_OF = {"}}": "{{", "]]": "[[", "|}": "{|", "}-": "-{"}
DEEPEST = 40  # text is copied once for each level of nesting, so that levels must be bounded


def split(text: str) -> list[str]:
    """Text at even indices, brackets at odd ones."""
    return _BRACKETS.split(text)


def pairs(parts: list[str]) -> list[int]:
    """For each part 0, or where its partner is: an opening bracket's closing one, and minus that of its opening one.

    A closing bracket pairs with the last open one of its kind; what was opened in between stays unpaired.
    """
    partner = [0] * len(parts)
    stack: list[int] = []
    waiting = dict.fromkeys(_OPENING_OF.values(), 0)
    for index in range(1, len(parts), 2):
        bracket = parts[index]
        opening = _OPENING_OF.get(bracket)
        if opening is None:
            if bracket != TABLE or _starts_line(parts[index - 1], index):
                stack.append(index)
                waiting[bracket] += 1
        elif waiting[opening]:
            start = _popped(stack, parts, opening, waiting)
            if len(stack) < DEEPEST:
                partner[start] = index
                partner[index] = -start
    return partner


def _popped(stack: list[int], parts: list[str], opening: str, waiting: dict[str, int]) -> int:
    while True:
        start = stack.pop()
        waiting[parts[start]] -= 1
        if parts[start] == opening:
            return start


def _starts_line(before: str, index: int) -> bool:
    line = before.rpartition("\n")
    return not line[2].strip(" \t:*#") and (bool(line[1]) or index == 1 or not before)

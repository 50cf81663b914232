"""What is wrong with an item that nobody has to be asked about: one rule or two for each part, as pure functions.

The chat rules are the paper's (https://arxiv.org/abs/2402.04588, 3.1). Those of maths and code are few, because these
hold in every culture: they reject what no later stage can use, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from ultralink_assets.records import Item, Part
from ultralink_assets.scripts import Fault

SHOWN = 80  # characters of what was found
_URL = re.compile(r"\b(?:https?|ftp)://\w|\bwww\.\w", re.IGNORECASE)
# x1, y_2, z_{10}, x₁: the letters of coordinates and unknowns alone, so that A4, B12 and H2O are none.
_VARIABLE = re.compile(r"(?<![^\W_])[xyz](?:_?\d{1,2}|_\{\d{1,2}\}|[₀-₉]{1,2})(?![^\W_])")
_RESULT = re.compile(r"\d|\$|\\\(|\\\[|\\boxed|\bthe answer is\b", re.IGNORECASE)
# A fence may stand in a list or a quotation. No backtick follows one of backticks on its line.
_OPENING = re.compile(r"^[ \t]*(?:(?:[-*+>]|\d{1,9}[.)])[ \t]+)*(`{3,}(?=[^`\n]*$)|~{3,})", re.MULTILINE)
_CLOSING = re.compile(r"^[ \t>]*(`{3,}|~{3,})[ \t]*\r?$", re.MULTILINE)


def fault_of(item: Item) -> Fault | None:
    """What is wrong with an item, by the rule of its part; None when it may go on."""
    return _RULES[item.part](item)


def _chat(item: Item) -> Fault | None:
    """``url`` and ``variables``: an address, an algebraic variable such as x1."""
    for turn in item.turns:
        for text in (turn.question, turn.answer):
            if address := _URL.search(text):
                return Fault("url", _shown(text[address.start() :]))
            if variable := _VARIABLE.search(text):
                return Fault("variables", variable[0])
    return None


def _math(item: Item) -> Fault | None:
    """``no_result``: no number, formula or answer line in the last answer, so that a translation could be compared
    with nothing."""
    last = item.turns[-1].answer
    return None if _RESULT.search(last) else Fault("no_result", _shown(last))


def _code(item: Item) -> Fault | None:
    """``unclosed_code``: an answer ends within a block of code, so it was cut. One without any code is none."""
    for turn in item.turns:
        if block := _unclosed(turn.answer):
            return Fault("unclosed_code", _shown(block))
    return None


def _unclosed(text: str) -> str:
    """The fenced block that nothing closes; "" when there is none. A mark as long as the block's own closes it."""
    at = 0
    while opening := _OPENING.search(text, at):
        closings = _CLOSING.finditer(text, opening.end())
        end = next((one.end() for one in closings if one[1].startswith(opening[1])), None)
        if end is None:
            return text[opening.start() :]
        at = end
    return ""


def _shown(text: str) -> str:
    return " ".join(text[: 2 * SHOWN].split())[:SHOWN]


_RULES: Mapping[Part, Callable[[Item], Fault | None]] = MappingProxyType({"chat": _chat, "math": _math, "code": _code})

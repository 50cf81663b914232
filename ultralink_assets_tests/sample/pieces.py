"""What a translation must keep, by rules of a few characters each that owe nothing to the gates."""

from __future__ import annotations

import re
from collections import Counter

_BLOCK = re.compile(r"```.*?```", re.DOTALL)
_FORMULA = re.compile(r"\$[^$\n]+\$|\\\[.*?\\\]")
_INLINE = re.compile(r"`[^`\n]+`")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_THOUSANDS = re.compile(r"(?<=\d)[ ,](?=\d{3}\b)")


def blocks(text: str) -> list[str]:
    return _BLOCK.findall(text)


def formulas(text: str) -> Counter[str]:
    return Counter(_FORMULA.findall(_BLOCK.sub("", text)))


def inline_code(text: str) -> Counter[str]:
    return Counter(_INLINE.findall(_BLOCK.sub("", text)))


def numbers(text: str) -> Counter[str]:
    """Numbers outside of code, with a point for the decimal mark and nothing between thousands."""
    found = _NUMBER.findall(_THOUSANDS.sub("", _BLOCK.sub("", text)))
    return Counter(number.replace(",", ".") for number in found)


def answers(text: str) -> list[str]:
    """The numbers of the lines with the final answer: `#### N`, and the last line where it ends in `: N`."""
    last = text.splitlines()[-1]
    return re.findall(r"^#### (\S+)$", text, re.MULTILINE) + re.findall(r"[:：] ?(\d+)$", last)


def imports(text: str) -> list[str]:
    return re.findall(r"^(?:import|from) .*$", "\n".join(blocks(text)), re.MULTILINE)

"""Code parses if the English does, with the same names, imports, structure and formats; comments may be translated.

That goes for each fenced block and, in the part of code, for a text that is a program as a whole. `protected_kept` is
stricter with fenced blocks; this gate says what is wrong with them.
"""

from __future__ import annotations

from ultralink_assets.gates.code_shape import PYTHON, difference, is_program, parsed, python_shape, token_shape
from ultralink_assets.languages.protection import pieces_of
from ultralink_assets.records import Finding, Outcome, Translated

GATE = "code_kept"


def check(translated: Translated) -> Finding:
    """FAIL with what differs; undecided for changed code in a language that no lexer knows."""
    if translated.part == "code" and is_program(translated.source):
        return Finding(GATE, *_compared(translated.source, translated.text, ""))
    before, after = blocks(translated.source), blocks(translated.text)
    if len(before) != len(after):
        return Finding(GATE, Outcome.FAIL, f"code blocks: {len(after)} instead of {len(before)}")
    verdicts = [_compared_blocks(one, other) for one, other in zip(before, after, strict=True) if one != other]
    failed = next((one for one in verdicts if one[0] is Outcome.FAIL), None)
    return Finding(GATE, *(failed or (verdicts[0] if verdicts else (Outcome.PASS, ""))))


def blocks(text: str) -> list[str]:
    """The fenced blocks of a text, fences and all."""
    return [piece.text for piece in pieces_of(text) if piece.kind == "code block"]


def _compared_blocks(before: str, after: str) -> tuple[Outcome, str]:
    head, code = opened(before)
    return _compared(code, opened(after)[1], head)


def opened(block: str) -> tuple[str, str]:
    """The language that a fence names, and what it holds."""
    first, *lines = block.splitlines()
    mark = first[: len(first) - len(first.lstrip("`~"))]
    closed = bool(lines) and lines[-1].strip(" \t>").startswith(mark)
    name = first[len(mark) :].split()
    return (name[0].lower() if name else ""), "\n".join(lines[:-1] if closed else lines)


def _compared(before: str, after: str, language: str) -> tuple[Outcome, str]:
    if language in PYTHON and (tree := parsed(before)):
        other = parsed(after)
        if other is None:
            return Outcome.FAIL, "no longer parses"
        found = difference(python_shape(tree), python_shape(other))
        return (Outcome.FAIL, found) if found else (Outcome.PASS, "")
    shapes = token_shape(before, language or "text"), token_shape(after, language or "text")
    if shapes[0] is None or shapes[1] is None:
        return Outcome.UNDECIDED, f"no lexer for {language!r}"
    found = difference(shapes[0], shapes[1])
    return (Outcome.FAIL, found) if found else (Outcome.PASS, "")

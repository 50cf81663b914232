"""The prose of a text and of its translation, which gates compare: less code, formulas and addresses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ultralink_assets.gates.code_shape import comments_of, is_program
from ultralink_assets.languages.protection import pieces_of
from ultralink_assets.records import Translated


def prose_of(translated: Translated) -> tuple[str, str]:
    """Source and translation; of a program that stands without a fence, its comments and docstrings."""
    if translated.part == "code" and is_program(translated.source):
        return comments_of(translated.source), comments_of(translated.text)
    return _without_pieces(translated.source), _without_pieces(translated.text)


def changed_prose(translated: Translated) -> tuple[str, str]:
    """Source and translation less pieces, and less the lines that they share: code stands without a fence, too."""
    ours, theirs = (_without_pieces(text).splitlines() for text in (translated.source, translated.text))
    shared = Counter(ours) & Counter(theirs)
    return _less(ours, shared), _less(theirs, shared)


def _without_pieces(text: str) -> str:
    """``text`` less its pieces; the answer stays, since a translation says what it is in words of its own."""
    parts, past = [], 0
    for piece in pieces_of(text):
        if piece.kind != "answer":
            parts += [text[past : piece.start], " "]
            past = piece.end
    return "".join([*parts, text[past:]])


def _less(lines: Sequence[str], shared: Counter[str]) -> str:
    left = shared.copy()
    kept = []
    for line in lines:
        if left[line]:
            left[line] -= 1
        else:
            kept.append(line)
    return "\n".join(kept)

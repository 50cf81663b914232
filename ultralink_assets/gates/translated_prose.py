"""The prose of a text and of its translation, which gates compare: less code, formulas and addresses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ultralink_assets.languages.protection import pieces_of
from ultralink_assets.records import Translated


def changed_prose(translated: Translated) -> tuple[str, str]:
    """Source and translation less pieces, and less the lines that they share: code stands without a fence, too."""
    ours, theirs = prose_of(translated.source).splitlines(), prose_of(translated.text).splitlines()
    shared = Counter(ours) & Counter(theirs)
    return _less(ours, shared), _less(theirs, shared)


def prose_of(text: str) -> str:
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

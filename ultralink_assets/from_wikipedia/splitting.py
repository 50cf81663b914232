"""An article's text, and where it is cut: even pieces of whole sentences, best at section borders.

Every passage is one stretch of the article's text, so that what lies between two passages is blanks and the headings
that a passage begins with; nothing else is lost. A passage's first headings are its path; headings inside stay in the
text as lines of their own::

    The canal was opened in 1795. […]          <- lead, headings ()
    ---------------------------------------------------- cut
    Sorrel's plan met two obstacles. […]       <- headings ("History", "Planning"), whose lines are left out

    Construction                               <- a heading inside of the passage

    Work began at Marl Bank. […]
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from math import ceil

from ultralink_assets.languages.model import Language
from ultralink_assets.languages.sentences import split_sentences
from ultralink_assets.languages.tokens import count_tokens
from ultralink_assets.records import Article, Section

_PARAGRAPH_BORDER = re.compile(r"\s*\n[^\S\n]*\n\s*")


class Border(IntEnum):
    """What a piece begins after."""

    SECTION = 0
    PARAGRAPH = 1
    LINE = 2
    SENTENCE = 3


# Against squared deviations from the even share: a cut at a paragraph may be a fifth off to fall on a section border.
_PENALTY = {Border.SECTION: 0.0, Border.PARAGRAPH: 0.04, Border.LINE: 0.15, Border.SENTENCE: 0.3}
_SHORT_PENALTY = 10.0  # below half of the even share


@dataclass(frozen=True, slots=True)
class Piece:
    """``text[start:end]``, never cut any further, and the path of headings above it."""

    start: int
    end: int
    border: Border
    headings: tuple[str, ...]


def lay_out(article: Article) -> tuple[str, list[Piece]]:
    """The article's whole text, headings on lines of their own, and its paragraphs."""
    lines: list[str] = []
    pieces: list[Piece] = []
    at = 0
    for section, path in _with_paths(article.sections):
        for block in filter(None, (section.heading, section.text)):
            lines.append(block + "\n\n")
            if block is section.text:
                pieces += _paragraphs(block, at, path)
            at += len(block) + 2
    return "".join(lines).rstrip(), pieces


def split(text: str, paragraphs: Sequence[Piece], limit: int, language: Language) -> list[Piece]:
    """Consecutive passages of fewer than ``limit`` tokens, as few and as even as paragraphs allow.

    A text of at most ``limit`` tokens is one passage. Paragraphs that are too long, and all of them where a passage
    would be shorter than half of the average, are cut at line breaks and sentence ends. A single sentence of ``limit``
    tokens or more is a passage of its own.
    """
    if not paragraphs:
        return []
    whole = _joined(paragraphs)
    if _tokens(text, whole, language) <= limit:
        return [whole]
    pieces = [part for one in paragraphs for part in _refined(text, one, limit, language)]
    passages = _packed(text, pieces, limit, language)
    if _uneven([min(limit, _tokens(text, one, language)) for one in passages]):
        sentences = [part for one in paragraphs for part in _sentences(text, one, language)]
        passages = _packed(text, sentences, limit, language)
    return passages


# -------------------------------------------------------------------------------------- pieces


def _with_paths(sections: Sequence[Section]) -> Iterator[tuple[Section, tuple[str, ...]]]:
    """Each section with the headings above it and its own."""
    stack: list[Section] = []
    for section in sections:
        while stack and stack[-1].level >= section.level:
            stack.pop()
        stack.append(section)
        yield section, tuple(one.heading for one in stack if one.heading)


def _paragraphs(block: str, offset: int, path: tuple[str, ...]) -> Iterator[Piece]:
    border, start = Border.SECTION, 0
    ends = [(found.start(), found.end()) for found in _PARAGRAPH_BORDER.finditer(block)]
    for end, following in [*ends, (len(block), len(block))]:
        if piece := _trimmed(block, start, end):
            yield Piece(offset + piece[0], offset + piece[1], border, path)
            border = Border.PARAGRAPH
        start = following


def _refined(text: str, piece: Piece, limit: int, language: Language) -> Iterator[Piece]:
    if _tokens(text, piece, language) < limit:
        yield piece
    else:
        yield from _sentences(text, piece, language)


def _sentences(text: str, piece: Piece, language: Language) -> Iterator[Piece]:
    border, start = piece.border, piece.start
    for sentence in split_sentences(text[piece.start : piece.end], language):
        end = start + len(sentence)
        if span := _trimmed(text, start, end):
            yield Piece(span[0], span[1], border, piece.headings)
            border = Border.LINE if "\n" in text[span[1] : end] else Border.SENTENCE
        start = end


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The span without blanks at its ends; None when nothing is left."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


# ------------------------------------------------------------------------------------- packing


def _packed(text: str, pieces: Sequence[Piece], limit: int, language: Language) -> list[Piece]:
    """The fewest passages; of those the most even, with cuts at the best borders. Dynamic programming over cuts."""
    total = _tokens(text, _joined(pieces), language)
    cost = _cost_by(total / ceil(total / max(1, limit - 1)))
    best: list[tuple[int, float, int]] = [(0, 0.0, 0)]  # passages, cost, begin of the last passage
    for end in range(1, len(pieces) + 1):
        found: list[tuple[int, float, int]] = []
        for begin in range(end - 1, -1, -1):
            tokens = count_tokens(text[pieces[begin].start : pieces[end - 1].end], language)
            if tokens >= limit and begin < end - 1:
                break
            count, before, _ = best[begin]
            found.append((count + 1, before + cost(tokens, pieces[begin].border), begin))
        best.append(min(found))
    return _chosen(pieces, best)


def _cost_by(share: float) -> Callable[[int, Border], float]:
    def cost(tokens: int, border: Border) -> float:
        short = _SHORT_PENALTY if tokens < share / 2 else 0.0
        return float((tokens / share - 1) ** 2) + _PENALTY[border] + short

    return cost


def _chosen(pieces: Sequence[Piece], best: Sequence[tuple[int, float, int]]) -> list[Piece]:
    passages: list[Piece] = []
    end = len(pieces)
    while end:
        begin = best[end][2]
        passages.append(_joined(pieces[begin:end]))
        end = begin
    return passages[::-1]


def _joined(pieces: Sequence[Piece]) -> Piece:
    first = pieces[0]
    return Piece(first.start, pieces[-1].end, first.border, first.headings)


def _uneven(tokens: Sequence[int]) -> bool:
    return min(tokens) * len(tokens) * 2 < sum(tokens)


def _tokens(text: str, piece: Piece, language: Language) -> int:
    return count_tokens(text[piece.start : piece.end], language)

"""What a translation must not touch: code, formulas, addresses, the answer. It is replaced by placeholders, and put back.

``protect("Is `x` at $x_1$?")`` gives ``"Is ⟦1⟧ at ⟦2⟧?"`` and the pieces; equal pieces share a placeholder, so that a
reader sees what is the same. A text's own "⟦7⟧" is a piece too, so ``restore`` never takes it for one of ours. `pieces_of`
finds the same pieces where nothing was replaced.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from ultralink_assets.languages.words import STUCK, WIDE

Kind = Literal["code block", "inline code", "formula", "address", "answer", "placeholder"]

LONGEST_FORMULA = 20_000  # characters; keeps hostile texts of openers alone from being searched to their end each time
_PLACEHOLDER = re.compile(r"⟦[ \t]?(\d{1,6})[ \t]?⟧")
# A fence may stand in a list or a quotation. CommonMark: no backtick follows one of backticks on its line.
_FENCE = re.compile(
    r"^[ \t]*(?:(?:[-*+>]|\d{1,9}[.)])[ \t]+)*(?P<fence>(?P<mark>`{3,})[^`\n]*|(?P<tildes>~{3,})[^\n]*)$", re.MULTILINE
)
_CLOSING = re.compile(r"^[ \t>]*(?P<mark>`{3,}|~{3,})[ \t]*\r?$", re.MULTILINE)
_TICKS = re.compile(r"`+")
# A dollar opens a formula only before and closes it only after a non-blank, and no digit follows: "$5 and $10" is money.
_DOLLARS = re.compile(rf"(?<![\\$])(?<!{STUCK})\$(?![\s$])(?P<inner>(?:\\[^\n]|[^$\n\\])*)(?<!\s)\$(?![\d$])")
_MONEY = re.compile(r"\A\d[\d.,]*\s+[^\W\d_]{2,}|(?:(?<!\w)[^\W\d_]{2,}[ ,]+){3}")
_FORMULA_SIGN = re.compile(r"[\\^_={}]")
_ENVIRONMENT = re.compile(r"\\begin\{(\w{1,30}\*?)\}")
_ADDRESS = re.compile(rf"(?<!{STUCK})(?:(?:https?|ftp)://|www\.)[^\s{WIDE}<>\"`⟦⟧]+", re.IGNORECASE)
_BRACKETS = re.compile(r"[()\[\]{}]")
ANSWER_LINE = re.compile(r"(?P<cue>\bthe answer is:|^####)[ \t]*(?P<value>[^\n]*)", re.IGNORECASE | re.MULTILINE)
_NUMBER = re.compile(r"[-+−]?[$€£¥]?\d+(?:[.,:/]\d+)*[%°]?")
_WORD = re.compile(r"(?<![\\\w])[^\W\d_]{2,}")
_OPENER = re.compile(r"\$\$|\\\[|\\\(|\\begin\{")
_CLOSERS = {"$$": "$$", r"\[": r"\]", r"\(": r"\)"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text that stays as it is; ``start``: its place there."""

    start: int
    text: str
    kind: Kind

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Protected:
    """A text with placeholders for ``pieces``, which stand in their order in the text."""

    text: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Restored:
    """A text with its pieces put back; ``missing``: pieces whose placeholder is gone, as often as it is missing;
    ``extra``: placeholders of no piece, which were left where they are."""

    text: str
    missing: tuple[str, ...]
    extra: tuple[str, ...]


def protect(text: str) -> Protected:
    """``text`` with a placeholder for each of its pieces."""
    pieces = pieces_of(text)
    numbers = {piece: number for number, piece in enumerate(_distinct(pieces), 1)}
    parts, past = [], 0
    for piece in pieces:
        parts += [text[past : piece.start], f"⟦{numbers[piece.text]}⟧"]
        past = piece.end
    return Protected("".join([*parts, text[past:]]), pieces)


def restore(text: str, pieces: Sequence[Piece]) -> Restored:
    """``text``, a translation of a protected text, with ``pieces`` in place of their placeholders, byte for byte."""
    distinct = _distinct(pieces)
    seen, extra = Counter[str](), list[str]()

    def put_back(found: re.Match[str]) -> str:
        number = int(found[1])
        if not 1 <= number <= len(distinct):
            extra.append(found[0])
            return found[0]
        seen[distinct[number - 1]] += 1
        return distinct[number - 1]

    whole = _PLACEHOLDER.sub(put_back, text)
    missing = Counter(piece.text for piece in pieces) - seen
    return Restored(whole, tuple(missing.elements()), tuple(extra))


def pieces_of(text: str) -> tuple[Piece, ...]:
    """The pieces of ``text`` from its beginning to its end; none lies within another."""
    pieces: list[Piece] = []
    past = 0
    for block in _code_blocks(text):
        pieces += [*_within(text, past, block.start), block]
        past = block.end
    return (*pieces, *_within(text, past, len(text)))


def _distinct(pieces: Sequence[Piece]) -> list[str]:
    return list(dict.fromkeys(piece.text for piece in pieces))


# ------------------------------------------------------------------------------------ finding


def _code_blocks(text: str) -> Iterator[Piece]:
    """Fenced blocks. One that is never closed goes on to the end of the text, as it is shown."""
    at = 0
    while opening := _FENCE.search(text, at):
        start = opening.start("fence")
        mark = opening["mark"] or opening["tildes"]
        closings = _CLOSING.finditer(text, opening.end())
        at = next((one.end("mark") for one in closings if one["mark"].startswith(mark)), len(text))
        yield Piece(start, text[start:at], "code block")


def _within(text: str, start: int, end: int) -> Iterator[Piece]:
    """The other pieces of a stretch without code blocks. Of two that overlap the one that begins first counts, and
    code before formulas, formulas before addresses."""
    stretch = text[start:end]
    found = [*_inline_code(stretch), *_formulas(stretch), *_inline_formulas(stretch), *_addresses(stretch)]
    found += [Piece(one.start(), one[0], "placeholder") for one in _PLACEHOLDER.finditer(stretch)]
    past = 0
    kept = list[Piece]()
    for piece in sorted(found, key=lambda piece: piece.start):
        if piece.start >= past:
            kept.append(piece)
            past = piece.end
    for piece in sorted([*kept, *_answers(stretch, kept)], key=lambda piece: piece.start):
        yield Piece(start + piece.start, piece.text, piece.kind)


def _inline_code(text: str) -> Iterator[Piece]:
    """`x` or ``x``: from a run of backticks to the next that is as long, within a line."""
    for line in re.finditer(r"[^\n]+", text):
        runs = [(run.start(), run.end()) for run in _TICKS.finditer(line[0])]
        by_length: dict[int, list[int]] = {}
        for start, end in runs:
            by_length.setdefault(end - start, []).append(start)
        past = 0
        for start, end in runs:
            same = by_length[end - start]
            after = bisect_left(same, end)
            if start < past or after == len(same):
                continue
            past = same[after] + end - start
            yield Piece(line.start() + start, line[0][start:past], "inline code")


def _formulas(text: str) -> Iterator[Piece]:
    """$$…$$, \\[…\\], \\(…\\) and \\begin{…}…\\end{…}."""
    at = 0
    while opening := _OPENER.search(text, at):
        at = opening.end()
        if end := _end_of_formula(text, opening):
            yield Piece(opening.start(), text[opening.start() : end], "formula")
            at = end


def _end_of_formula(text: str, opening: re.Match[str]) -> int:
    """Where the formula ends; 0 when it does not."""
    limit = opening.start() + LONGEST_FORMULA
    if closer := _CLOSERS.get(opening[0]):
        end = text.find(closer, opening.end(), limit)
        return end + len(closer) if end > opening.end() else 0
    named = _ENVIRONMENT.match(text, opening.start())
    if not named:
        return 0
    opener, closer, depth, at = named[0], rf"\end{{{named[1]}}}", 1, named.end()
    while depth:
        end = text.find(closer, at, limit)
        if end < 0:
            return 0
        depth += text.count(opener, at, end) - 1
        at = end + len(closer)
    return at


def _inline_formulas(text: str) -> Iterator[Piece]:
    at = 0
    while found := _DOLLARS.search(text, at):
        if _MONEY.search(found["inner"]) and not _FORMULA_SIGN.search(found["inner"]):
            at = found.end() - 1  # "$5 for each of 3$": what seems to close it may open another
            continue
        at = found.end()
        yield Piece(found.start(), found[0], "formula")


def _addresses(text: str) -> Iterator[Piece]:
    for found in _ADDRESS.finditer(text):
        address = found[0][: _end_of_address(found[0])].rstrip(".,;:!?'*_~|\\")
        yield Piece(found.start(), address, "address")


def _end_of_address(address: str) -> int:
    """A bracket that was opened before the address closes after it."""
    depth = 0
    for bracket in _BRACKETS.finditer(address):
        depth += 1 if bracket[0] in "([{" else -1
        if depth < 0:
            return bracket.start()
    return len(address)


def _answers(text: str, others: Sequence[Piece]) -> Iterator[Piece]:
    """What follows "The answer is:" or "####" on its line, or its number when there are words beside it."""
    starts = [piece.start for piece in others]
    for found in ANSWER_LINE.finditer(text):
        at = bisect_left(starts, found.start("value"))
        end = min(found.end("value"), others[at].start if at < len(others) else len(text))
        inside = at > 0 and others[at - 1].end > found.start("value")
        value = text[found.start("value") : end].rstrip().rstrip(".")
        if _WORD.search(value):
            number = _NUMBER.match(value)
            value = number[0] if number else ""
        if value and not inside:
            yield Piece(found.start("value"), value, "answer")

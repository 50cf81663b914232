"""Rows of JSON lines and of a JSON list, as bytes, cut from a file in bounded steps.

A row that is larger than `LARGEST_ROW` is passed by without being held. Cutting a list looks at nothing but strings and
brackets, so that a row that can't be parsed costs no other row.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

from pydantic_core import from_json

from ultralink_assets.records import InputError

LARGEST_ROW = 16 * 1024 * 1024  # bytes of a row; the longest conversations of the known data sets have 2 MB
LARGEST_GAP = 1024 * 1024  # bytes between two rows
_BLANK = b" \t\r\n"
_BETWEEN = b", \t\r\n"
_COMMA_ALLOWED = re.compile(rb"\s*,?\s*")
# A string with its end, or as far as the bytes go (a last backslash waits for what it escapes); or a bracket.
_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+("|\\?\Z)|[\[\]{}]', re.DOTALL)
_REST_OF_STRING = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+("|\\?\Z)', re.DOTALL)


class Unread(NamedTuple):
    """A row that can't be read: ``reason`` is one of `formats.REASONS`."""

    reason: str
    detail: str


TOO_LARGE = Unread("too_large", f"larger than {LARGEST_ROW >> 20} MiB")


def parse(row: bytes | Unread) -> object:
    """What the row holds, or why it can't be read. A lone surrogate is left to whoever stores the text."""
    if isinstance(row, Unread):
        return row
    try:
        return from_json(row, cache_strings="keys")
    except ValueError:
        pass
    try:
        return json.loads(row.decode())  # knows lone surrogates, and says where a fault is
    except UnicodeDecodeError as error:
        return Unread("not_utf8", f"byte {error.start} of the row is {row[error.start]:#x}: {error.reason}")
    except (ValueError, RecursionError) as error:
        return Unread("not_json", f"{error}: {row[:60]!r}")


def lines(pieces: Iterator[bytes]) -> Iterator[bytes | Unread]:
    """The lines of a text, without their ends; blank ones too, so that the n-th is line n + 1 of the file."""
    held = b""
    skipping = False
    for piece in pieces:
        first, *more = piece.split(b"\n")
        for following in more:
            whole = held + first
            yield TOO_LARGE if skipping or len(whole) > LARGEST_ROW else whole
            held, first, skipping = b"", following, False
        held += first
        if skipping or len(held) > LARGEST_ROW:
            held, skipping = b"", True
    if skipping or held.strip(_BLANK):
        yield TOO_LARGE if skipping else held


def elements(pieces: Iterator[bytes], name: str) -> Iterator[bytes | Unread]:
    """The objects of a JSON list; raises `InputError` where the list itself is broken."""
    cutter = _ListCutter(name)
    for piece in pieces:
        yield from cutter.feed(piece)
    cutter.end()


class _ListCutter:
    """Follows strings and brackets. ``_held`` begins with what is not handed out, and is looked at up to ``_at``."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._held = b""
        self._at = 0
        self._depth = 0  # 1 between the rows, 2 and more in a row
        self._closed = False
        self._rows = 0
        self._too_large = False

    def feed(self, piece: bytes) -> Iterator[bytes | Unread]:
        self._held += piece
        start, cut_string = 0, b""
        for found in _TOKEN.finditer(self._held, self._at):
            if found[1] not in (None, b'"'):  # the string goes on in the next piece
                self._at, cut_string = found.start(), b'"' + found[1]
                break
            self._at = found.end()
            if self._depth < 2:
                self._enter(self._held[start : found.start()], found[0])
                start = found.start() if self._depth == 2 else found.end()
            elif found[0] in b"[{":
                self._depth += 1
            elif found[0] in b"]}":
                self._depth -= 1
                if self._depth == 1:
                    yield self._row(self._held[start : found.end()])
                    start = found.end()
        else:
            self._at = len(self._held)
        self._keep(start, cut_string)

    def end(self) -> None:
        """Raises `InputError` when the list was not whole."""
        if self._depth or self._held.strip(_BLANK):
            self._refuse("the file ends within the list" if self._depth else "something follows the list")

    def _enter(self, before: bytes, token: bytes) -> None:
        """One step outside of the rows: into the list, into a row, or out of the list."""
        if (between := before.strip(_BETWEEN if self._depth else _BLANK)) or self._closed or token not in b"[{]":
            self._refuse(f"{(between or token)[:60]!r} stands where a row should")
        self._closed = token == b"]"
        self._depth += -1 if self._closed else 1

    def _row(self, row: bytes) -> bytes | Unread:
        too_large = self._too_large or len(row) > LARGEST_ROW
        self._too_large = False
        self._rows += 1
        return TOO_LARGE if too_large else row

    def _keep(self, start: int, cut_string: bytes) -> None:
        """Drop what was handed out, and of a row that is too large everything but where it goes on."""
        self._held, self._at = self._held[start:], self._at - start
        if self._depth < 2 and len(self._held) > LARGEST_GAP:
            self._refuse(f"{self._held[:60]!r} stands where a row should")
        if self._too_large or len(self._held) > LARGEST_ROW:
            self._held, self._at, self._too_large = cut_string, 0, True

    def _refuse(self, why: str) -> None:
        raise InputError(
            f"{self._name}, row {self._rows}: not a list of rows: {why}",
            "download the file again, or write one row a line",
        )

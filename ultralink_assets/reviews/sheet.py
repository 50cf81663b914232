"""The file that goes to reviewers and comes back: CSV in UTF-8, one row a dialogue.

    item_id,verdict,note,reviewer,title,passage,dialogue
    ru:7:5c1f0e9a77b2d310:grounded:0f6c2d…,,,,Каменка,"Каменка — …","Вопрос: …"

It is written with commas, quotes where needed, and a byte order mark, without which Excel takes UTF-8 for something
else. Spreadsheets save it their way, and all of that is read: other separators and orders of columns, with and without
the mark, UTF-16, further columns, rows and cells that are gone.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ultralink_assets.records import InputError
from ultralink_assets.reviews.cells import shield, unshield

TO_FILL = ("verdict", "note", "reviewer")
COLUMNS = ("item_id", *TO_FILL, "title", "passage", "dialogue")
NEEDED = ("item_id", "verdict")
DELIMITERS = (",", ";", "\t", "|")
SAVE_AS = "save it as 'CSV UTF-8' (Excel) or as 'Text CSV' with the character set UTF-8 (LibreOffice)"
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_LONGEST_CELL = 1 << 24


@dataclass(frozen=True, slots=True)
class Line:
    """One row; ``number`` is what a spreadsheet shows beside it (1 is the header). ``cells``: column to text."""

    number: int
    cells: Mapping[str, str]


def write(rows: Iterable[Mapping[str, str]]) -> bytes:
    """The file. ``rows`` hold some of `COLUMNS`; the others stay empty."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({name: shield(cell) for name, cell in row.items()} for row in rows)
    return text.getvalue().encode("utf-8-sig")


def read(content: bytes) -> list[Line]:
    """The rows that hold anything. Raises `InputError` when this is no such file; the path is not known here."""
    text = _decoded(content)
    if text[:4].lower() == "sep=":  # Excel's own way of naming the separator; it shows no such row
        text = text.split("\n", 1)[-1]
    before = csv.field_size_limit(_LONGEST_CELL)
    try:
        records = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
        return list(_lines(records))
    except csv.Error as error:
        raise InputError(
            f"no whole CSV file: {error}", f"look for a quote without its partner, or {SAVE_AS}"
        ) from error
    finally:
        csv.field_size_limit(before)


def _decoded(content: bytes) -> str:
    if content.startswith(_WORKBOOKS):
        raise InputError("this is a workbook (xlsx, ods, xls), not a CSV file", f"open it and {SAVE_AS}")
    encoding = "utf-16" if content.startswith(_UTF16) else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(f"not {encoding.upper()}: {error.reason} at byte {error.start}", SAVE_AS) from error


def _names(header: Sequence[str]) -> list[str]:
    return [name.strip().lower() for name in header]


def _delimiter(text: str) -> str:
    """The separator by which the header has the columns that are needed; raises `InputError` when none does."""
    readers = {mark: csv.reader(io.StringIO(text, newline=""), delimiter=mark) for mark in DELIMITERS}
    headers = {mark: _names(next(reader, [])) for mark, reader in readers.items()}
    for mark, names in headers.items():
        if set(NEEDED) <= set(names):
            return mark
    seen = max(headers.values(), key=len)
    missing = ", ".join(name for name in NEEDED if name not in seen)
    raise InputError(
        f"no column {missing} in its first row, which has: {', '.join(seen) or 'nothing'}",
        f"keep the first row of the exported file: {', '.join(COLUMNS)}",
    )


def _lines(records: Iterator[list[str]]) -> Iterator[Line]:
    names = _names(next(records))
    if twice := [name for name in COLUMNS if names.count(name) > 1]:
        raise InputError(f"two columns are called {twice[0]!r}", "remove or rename one of them")
    for number, record in enumerate(records, 2):
        cells = {name: unshield(cell) for name, cell in zip(names, record, strict=False)}
        if any(cell.strip() for cell in record):
            yield Line(number, cells)

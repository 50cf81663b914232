"""The file of reviewers survives spreadsheets: whatever its cells hold, whichever way it is saved."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ultralink_assets.records import InputError
from ultralink_assets.reviews import sheet
from ultralink_assets.reviews.cells import shield, unshield

HOSTILE = [
    "=cmd|'/c calc'!A1",
    "+1",
    "-5 °C",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1+1",
    "'=1",
    "''-1",
    "'tis",
    '"',
    "a;b,c\td|e",
]
HOSTILE += ["первая\nвторая\r\nтретья", "石碑上的字", "שלום עולם", "مرحبا", "👩‍🔬 🏳️‍🌈", "\ufeffmark", " blank ", ""]
CELLS = st.sampled_from(HOSTILE) | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30
)
ROWS = st.lists(st.fixed_dictionaries(dict.fromkeys(sheet.COLUMNS, CELLS)), max_size=5)


def filled(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """The rows that hold anything: others are no rows to a spreadsheet."""
    return [row for row in rows if any(shield(cell).strip() for cell in row.values())]


def resaved(content: bytes, encoding: str, **dialect: object) -> bytes:
    """The file as another program writes it after reading it, with the columns the other way round."""
    records = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    text = io.StringIO(newline="")
    csv.writer(text, **dialect).writerows(record[::-1] for record in records)  # type: ignore[arg-type]
    return text.getvalue().encode(encoding)


@given(CELLS)
def test_a_shielded_cell_comes_back_and_begins_no_formula(cell: str) -> None:
    assert unshield(shield(cell)) == cell
    assert not re.match(r"[=+\-@\t\r\n＝＋－＠]", shield(cell))


@given(ROWS)
@example([dict.fromkeys(sheet.COLUMNS, cell) for cell in HOSTILE])
def test_every_cell_comes_back(rows: list[dict[str, str]]) -> None:
    assert [line.cells for line in sheet.read(sheet.write(rows))] == filled(rows)


@given(
    ROWS,
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from([(csv.QUOTE_MINIMAL, "\r\n"), (csv.QUOTE_ALL, "\r\n"), (csv.QUOTE_ALL, "\n")]),
)
def test_every_cell_comes_back_from_another_program(
    rows: list[dict[str, str]], encoding: str, delimiter: str, style: tuple[int, str]
) -> None:
    quoting, end = style
    content = resaved(sheet.write(rows), encoding, delimiter=delimiter, quoting=quoting, lineterminator=end)
    assert [line.cells for line in sheet.read(content)] == filled(rows)


def test_it_opens_as_utf8_in_excel() -> None:
    assert sheet.write([]).startswith(b"\xef\xbb\xbfitem_id,verdict,note,reviewer,")


def test_rows_have_the_numbers_that_a_spreadsheet_shows() -> None:
    content = 'item_id,note,verdict\r\na,"two\nlines",keep\r\n,,\r\n\r\nb,,reject\r\n'
    assert [(line.number, line.cells["item_id"]) for line in sheet.read(content.encode())] == [(2, "a"), (5, "b")]


def test_the_separator_line_of_excel_is_no_row() -> None:
    [line] = sheet.read(b"sep=|\r\nVerdict |ITEM_ID|mood\r\nkeep|a|calm\r\n")
    assert line == sheet.Line(2, {"verdict": "keep", "item_id": "a", "mood": "calm"})


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04rest", "workbook.*\n.*CSV UTF-8"),
        ("item_id,verdict\r\na,да\r\n".encode("cp1251"), "not UTF-8-SIG.*\n.*CSV UTF-8"),
        (b"id;verdict;note\r\n", "no column item_id.*id, verdict, note"),
        (b"", "no column item_id, verdict.*nothing"),
        (b'[{"id": 1}]', "no column item_id"),
        (b"item_id,verdict,verdict\r\n", "two columns are called 'verdict'"),
        (b'item_id,verdict\r\n"a,keep\r\n', "no whole CSV file"),
    ],
    ids=["xlsx", "cp1251", "renamed", "empty", "json", "twice", "torn"],
)
def test_what_is_no_such_file_is_an_error_that_says_how_to_save_it(content: bytes, said: str) -> None:
    with pytest.raises(InputError, match=said):
        sheet.read(content)

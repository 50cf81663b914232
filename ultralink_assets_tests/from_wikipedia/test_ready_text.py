from __future__ import annotations

import io

import pyarrow as pa
import pyarrow.parquet
import pytest

from ultralink_assets import languages
from ultralink_assets.from_wikipedia.ready_text import LineDamagedError, Row, parquet_rows, parse_line, sections
from ultralink_assets.records import InputError

WORDS = languages.load("en").wikitext.model_copy(
    update={"category_namespaces": ("Category",), "skip_sections": ("References", "External links")}
)


def text_of(text: str, title: str = "Place") -> str:
    return "".join(section.text for section in sections(title, text, WORDS))


def test_a_line_of_wikiextractor_is_a_row() -> None:
    line = b'{"id": "12", "revid": "99", "url": "https://en.wikipedia.org/wiki?curid=12", "title": "T", "text": "x"}'
    assert parse_line(line) == Row(12, "T", "https://en.wikipedia.org/wiki?curid=12", "x", 99)


@pytest.mark.parametrize(
    "line", [b"{", b"[]", b'{"id": "1", "title": "T"}', b'{"id": "x", "title": "T", "text": ""}', b"\xff"]
)
def test_a_damaged_line_says_so(line: bytes) -> None:
    with pytest.raises(LineDamagedError, match="a line can't be read"):
        parse_line(line)


def test_paragraphs_become_lines_and_the_title_goes() -> None:
    assert text_of("Place\n\nOne sentence. \n\nHistory.\nTwo.\n") == "One sentence.\nHistory.\nTwo."


def test_category_names_at_the_end_go() -> None:
    body = "A town.\n\nIt has houses."
    assert text_of(body + "\n\nReferences\n\nExternal links\n\nTowns in Utopia\nPlaces") == "A town.\nIt has houses."
    assert text_of(body + "\n\nCategory:Towns\nCategory:Places") == "A town.\nIt has houses."


def test_a_last_line_that_is_prose_stays() -> None:
    body = "A town.\n\nIt is twinned with\nRome\nParis"
    assert text_of(body) == "A town.\nIt is twinned with\nRome\nParis"


def test_nothing_but_a_title_is_empty() -> None:
    assert sections("Place", "Place\n\n", WORDS) == ()


def test_parquet_comes_in_batches() -> None:
    table = pa.table({name: [f"{number}" for number in range(5)] for name in ("id", "url", "title", "text")})
    file = io.BytesIO()
    pa.parquet.write_table(table, file)
    batches = list(parquet_rows(file, "x.parquet", 2))
    assert [len(batch.rows) for batch in batches] == [2, 2, 1]
    assert batches[0].rows[1] == Row(1, "1", "1", "1", None)


def test_a_bad_row_of_parquet_is_damage_of_that_row_alone() -> None:
    table = pa.table({"id": ["1", "abc", "3", "4"], "title": ["t"] * 4, "text": ["x", "x", None, "x"]})
    file = io.BytesIO()
    pa.parquet.write_table(table, file)
    first, second = parquet_rows(file, "x.parquet", 2)
    assert [row.page_id for row in (*first.rows, *second.rows)] == [1, 4]
    assert first.damaged == ((1, "'id' is no whole number: 'abc'"),)
    assert second.damaged == ((2, "'text' is no text: None"),)


def test_parquet_that_is_something_else_is_an_error() -> None:
    file = io.BytesIO()
    pa.parquet.write_table(pa.table({"id": [1], "body": ["x"]}), file)
    with pytest.raises(InputError, match=r"x\.parquet: no column 'text'; it has id, body"):
        list(parquet_rows(file, "x.parquet", 2))
    with pytest.raises(InputError, match=r"x\.parquet: not a readable Parquet file"):
        list(parquet_rows(io.BytesIO(b"PAR1" + b"\0" * 50), "x.parquet", 2))

"""Text that others have made of Wikipedia: Parquet of ``wikimedia/wikipedia``, JSON lines of WikiExtractor.

::

    {"id": "7", "url": "https://ru.wikipedia.org/wiki/…", "title": "Литва", "text": "Литва́ — …\\n\\nИстория\\n\\n…"}
    {"id": "12", "revid": "18951", "url": "https://en.wikipedia.org/wiki?curid=12", "title": "Anarchism", "text": "…"}

Headings are not marked in either, so an article is one section.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

import ultralink_assets.languages as languages
from ultralink_assets.records import InputError, Section

LONGEST_CATEGORY = 100
_SENTENCE_END = re.compile(r"[.!?…。！？:;»”\"')\]]$")
_PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")
_BLANK = re.compile(r"[ \t\xa0]+\n")


class LineDamagedError(Exception):
    """One line is no row; the message says why."""


class Row(NamedTuple):
    """One article as others made it. ``revision_id`` is None where the source has none."""

    page_id: int
    title: str
    url: str
    text: str
    revision_id: int | None = None


def parse_line(line: bytes) -> Row:
    """A row from one JSON line; raises `LineDamagedError`."""
    try:
        return row_of(json.loads(line))
    except ValueError as error:  # JSON and UTF-8 errors are ValueErrors too
        raise LineDamagedError(f"a line can't be read: {error}: {line[:60]!r}") from error


def row_of(fields: object) -> Row:
    """A row from its fields; raises ValueError that names what is missing."""
    if not isinstance(fields, dict):
        raise ValueError("not an object")
    if missing := {"id", "title", "text"} - set(fields):
        raise ValueError(f"no {min(missing)!r}")
    for name in ("title", "text"):
        if not isinstance(fields[name], str):
            raise ValueError(f"{name!r} is no text: {fields[name]!r}")
    revision = _whole_number(fields, "revid") if fields.get("revid") else None
    return Row(_whole_number(fields, "id"), fields["title"], str(fields.get("url") or ""), fields["text"], revision)


def _whole_number(fields: dict[str, Any], name: str) -> int:
    try:
        return int(str(fields[name]))
    except ValueError:
        raise ValueError(f"{name!r} is no whole number: {fields[name]!r}") from None


class Batch(NamedTuple):
    """Rows of a Parquet file. ``damaged`` holds the number in the file (from 0) of what is no row, and why."""

    rows: tuple[Row, ...]
    damaged: tuple[tuple[int, str], ...]


def parquet_rows(file: BinaryIO, name: str, rows: int) -> Iterator[Batch]:
    """Batches of at most ``rows`` rows of a Parquet file with the columns id, url, title, text."""
    import pyarrow as arrow
    import pyarrow.parquet as parquet

    try:
        table = parquet.ParquetFile(file)
        if missing := {"id", "title", "text"} - set(table.schema_arrow.names):
            raise InputError(
                f"{name}: no column {min(missing)!r}; it has {', '.join(table.schema_arrow.names)}",
                "give Parquet files with id, url, title, text, as in the data set wikimedia/wikipedia",
            )
        columns = [column for column in ("id", "url", "title", "text") if column in table.schema_arrow.names]
        first = 0
        for batch in table.iter_batches(batch_size=rows, columns=columns):
            yield _batch(batch.to_pylist(), first)
            first += len(batch)
    except (arrow.ArrowException, OSError, ValueError) as error:
        raise InputError(f"{name}: not a readable Parquet file: {error}", "download it again") from error


def _batch(found: list[dict[str, Any]], first: int) -> Batch:
    rows: list[Row] = []
    damaged: list[tuple[int, str]] = []
    for number, fields in enumerate(found, first):
        try:
            rows.append(row_of(fields))
        except ValueError as error:
            damaged.append((number, str(error)))
    return Batch(tuple(rows), tuple(damaged))


def sections(title: str, text: str, words: languages.Wikitext) -> tuple[Section, ...]:
    """The article's only section: its paragraphs, without the title and the category names around them."""
    text = _BLANK.sub("\n", text.replace("\r\n", "\n")).strip()
    first, _, rest = text.partition("\n")
    if first.strip() == title:
        text = rest.strip()
    paragraphs = _PARAGRAPHS.split(text)
    while paragraphs and _is_tail(paragraphs[-1], paragraphs[:-1], words):
        paragraphs.pop()
    body = "\n".join(line.strip() for paragraph in paragraphs for line in paragraph.split("\n") if line.strip())
    return (Section(1, "", body),) if body else ()


def _is_tail(paragraph: str, before: list[str], words: languages.Wikitext) -> bool:
    """Whether a last paragraph holds category names, or is the heading of a section that has no prose left."""
    lines = [line.strip() for line in paragraph.split("\n")]
    names = (*words.category_namespaces, "Category")
    if all(line.lower().startswith(tuple(f"{name.lower()}:" for name in names)) for line in lines):
        return True
    headings = {heading.lower() for heading in words.skip_sections}
    if len(lines) == 1 and lines[0].rstrip(".").lower() in headings:
        return True
    # Bare names, one a line, right under such a heading: nothing else of an article looks so.
    under = bool(before) and before[-1].strip().rstrip(".").lower() in headings
    short = all(len(line) <= LONGEST_CATEGORY and not _SENTENCE_END.search(line) for line in lines)
    return under and short

"""Files of English data: JSON lines, a JSON list or Parquet, told by their content; packed by gzip, zstd or bz2.

A row has a number in its file, from 0: in JSON lines it is its line less one, blank lines counted. `blocks` cuts a file
into runs of rows that depend on the file alone, so that a block that is done need not be read again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from io import RawIOBase
from itertools import count
from pathlib import Path
from typing import BinaryIO, Literal, NamedTuple

import pyarrow as arrow

from ultralink_assets.from_english.json_rows import Unread, elements, lines, parse
from ultralink_assets.from_english.parquet_rows import ParquetRows
from ultralink_assets.records import InputError
from ultralink_assets.sources import (
    Packing,
    Source,
    Wanted,
    expand,
    inspect,
    name_of,
    packing_of,
    unpacked_head,
)

BLOCK_ROWS = 2000
BLOCK_BYTES = 8 * 1024 * 1024
STEP = 1024 * 1024
_MARK = b"\xef\xbb\xbf"  # of UTF-8, where Windows wrote the file

Content = Literal["json_lines", "json", "parquet"]

_DATA_FILE = Wanted("data file", "*.jsonl", "correct the path, the glob or the URL")
_HINT = "give JSON lines, a JSON list of rows, or Parquet; packed by gzip, zstd or bz2, or not at all"


@dataclass(frozen=True, slots=True)
class DataFile(Source):
    """One file, and what it is. ``name`` has as many of its folders as make it the only one of that name."""

    content: Content
    packing: Packing


class Block(NamedTuple):
    """Consecutive rows of one file, of which the first has the number ``first``.

    ``rows`` gives each row's number and what it holds: an object's fields, another value, or why it can't be read
    (`Unread`). They are read as they are asked for: once, and before the next block.
    """

    first: int
    rows: Iterator[tuple[int, object]]


def find_files(patterns: Sequence[str]) -> tuple[DataFile, ...]:
    """All files that the paths, globs and URLs name, in order.

    Raises `InputError` when one names no file, a file is named twice, or is none that can be read.
    """
    urls = [url for pattern in patterns for url in expand(pattern, _DATA_FILE)]
    for place, times in Counter(map(_place, urls)).items():
        if times > 1:
            raise InputError(f"{place}: named {times} times, by {', '.join(patterns)}", "name each file once")
    files = [_inspect(url) for url in urls]
    return tuple(replace(file, name=name) for file, name in zip(files, _names(urls), strict=True))


def _place(url: str) -> str:
    """One name for one file: of a local one, where it lies after all links."""
    local = url.removeprefix("file://")
    return local if "://" in local else str(Path(local).resolve())


def _names(urls: Sequence[str]) -> list[str]:
    """The end of each URL, with so many of its folders that no two are the same."""
    for parts in count(1):
        names = ["/".join(url.rstrip("/").split("/")[-parts:]) for url in urls]
        if len(set(names)) == len(urls):
            break
    return names


def _inspect(url: str) -> DataFile:
    file, head = inspect(url, _DATA_FILE)
    return DataFile(file.url, file.name, file.size, file.fingerprint, *recognize(head, url))


def recognize(head: bytes, name: str) -> tuple[Content, Packing]:
    """What a file is, by its first bytes; raises `InputError` for what holds no rows."""
    if head.startswith(b"PAR1"):
        return "parquet", "none"
    packing = packing_of(head)
    text = unpacked_head(head, packing)
    if text is None:
        raise InputError(f"{name}: damaged or cut: its first bytes can't be unpacked as {packing}", "download it again")
    start = text.removeprefix(_MARK).lstrip()
    if start[:1] == b"{":
        return "json_lines", packing
    if start[:1] == b"[":
        return "json", packing
    inside = f"{packing} of " if packing != "none" else ""
    raise InputError(f"{name}: not a data file, but {inside}{name_of(start, text)}", _HINT)


def blocks(file: DataFile, binary: BinaryIO, fields: frozenset[str]) -> Iterator[Block]:
    """The blocks of an opened file. Of Parquet only the columns of these ``fields`` are read, where it has any.

    Raises `InputError` that names the row at which a damaged or cut file ends.
    """
    binary.seek(0)
    if file.content == "parquet":
        table = ParquetRows(binary, file.url, fields)
        for first in range(0, table.count, BLOCK_ROWS):
            yield Block(first, table.rows(first, min(BLOCK_ROWS, table.count - first)))
        return
    for first, block in _json_blocks(_json_rows(file, binary)):
        yield Block(first, ((number, parse(row)) for number, row in block))


def _json_rows(file: DataFile, binary: BinaryIO) -> Iterator[tuple[int, bytes | Unread]]:
    number = -1
    pieces = _pieces(file, binary)
    try:
        for number, row in enumerate(lines(pieces) if file.content == "json_lines" else elements(pieces, file.url)):
            if isinstance(row, Unread) or row.strip():
                yield number, row
    except OSError as error:
        raise InputError(
            f"{file.url}, row {number + 1}: damaged or cut: {error}",
            "download the file again; the rows before are right, but some are missing",
        ) from error


def _json_blocks(
    rows: Iterator[tuple[int, bytes | Unread]],
) -> Iterator[tuple[int, list[tuple[int, bytes | Unread]]]]:
    block: list[tuple[int, bytes | Unread]] = []
    size = 0
    for number, row in rows:
        block.append((number, row))
        size += len(row)
        if len(block) == BLOCK_ROWS or size >= BLOCK_BYTES:
            yield block[0][0], block
            block, size = [], 0
    if block:
        yield block[0][0], block


def _pieces(file: DataFile, binary: BinaryIO) -> Iterator[bytes]:
    """The text in bounded steps, without the mark of its encoding."""
    source: BinaryIO | arrow.CompressedInputStream = binary
    if file.packing != "none":
        source = arrow.CompressedInputStream(arrow.PythonFile(_Kept(binary)), file.packing)
    mark = _MARK
    while piece := source.read(STEP):
        yield piece.removeprefix(mark)
        mark = b""


class _Kept(RawIOBase):
    """A view of a file that stays open when Arrow closes what it has read."""

    def __init__(self, binary: BinaryIO) -> None:
        self._binary = binary

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        return self._binary.read(size)

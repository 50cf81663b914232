"""A source is cut into units of work: whole bz2 streams where it has many, runs of whole pages where it has not.

The cutting reads each file once, in order, in one process; what costs time (bz2 of a multistream dump, XML, cleaning)
is left to whoever reads the units. Where a file is one stream, it is unpacked while it is cut: a stopped run unpacks
the finished part again, but cleans none of it twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice, zip_longest
from typing import BinaryIO, Literal

from ultralink_assets.from_wikipedia import ready_text
from ultralink_assets.from_wikipedia.dump_sources import DumpSource
from ultralink_assets.from_wikipedia.page_xml import LONGEST_TAG, NO_SITE, PAGE_START, PageCutter, Site, parse_site
from ultralink_assets.from_wikipedia.streams import (
    Break,
    Piece,
    read_at,
    read_plain,
    stream_starts,
    unpack_bz2,
    unpack_gzip,
)
from ultralink_assets.from_wikipedia.unit import Damage, Unit
from ultralink_assets.records import InputError
from ultralink_assets.sources import open_source

UNIT_STREAMS = 4  # 400 pages of a multistream dump
UNIT_PACKED_BYTES = 1024 * 1024
UNIT_PAGES = 200
UNIT_TEXT_BYTES = 8 * 1024 * 1024
LARGEST_STREAM = 8 * 1024 * 1024  # a larger one is read in order, as a file of one stream is
MAX_STREAM_TEXT = 64 * 1024 * 1024  # 100 pages make some 5 MiB; a stream with more text is read in order too
MAX_HEAD_BYTES = 1024 * 1024
MAX_LINE_BYTES = 64 * 1024 * 1024
FIRST_STREAMS = 16 * 1024 * 1024  # a multistream dump shows its second stream within so many bytes


def units(sources: Sequence[DumpSource]) -> Iterator[Unit]:
    """All units of the sources, in order; raises `InputError` for what can't be or must not be read."""
    for number, source in enumerate(sources):
        with open_source(source) as file:
            yield from _units_of(source, f"{number:04d}", file)


def _units_of(source: DumpSource, prefix: str, file: BinaryIO) -> Iterator[Unit]:
    if source.content == "parquet":
        return _row_units(source, prefix, file)
    if source.content == "json_lines":
        return _line_units(source, prefix, _unpack(source, file))
    site = read_site(_unpack(source, file))
    if source.packing == "bz2" and is_multistream(file):
        return _stream_units(source, prefix, file, site)
    return _page_units(source, prefix, _unpack(source, file), site)


def _unpack(source: DumpSource, file: BinaryIO) -> Iterator[Piece]:
    match source.packing:
        case "bz2":
            return unpack_bz2(file)
        case "gzip":
            return unpack_gzip(file)
        case "none":
            return read_plain(file)


def read_site(pieces: Iterable[Piece]) -> Site:
    """The site from the beginning of a dump's text."""
    head = b""
    for piece in pieces:
        if isinstance(piece, Break):
            break
        head += piece
        if found := PAGE_START.search(head):
            return parse_site(head[: found.start()])
        if len(head) > MAX_HEAD_BYTES:
            break
    return parse_site(head[:MAX_HEAD_BYTES])


def is_multistream(file: BinaryIO) -> bool:
    """Whether streams after the first begin with a page, and are small enough to be read whole.

    Parallel compressors (pbzip2) make many streams too, which begin anywhere in the text.
    """
    starts = list(islice(stream_starts(file, before=FIRST_STREAMS), 4))
    return any(_is_small_and_aligned(file, start, end) for start, end in zip_longest(starts, starts[1:]))


def _is_small_and_aligned(file: BinaryIO, start: int, end: int | None) -> bool:
    size = 0
    for piece in unpack_bz2(file, start, end):
        if isinstance(piece, Break) or (size == 0 and not PAGE_START.match(piece.lstrip()[:LONGEST_TAG])):
            return False
        size += len(piece)
        if size > MAX_STREAM_TEXT:
            return False
    return size > 0


# ------------------------------------------------------------------------------- bz2 streams


def _stream_units(source: DumpSource, prefix: str, file: BinaryIO, site: Site) -> Iterator[Unit]:
    size = file.seek(0, 2)
    for start, end in group_streams(stream_starts(file), size):
        name = f"{prefix}-{start:013d}"
        if end - start > LARGEST_STREAM:
            yield from _page_units(source, name, unpack_bz2(file, start, end), site)
        else:
            yield Unit(
                name, source.name, "streams", start, read_at(file, start, end - start), site=site, url=source.url
            )


def group_streams(starts: Iterable[int], size: int) -> Iterator[tuple[int, int]]:
    """(start, end) of groups of streams, at most `UNIT_STREAMS` or `UNIT_PACKED_BYTES`; a large stream is alone."""
    first, last, streams = 0, 0, 0
    for border in chain(starts, [size]):
        large = border - last > LARGEST_STREAM
        if large and last > first:
            yield first, last
            first, streams = last, 0
        streams += 1
        if large or streams == UNIT_STREAMS or border - first >= UNIT_PACKED_BYTES or border == size:
            yield first, border
            first, streams = border, 0
        last = border


# ------------------------------------------------------------------- what is read in order


def _page_units(source: DumpSource, prefix: str, pieces: Iterable[Piece], site: Site) -> Iterator[Unit]:
    cutter = PageCutter(source.url)
    batch = _Batch(source, prefix, "pages", site)
    for piece in pieces:
        if isinstance(piece, Break):
            cutter.stop()
            cutter.take_lost()  # one damage, and nobody knows how many pages it cost
            batch.lose(piece.reason, None, piece.offset)
            continue
        for page in cutter.feed(piece):
            yield from batch.add(page)
        for lost in cutter.take_lost():
            batch.lose(lost, 1)
    cutter.stop()
    for lost in cutter.take_lost():
        batch.lose(lost, 1)
    yield from batch.rest()


class _Batch:
    """Gathers pages or lines until they make a unit, which is named by the number of its first page."""

    def __init__(self, source: DumpSource, prefix: str, kind: Literal["pages", "lines"], site: Site = NO_SITE) -> None:
        self._unit = Unit(prefix, source.name, kind, 0, site=site, url=source.url)
        self._parts: list[bytes] = []
        self._size = 0
        self._first = 0
        self._offset = 0
        self.damage: list[Damage] = []

    def add(self, part: bytes, ending: int = 0) -> Iterator[Unit]:
        """Add a part, after which ``ending`` bytes of the text were cut off."""
        self._parts.append(part)
        self._size += len(part) + ending
        if len(self._parts) == UNIT_PAGES or self._size >= UNIT_TEXT_BYTES:
            yield self._take()

    def lose(self, reason: str, pages: int | None, offset: int | None = None) -> None:
        at = self._offset + self._size if offset is None else offset
        self.damage.append(Damage(self._unit.source, at, reason, pages))

    def rest(self) -> Iterator[Unit]:
        if self._parts or self.damage:
            yield self._take()

    def _take(self) -> Unit:
        name = f"{self._unit.name}-{self._first:09d}"
        unit = replace(
            self._unit, name=name, offset=self._offset, payload=b"\n".join(self._parts), damage=tuple(self.damage)
        )
        self._first += len(self._parts)
        self._offset += self._size
        self._parts, self._size, self.damage = [], 0, []
        return unit


def _line_units(source: DumpSource, prefix: str, pieces: Iterable[Piece]) -> Iterator[Unit]:
    batch = _Batch(source, prefix, "lines")
    held = blank = b""
    for piece in pieces:
        if isinstance(piece, Break):
            batch.lose(piece.reason, None, piece.offset)
            held = b""
            continue
        *lines, held = (held + piece).split(b"\n")
        if len(held) > MAX_LINE_BYTES:
            raise InputError(
                f"{source.url}: refused, since it holds a line of more than {MAX_LINE_BYTES >> 20} MiB",
                "give JSON lines, one article a line",
            )
        for line in lines:
            blank += b"" if line.strip() else line + b"\n"
            if line.strip():
                yield from batch.add(blank + line, 1)  # with blank ones: an offset counts every byte before it
                blank = b""
    if held.strip():
        yield from batch.add(blank + held)
    yield from batch.rest()


def _row_units(source: DumpSource, prefix: str, file: BinaryIO) -> Iterator[Unit]:
    first = 0
    for rows, damaged in ready_text.parquet_rows(file, source.url, UNIT_PAGES):
        damage = tuple(Damage(source.name, number, reason, 1, "row") for number, reason in damaged)
        yield Unit(f"{prefix}-{first:013d}", source.name, "rows", first, rows=rows, damage=damage, url=source.url)
        first += len(rows) + len(damaged)

"""Unpacking bz2, gzip and plain files in bounded steps: memory stays flat, and damage costs one stream.

A multistream dump is many bz2 streams one after another (a header, 100 pages each, a footer); each begins with
``BZh9`` and the block magic ``1AY&SY``, and ends with the magic 0x177245385090 and a checksum, at any bit.
"""

from __future__ import annotations

import bz2
import re
import sys
import zlib
from collections import deque
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import BinaryIO

PACKED_STEP = 256 * 1024  # bytes read at once
UNPACKED_STEP = 1024 * 1024  # bytes unpacked at once: what a bomb can cost before somebody looks
STREAM_START = re.compile(rb"BZh[1-9]1AY&SY")
START_LENGTH = 10
END_MAGIC = 0x177245385090
END_LENGTH = 11  # magic, checksum and up to 7 bits of padding
# A block is decoded before its checksum is compared, so its text may be wrong although it was handed out. Blocks hold
# at most 900 kB before their runs are expanded; twice that is held back until more has come or the stream has ended.
HELD_BACK = 2 * 900_000
BLOCK_REACH = 2 * 1024 * 1024  # a faulty block is noticed at most so many packed bytes after it began


@dataclass(frozen=True, slots=True)
class Break:
    """Where the text stops being continuous: the damaged stream begins at byte ``offset`` of the file."""

    offset: int
    reason: str


Piece = bytes | Break


def stream_starts(file: BinaryIO, after: int = 0, before: int = sys.maxsize) -> Iterator[int]:
    """Offsets > ``after`` where a bz2 stream starts right behind the end of another; looks no further than ``before``.

    The bytes of a start may also occur inside of packed data; without the end of a stream before them, they do not
    count. (So a stream whose end is missing is joined with the next; `unpack_bz2` finds the start inside.)
    """
    overlap = START_LENGTH + END_LENGTH
    position, tail = after, b""
    while data := read_at(file, position, min(UNPACKED_STEP, before - position)):
        window, base = tail + data, position - len(tail)
        for found in STREAM_START.finditer(window):
            # What starts in the overlap was seen before, unless the chunk cut it.
            seen = found.end() <= len(tail)
            if not seen and base + found.start() > after and _ends_stream(window[: found.start()]):
                yield base + found.start()
        tail = window[-overlap:]
        position += len(data)


def _ends_stream(before: bytes) -> bool:
    last = int.from_bytes(before[-END_LENGTH:], "big")
    return any((last >> padding >> 32) & 0xFFFFFFFFFFFF == END_MAGIC for padding in range(8))


def read_at(file: BinaryIO, position: int, size: int) -> bytes:
    """At most ``size`` bytes from ``position``; empty at the end."""
    file.seek(position)
    return file.read(size)


def read_plain(file: BinaryIO) -> Iterator[Piece]:
    """The file's bytes as they are."""
    position = 0
    while data := read_at(file, position, UNPACKED_STEP):
        yield data
        position += len(data)


def unpack_bz2(file: BinaryIO, start: int = 0, end: int | None = None) -> Iterator[Piece]:
    """The text of the streams in ``file[start:end]``; a damaged stream gives what is sure of it, then a `Break`."""
    end = file.seek(0, 2) if end is None else end
    position = start
    while position < end:
        position = yield from _unpack_stream(file, position, end)


def _unpack_stream(file: BinaryIO, start: int, end: int) -> Generator[Piece, None, int]:
    """Unpack one stream; returns where the next one starts."""
    if not re.match(rb"BZh[1-9]", read_at(file, start, 4)):
        yield Break(start, "something that is not bzip2 data")
        return _next_start(file, start + 1, end)
    decompressor = bz2.BZ2Decompressor()
    held: deque[bytes] = deque()
    position, reason = start, ""
    while not decompressor.eof:
        data = b""
        if decompressor.needs_input:
            data = read_at(file, position, min(PACKED_STEP, end - position))
            position += len(data)
            if not data:
                reason = "the bzip2 stream ends too early (cut off, or an unfinished download)"
                break
        try:
            held.append(decompressor.decompress(data, UNPACKED_STEP))
        except OSError as error:
            reason = f"the bzip2 stream is corrupt ({error})"
            held.clear()
            break
        while sum(map(len, held)) - len(held[0]) > HELD_BACK:
            yield held.popleft()
    yield from held
    if not reason:
        return position - len(decompressor.unused_data)
    yield Break(start, reason)
    return _next_start(file, max(start + 1, position - BLOCK_REACH), end)


def _next_start(file: BinaryIO, position: int, end: int) -> int:
    while position < end:
        window = read_at(file, position, min(UNPACKED_STEP, end - position))
        if found := STREAM_START.search(window):
            return position + found.start()
        position += max(len(window) - START_LENGTH + 1, 1)
    return end


def unpack_gzip(file: BinaryIO) -> Iterator[Piece]:
    """The text of all members of a gzip file; behind damage nothing can be found again."""
    position = start = 0
    decompressor = zlib.decompressobj(wbits=31)
    while data := decompressor.unconsumed_tail or read_at(file, position, PACKED_STEP):
        if not decompressor.unconsumed_tail:
            position += len(data)
        try:
            yield decompressor.decompress(data, UNPACKED_STEP)
        except zlib.error as error:
            yield Break(start, f"the gzip data is corrupt ({error})")
            return
        if decompressor.eof:
            position -= len(decompressor.unused_data)
            if read_at(file, position, 2) != b"\x1f\x8b":
                return  # padding, as gzip itself allows
            start, decompressor = position, zlib.decompressobj(wbits=31)
    if rest := decompressor.flush():
        yield rest
    yield Break(start, "the gzip data ends too early (cut off, or an unfinished download)")

"""Telling what a file is by its first bytes: its name decides nothing. A zip called .bz2 is a zip."""

from __future__ import annotations

import bz2
import zlib
from typing import Literal

Packing = Literal["bz2", "gzip", "zstd", "none"]

FIRST_BLOCK_BYTES = 1024 * 1024  # bzip2 gives nothing before a whole block (900 kB of text) is there, zstd 128 KiB
UNPACKED_BYTES = 64 * 1024

_PACKED_MAGIC: dict[bytes, Packing] = {b"BZh": "bz2", b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd"}
_OTHER_MAGIC = {
    b"PK\x03\x04": "a zip archive",
    b"7z\xbc\xaf\x27\x1c": "a 7-Zip archive",
    b"\xfd7zXZ\x00": "an xz file",
    b"\x28\xb5\x2f\xfd": "a Zstandard file",
    b"PAR1": "a Parquet file",
    b"%PDF": "a PDF document",
    b"version https://git-lfs": "a Git LFS pointer, not the file itself",
    b"-- MySQL dump": "an SQL dump",
    b"SQLite format 3": "an SQLite database",
    b"\xff\xfe": "a text in UTF-16",
    b"\xfe\xff": "a text in UTF-16",
}


def packing_of(head: bytes) -> Packing:
    """How a file is packed."""
    return next((packing for magic, packing in _PACKED_MAGIC.items() if head.startswith(magic)), "none")


def unpacked_head(head: bytes, packing: Packing) -> bytes | None:
    """The beginning of the text, 64 KiB at most; None when the first block is damaged or cut."""
    try:
        match packing:
            case "none":
                return head
            case "gzip":
                return zlib.decompressobj(wbits=31).decompress(head, UNPACKED_BYTES) or None
            case "bz2":
                return bz2.BZ2Decompressor().decompress(head, UNPACKED_BYTES) or None
            case "zstd":
                return _unpacked_zstd(head) or None
    except (OSError, zlib.error):
        return None


def _unpacked_zstd(head: bytes) -> bytes:
    import pyarrow as arrow  # takes longer to import than most files to recognize

    with arrow.CompressedInputStream(arrow.BufferReader(head), "zstd") as text:
        return bytes(text.read(UNPACKED_BYTES))


def name_of(start: bytes, text: bytes) -> str:
    """What a file is that nobody asked for: ``start`` is its ``text`` without a byte order mark and leading blanks."""
    if not start:
        return "an empty file"
    if name := next((name for magic, name in _OTHER_MAGIC.items() if start.startswith(magic)), None):
        return name
    if start[:1] == b"<":
        return "an HTML page"
    if text[257:262] == b"ustar":
        return "a tar archive"
    return f"something that begins with {start[:16]!r}"

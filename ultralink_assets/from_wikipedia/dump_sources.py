"""The files of a dump: XML, JSON lines or Parquet, by their content."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ultralink_assets.records import InputError
from ultralink_assets.sources import Source, Wanted, expand, inspect, name_of, packing_of, unpacked_head

Content = Literal["xml", "json_lines", "parquet"]
Packing = Literal["bz2", "gzip", "none"]

_DUMP = Wanted(
    noun="dump",
    example="*.bz2",
    hint="correct the path, or get one from https://dumps.wikimedia.org (pages-articles-multistream.xml.bz2)",
)
_HINT = (
    "give a pages-articles XML dump (.xml, .xml.bz2, .xml.gz), Parquet files with id, url, title, text, "
    "or the JSON lines of WikiExtractor"
)


@dataclass(frozen=True, slots=True)
class DumpSource(Source):
    """One file of a dump, and what it is."""

    content: Content
    packing: Packing


def find_sources(patterns: Sequence[str]) -> tuple[DumpSource, ...]:
    """All files that the paths, globs and URLs name, each once; raises `InputError` when one names none."""
    urls = [url for pattern in patterns for url in expand(pattern, _DUMP)]
    return tuple(_inspect(url) for url in dict.fromkeys(urls))


def _inspect(url: str) -> DumpSource:
    file, head = inspect(url, _DUMP)
    return DumpSource(file.url, file.name, file.size, file.fingerprint, *recognize(head, url))


def recognize(head: bytes, name: str) -> tuple[Content, Packing]:
    """What a file is, by its first bytes; raises `InputError` for what is no dump."""
    if head.startswith(b"PAR1"):
        return "parquet", "none"
    packing = packing_of(head)
    if packing == "zstd":
        raise InputError(f"{name}: not a dump, but {name_of(head, head)}", _HINT)
    text = unpacked_head(head, packing)
    if text is None:  # the first block is damaged: the name decides
        return ("json_lines" if "json" in name else "xml"), packing
    start = text.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start[:1] == b"{":
        return "json_lines", packing
    if start[:1] == b"<" and not start[:200].lower().startswith((b"<!doctype html", b"<html")):
        return "xml", packing
    inside = f"{packing} of " if packing != "none" else ""
    raise InputError(f"{name}: not a dump, but {inside}{_what(start, text)}", _HINT)


def _what(start: bytes, text: bytes) -> str:
    if start[:30].split(b":")[0].isdigit():
        return "the index of a multistream dump; give the dump itself"
    return name_of(start, text)

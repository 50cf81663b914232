"""Finding dumps by path, glob or URL, telling what they are by their content, and opening them.

A zip called .bz2 is one error that says so; the name of a file decides nothing.
"""

from __future__ import annotations

import bz2
import hashlib
import shutil
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO, Literal, cast

from fsspec.core import url_to_fs

from ultralink_assets.records import InputError

HEAD_BYTES = 64 * 1024
FIRST_BLOCK_BYTES = 1024 * 1024  # bzip2 gives nothing before a whole block (900 kB of text) is there
REMOTE_BLOCK = 8 * 1024 * 1024

Content = Literal["xml", "json_lines", "parquet"]
Packing = Literal["bz2", "gzip", "none"]

_PACKED_MAGIC: dict[bytes, Packing] = {b"BZh": "bz2", b"\x1f\x8b": "gzip"}
_OTHER_MAGIC = {
    b"PK\x03\x04": "a zip archive",
    b"7z\xbc\xaf\x27\x1c": "a 7-Zip archive",
    b"\xfd7zXZ\x00": "an xz file",
    b"\x28\xb5\x2f\xfd": "a Zstandard file",
    b"%PDF": "a PDF document",
    b"version https://git-lfs": "a Git LFS pointer, not the file itself",
    b"-- MySQL dump": "an SQL dump",
    b"SQLite format 3": "an SQLite database",
}
_HINT = (
    "give a pages-articles XML dump (.xml, .xml.bz2, .xml.gz), Parquet files with id, url, title, text, "
    "or the JSON lines of WikiExtractor"
)


@dataclass(frozen=True, slots=True)
class Source:
    """One file of a dump: ``url`` as fsspec takes it, what it is, and ``fingerprint`` for versions.

    The fingerprint is 16 hex digits of the hash of size, modification time (or the server's tag) and the first 64 KiB.
    """

    url: str
    name: str
    content: Content
    packing: Packing
    size: int | None
    fingerprint: str


def find_sources(patterns: Sequence[str]) -> tuple[Source, ...]:
    """All files that the paths, globs and URLs name, each once; raises `InputError` when one names none."""
    urls = [url for pattern in patterns for url in _expand(pattern)]
    return tuple(_inspect(url) for url in dict.fromkeys(urls))


def version_of(sources: Sequence[Source]) -> str:
    """16 hex digits that change when one of the files does."""
    listed = "\n".join(f"{source.name} {source.fingerprint}" for source in sources)
    return hashlib.sha256(listed.encode()).hexdigest()[:16]


def _expand(pattern: str) -> list[str]:
    files = _filesystem(pattern)
    path = url_to_fs(pattern)[1]
    with _explained(pattern, files):
        if files.isfile(path):
            return [_url(pattern, files, path)]
        if _is_local(files) and files.isdir(path):
            raise InputError(f"{pattern}: a folder, not a dump", f"name its files, as in {pattern.rstrip('/')}/*.bz2")
        found = sorted(str(match) for match in files.glob(path) if files.isfile(match)) if _is_glob(path) else []
    if not found:
        raise InputError(
            f"no such dump: {pattern}",
            "correct the path, or get one from https://dumps.wikimedia.org (pages-articles-multistream.xml.bz2)",
        )
    return [_url(pattern, files, match) for match in found]


def _url(pattern: str, files: Any, path: str) -> str:
    """How a file is named from here on: one name for one file, whatever pattern found it."""
    if "::" in pattern and not _is_glob(pattern):
        return pattern
    return str(files.unstrip_protocol(path)) if "://" in pattern else path


def _is_local(files: Any) -> bool:
    return "file" in files.protocol


def _is_glob(path: str) -> bool:
    return any(mark in path for mark in "*?[")


def _filesystem(url: str) -> Any:
    try:
        return url_to_fs(url)[0]
    except ImportError as error:
        raise InputError(f"{url}: this kind of URL needs another package: {error}", "pip install it") from error
    except ValueError as error:
        raise InputError(f"{url}: {error}", "use a path, a glob, or a URL that fsspec knows") from error


@contextmanager
def _explained(url: str, files: Any) -> Iterator[None]:
    """What a file system raises, as an `InputError` that names the file."""
    try:
        yield
    except FileNotFoundError as error:
        raise InputError(f"no such dump: {url}", "correct the path or the URL") from error
    except (OSError, TimeoutError, _network_error(url)) as error:
        hint = "check its permissions" if _is_local(files) else "check the network and run again"
        raise InputError(f"{url}: can't be read: {error}", hint) from error


def _network_error(url: str) -> type[Exception]:
    if "://" not in url:
        return OSError
    import aiohttp  # takes longer to import than a small dump to read

    return aiohttp.ClientError


# ------------------------------------------------------------------------------- recognizing


def _inspect(url: str) -> Source:
    files = _filesystem(url)
    path = url_to_fs(url)[1]
    with _explained(url, files):
        info = files.info(path)
        # Servers that know no ranges answer a stream of block size 0 with the file's beginning only as it is read.
        with files.open(path, "rb", **({"block_size": 0} if _is_http(url) else {})) as file:
            head = file.read(HEAD_BYTES)
            more = file.read(FIRST_BLOCK_BYTES) if head.startswith(b"BZh") else b""
    content, packing = recognize(head + more, url)
    changed = next((str(info[key]) for key in ("ETag", "mtime", "LastModified", "Last-Modified") if info.get(key)), "")
    facts = hashlib.sha256(f"{info.get('size')}\n{changed}\n".encode() + head)
    return Source(url, path.rstrip("/").rpartition("/")[2], content, packing, info.get("size"), facts.hexdigest()[:16])


def _is_http(url: str) -> bool:
    return url.startswith(("http://", "https://"))


def recognize(head: bytes, name: str) -> tuple[Content, Packing]:
    """What a file is, by its first bytes; raises `InputError` for what is no dump."""
    if head.startswith(b"PAR1"):
        return "parquet", "none"
    packing: Packing = next((packing for magic, packing in _PACKED_MAGIC.items() if head.startswith(magic)), "none")
    text = _unpacked_head(head, packing)
    if text is None:  # the first block is damaged: the name decides
        return ("json_lines" if "json" in name else "xml"), packing
    start = text.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start[:1] == b"{":
        return "json_lines", packing
    if start[:1] == b"<" and not start[:200].lower().startswith((b"<!doctype html", b"<html")):
        return "xml", packing
    what = _name_of(start, text)
    inside = f"{packing} of " if packing != "none" else ""
    raise InputError(f"{name}: not a dump, but {inside}{what}", _HINT)


def _unpacked_head(head: bytes, packing: Packing) -> bytes | None:
    if packing == "none":
        return head
    try:
        if packing == "gzip":
            return zlib.decompressobj(wbits=31).decompress(head, HEAD_BYTES) or None
        return bz2.BZ2Decompressor().decompress(head, HEAD_BYTES) or None
    except (OSError, zlib.error):
        return None


def _name_of(start: bytes, text: bytes) -> str:
    if not start:
        return "an empty file"
    if name := next((name for magic, name in _OTHER_MAGIC.items() if start.startswith(magic)), None):
        return name
    if start[:1] == b"<":
        return "an HTML page"
    if text[257:262] == b"ustar":
        return "a tar archive"
    if start[:30].split(b":")[0].isdigit():
        return "the index of a multistream dump; give the dump itself"
    return f"something that begins with {start[:16]!r}"


# ----------------------------------------------------------------------------------- opening


@contextmanager
def open_source(source: Source) -> Iterator[BinaryIO]:
    """The file's bytes, seekable. What a server can't give in parts is first copied to a temporary file."""
    files = _filesystem(source.url)
    path = url_to_fs(source.url)[1]
    with _explained(source.url, files):
        if not _is_http(source.url):
            with files.open(path, "rb") as file:
                yield cast(BinaryIO, file)
            return
        if _gives_parts(files, path):
            # Looking for stream starts runs ahead of reading: a cache of several blocks fetches each only once.
            with files.open(path, "rb", block_size=REMOTE_BLOCK, cache_type="background") as file:
                yield cast(BinaryIO, file)
            return
        with tempfile.TemporaryFile() as copy:
            with files.open(path, "rb", block_size=0) as file:
                shutil.copyfileobj(file, copy, REMOTE_BLOCK)
            copy.seek(0)
            yield cast(BinaryIO, copy)


def _gives_parts(files: Any, path: str) -> bool:
    with files.open(path, "rb", block_size=HEAD_BYTES) as file:
        if not file.seekable():
            return False
        try:
            file.seek(-1, 2)
            return len(file.read(1)) == 1
        except ValueError:  # fsspec's word for a server that answers a range with the whole file
            return False

"""Finding files by path, glob or URL, and what tells one version of them from another."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ultralink_assets.records import InputError
from ultralink_assets.sources.file_systems import explained, file_system, is_http, is_local, path_of
from ultralink_assets.sources.recognizing import FIRST_BLOCK_BYTES, packing_of

HEAD_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Source:
    """One file: ``url`` as fsspec takes it, ``size`` in bytes where it is known, and ``fingerprint`` for versions.

    The fingerprint is 16 hex digits of the hash of size, modification time (or the server's tag) and the first 64 KiB.
    """

    url: str
    name: str
    size: int | None
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """How messages call the files (``noun``), name some of a folder (``example``), and help when there are none."""

    noun: str
    example: str
    hint: str


def version_of(sources: Sequence[Source]) -> str:
    """16 hex digits that change when one of the files does."""
    listed = "\n".join(f"{source.name} {source.fingerprint}" for source in sources)
    return hashlib.sha256(listed.encode()).hexdigest()[:16]


def expand(pattern: str, wanted: Wanted) -> list[str]:
    """The files that a path, glob or URL names, one name for one file; raises `InputError` when it names none."""
    files = file_system(pattern)
    path = path_of(pattern)
    with explained(pattern, files, wanted.noun):
        if files.isfile(path):
            return [_url(pattern, files, path)]
        if is_local(files) and files.isdir(path):
            raise InputError(
                f"{pattern}: a folder, not a {wanted.noun}",
                f"name its files, as in {pattern.rstrip('/')}/{wanted.example}",
            )
        found = sorted(str(match) for match in files.glob(path) if files.isfile(match)) if _is_glob(path) else []
    if not found:
        raise InputError(f"no such {wanted.noun}: {pattern}", wanted.hint)
    return [_url(pattern, files, match) for match in found]


def _url(pattern: str, files: Any, path: str) -> str:
    """How a file is named from here on: one name for one file, whatever pattern found it."""
    if "::" in pattern and not _is_glob(pattern):
        return pattern
    return str(files.unstrip_protocol(path)) if "://" in pattern else path


def _is_glob(path: str) -> bool:
    return any(mark in path for mark in "*?[")


def inspect(url: str, wanted: Wanted) -> tuple[Source, bytes]:
    """One file and its first bytes: 64 KiB, and where it is packed in large blocks, enough to unpack the first."""
    files = file_system(url)
    path = path_of(url)
    with explained(url, files, wanted.noun):
        info = files.info(path)
        # Servers that know no ranges answer a stream of block size 0 with the file's beginning only as it is read.
        with files.open(path, "rb", **({"block_size": 0} if is_http(url) else {})) as file:
            head = file.read(HEAD_BYTES)
            more = file.read(FIRST_BLOCK_BYTES) if packing_of(head) in ("bz2", "zstd") else b""
    changed = next((str(info[key]) for key in ("ETag", "mtime", "LastModified", "Last-Modified") if info.get(key)), "")
    facts = hashlib.sha256(f"{info.get('size')}\n{changed}\n".encode() + head)
    name = path.rstrip("/").rpartition("/")[2]
    return Source(url, name, info.get("size"), facts.hexdigest()[:16]), head + more

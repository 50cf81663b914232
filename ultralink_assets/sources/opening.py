"""Opening a file that was found, wherever it lies."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, cast

from ultralink_assets.sources.file_systems import explained, file_system, is_http, path_of
from ultralink_assets.sources.finding import HEAD_BYTES, Source

REMOTE_BLOCK = 8 * 1024 * 1024


@contextmanager
def open_source(source: Source) -> Iterator[BinaryIO]:
    """The file's bytes, seekable. What a server can't give in parts is first copied to a temporary file."""
    files = file_system(source.url)
    path = path_of(source.url)
    with explained(source.url, files):
        if not is_http(source.url):
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

"""Files that are there whole or not at all, and errors of the disk in words."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa

from ultralink_assets.records import WarehouseError

_FULL = {errno.ENOSPC: "the disk is full", errno.EDQUOT: "the quota is used up", errno.EFBIG: "the file is too large"}
_FULL_TEXTS = {os.strerror(number).lower(): words for number, words in _FULL.items()}

_DAMAGED_TEXTS = ("not a valid DuckDB database file", "Could not read enough bytes", "Corrupt", "checksum")
_DAMAGED_REMEDY = (
    "move this file away and materialize again: the folder 'publications' beside it holds the last versions of every "
    "table as Parquet, and what is staged and the ledger are kept, so no request is paid for twice"
)


@contextmanager
def explained(place: Path, doing: str) -> Iterator[None]:
    """Turn errors of the operating system and of DuckDB into a `WarehouseError` that names ``place``."""
    try:
        yield
    except WarehouseError:
        raise
    except (OSError, duckdb.Error, pa.ArrowException) as error:
        raise explain(error, place, doing) from error


def explain(error: Exception, place: Path, doing: str) -> WarehouseError:
    """The error in words: a full disk, a path that can't be used, or what DuckDB or Arrow said."""
    text = str(error)
    full = _FULL.get(error.errno or 0) if isinstance(error, OSError) else None
    full = full or next((words for known, words in _FULL_TEXTS.items() if known in text.lower()), None)
    if full:
        return WarehouseError(
            f"{place}: {full} (while {doing})",
            "free some space there, or move data_dir; then start the run again: what was finished is kept",
        )
    if isinstance(error, OSError) and error.strerror:
        return WarehouseError(f"{place}: {error.strerror} (while {doing})", "check the path and its permissions")
    if any(known in text for known in _DAMAGED_TEXTS):
        return WarehouseError(f"{place}: no DuckDB file, or a damaged one: {text} (while {doing})", _DAMAGED_REMEDY)
    if isinstance(error, pa.ArrowException):
        return WarehouseError(f"{place}: {text} (while {doing})", "move this file away and materialize it again")
    return WarehouseError(
        f"{place}: {text} (while {doing})", "run: ultralink doctor; when it finds nothing, report these words"
    )


def refuse_without_data(data_dir: Path) -> None:
    """Raises `WarehouseError` for a data folder with neither warehouse nor ledger, so that reading makes neither."""
    if not any((data_dir / name).exists() for name in ("warehouse.duckdb", "ledger.sqlite")):
        raise WarehouseError(
            f"no data in {data_dir} yet", "materialize something first, or correct data_dir (see: ultralink doctor)"
        )


def sync(path: Path) -> None:
    """Force a file's content, or a folder's entries, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_below(folder: Path) -> None:
    """Force a folder with all that is in it to the disk."""
    for path in (*folder.rglob("*"), folder):
        sync(path)


@contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """Yield an empty temporary folder that becomes ``target``, whole and durable, when the block ends.

    When the block or the disk fails, nothing is left. Leftovers of a killed process begin with ``.new-``.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    folder = target.parent / f".new-{target.name}-{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        yield folder
        sync_below(folder)
        folder.rename(target)
        sync(target.parent)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def remove_leftovers(folder: Path) -> None:
    """Remove what `new_folder` left in ``folder`` when its process was killed; only while nobody else writes there."""
    for leftover in folder.glob(".new-*"):
        shutil.rmtree(leftover)


def link_or_copy(source: Path, target: Path) -> None:
    """A second name for a file that no longer changes; a copy where the file system has no hard links."""
    try:
        os.link(source, target)
    except OSError as error:
        if error.errno not in (errno.EXDEV, errno.EPERM, errno.EOPNOTSUPP, errno.EMLINK):
            raise
        shutil.copyfile(source, target)

"""File locks between processes that say who holds them.

``flock`` belongs to an open file, so the kernel releases it however the process ends. A forked child would share it and
keep it alive after its parent was killed; therefore children close what they inherit.
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psutil

from ultralink_assets.records import WarehouseBusy, WarehouseError

_POLL_S = 0.05
_SAY_EVERY_S = 5.0

_held: set[int] = set()


def _close_in_child() -> None:
    for descriptor in _held:
        os.close(descriptor)
    _held.clear()


os.register_at_fork(after_in_child=_close_in_child)


class HeldError(Exception):
    """Somebody else has the lock; the text says who."""


class Patience:
    """Waits for somebody else in short steps, and says so every few seconds, until the time is used up."""

    def __init__(self, path: Path, wait_s: float, say: Callable[[str], None]) -> None:
        self._path = path
        self._wait_s = wait_s
        self._say = say
        self._start = time.monotonic()
        self._next_word = 0.0

    def wait(self, holder: str) -> None:
        """Sleep a moment; raises `WarehouseBusy` that names the holder when the time is used up."""
        waited = time.monotonic() - self._start
        if waited >= self._wait_s:
            raise WarehouseBusy(
                f"{self._path}: held by {holder} for {waited:.0f} s",
                "close it there (a notebook, an SQL client) and start again; what was computed is staged; "
                "warehouse_wait_s says how long to wait",
            )
        if waited >= self._next_word:
            self._say(f"{self._path} is held by {holder}; waiting (up to {self._wait_s:.0f} s)")
            self._next_word = waited + _SAY_EVERY_S
        time.sleep(_POLL_S)


@contextmanager
def file_lock(path: Path, *, shared: bool = False) -> Iterator[None]:
    """Hold ``path`` for the block; raises `HeldError` at once when somebody else has it. Never remove the file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    _held.add(descriptor)
    try:
        _take(descriptor, path, shared)
        yield
    finally:
        if descriptor in _held:  # not in a forked child, where it is closed already
            _held.remove(descriptor)
            os.close(descriptor)


@contextmanager
def patient_lock(path: Path, patience: Patience, *, shared: bool = False) -> Iterator[None]:
    """As `file_lock`, but waits as long as ``patience`` lasts."""
    with ExitStack() as stack:
        while True:
            try:
                stack.enter_context(file_lock(path, shared=shared))
            except HeldError as holder:
                patience.wait(str(holder))
            else:
                break
        yield


def _take(descriptor: int, path: Path, shared: bool) -> None:
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        raise HeldError(_holder(descriptor)) from None
    except OSError as error:
        raise WarehouseError(
            f"{path}: this file system can't lock files ({error.strerror})", "put data_dir on a local disk"
        ) from error
    name = {"pid": os.getpid(), "host": socket.gethostname(), "program": _program(), "since": _now()}
    try:
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, json.dumps(name).encode(), 0)
    except OSError:
        os.ftruncate(descriptor, 0)  # a full disk: the lock holds all the same, only nameless


def _holder(descriptor: int) -> str:
    """Words for the last one that got the lock. Of several readers only the last is known."""
    try:
        name = json.loads(os.pread(descriptor, 4096, 0))
    except ValueError:
        return "another process"
    if name["host"] == socket.gethostname() and not psutil.pid_exists(name["pid"]):
        return "another process"
    return f"process {name['pid']} ({name['program']}) on {name['host']} since {name['since']}"


def _program() -> str:
    return Path(sys.argv[0] if sys.argv and sys.argv[0] else sys.executable).name


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")

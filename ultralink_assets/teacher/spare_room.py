"""Room on the disk that is kept for the answers in flight, and the lock of those who ask for one part.

A request that was sent is paid for, so its answer must find room in the ledger even when the disk fills up meanwhile.
Before the first request a file of a few MB is written; when the ledger can't grow any more, the file gives its room
away, the answers in flight are written, and the run stops.

The same file is the lock of one stage and language: a worker process that takes in the last answers of a killed run
holds it, and the next run waits for it, or it would ask again what is being answered.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ultralink_assets.records import WarehouseError
from ultralink_assets.settings import TeacherSettings

_POLL_S = 0.05
_SAY_EVERY_S = 5.0
_A_PIECE = 1 << 20
_PAGES_A_CALL = 16 * 1024  # of the ledger: the row, its indexes, their pages in the write-ahead log
_BYTES_A_TOKEN = 8


def room_for(settings: TeacherSettings) -> int:
    """Bytes that all answers in flight can take in the ledger."""
    return settings.max_in_flight * (_PAGES_A_CALL + _BYTES_A_TOKEN * settings.max_tokens)


class SpareRoom:
    """The room behind the open file ``descriptor``."""

    def __init__(self, descriptor: int, path: Path) -> None:
        self._descriptor = descriptor
        self._path = path
        self.used = False

    def fill(self, size: int) -> None:
        """Take the room; raises `WarehouseError` when there is none."""
        piece = bytes(_A_PIECE)
        try:
            for at in range(0, size, _A_PIECE):
                os.pwrite(self._descriptor, piece[: size - at], at)
        except OSError as error:
            self.give_away()
            raise WarehouseError(
                f"{self._path}: {error.strerror}: {size / 1e6:.0f} MB must be free for the answers in flight",
                "free some disk space, then run it again: everything that was answered is kept",
            ) from error

    def give_away(self) -> bool:
        """Free the room; False when that was done before."""
        first, self.used = not self.used, True
        os.ftruncate(self._descriptor, 0)
        return first


@contextmanager
def held(path: Path, say: Callable[[str], None]) -> Iterator[int]:
    """The locked file at ``path`` as a descriptor, which a worker process may inherit together with the lock.

    Waits for the worker of a run that was killed: it ends when what that run had sent is answered.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        _wait_for(descriptor, say)
        yield descriptor
    finally:
        os.close(descriptor)


def _wait_for(descriptor: int, say: Callable[[str], None]) -> None:
    next_word = time.monotonic()
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= next_word:
                say("waiting for the answers that an earlier run had asked for (at most its deadline_s)")
                next_word = time.monotonic() + _SAY_EVERY_S
            time.sleep(_POLL_S)
        else:
            return

"""Makes what was committed to the ledger survive a power cut, off the event loop, many commits at a time.

The ledger's connections commit with ``synchronous=NORMAL``: a commit is a write into the page cache, which outlives
the process. Here a thread calls ``fdatasync`` on the write-ahead log for all commits that wait, then tells who waits;
so a commit takes about 0.1 ms before ``kill -9`` can't take it any more, not the 4 ms that the disk takes. The same
thread checkpoints, so that no commit ever has to: first without a lock, then the short rest while writers retry.
"""

from __future__ import annotations

import os
import queue
import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

CHECKPOINT_AFTER = 1000  # commits; about 12 MB of the write-ahead log
_BUSY_MS = 20

Told = Callable[[OSError | None], None]


class DiskSync:
    """Syncs the write-ahead log of the database at ``path``, which some connection keeps open all the time."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
        # No lock of SQLite is on this file, so closing our descriptor of it drops none (as it would on the main one).
        self._log = os.open(f"{path}-wal", os.O_RDWR | os.O_CREAT, 0o644)
        self._sync_folder(path.parent)
        self._waiting: queue.SimpleQueue[Told | None] = queue.SimpleQueue()
        self._since_checkpoint = 0
        self._thread = threading.Thread(target=self._sync_forever, name="ledger-sync", daemon=True)
        self._thread.start()

    def then(self, told: Told) -> None:
        """Call ``told`` in the syncing thread once all that is committed now is on disk, or with what went wrong."""
        self._waiting.put(told)

    def now(self) -> None:
        """Return when all that is committed is on disk; raises OSError."""
        os.fdatasync(self._log)

    def close(self) -> None:
        """Sync for all who wait, then end."""
        self._waiting.put(None)
        self._thread.join()
        os.close(self._log)
        self._connection.close()

    def _sync_folder(self, folder: Path) -> None:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _sync_forever(self) -> None:
        ended = False
        while not ended:
            group = [self._waiting.get()]
            while not self._waiting.empty():
                group.append(self._waiting.get())
            ended = None in group
            waiting = [told for told in group if told is not None]
            error = self._try_sync()
            for told in waiting:
                told(error)
            self._since_checkpoint += len(waiting)
            if self._since_checkpoint >= CHECKPOINT_AFTER:
                self._checkpoint()

    def _try_sync(self) -> OSError | None:
        try:
            self.now()
        except OSError as error:
            return error
        return None

    def _checkpoint(self) -> None:
        """Let the log begin anew. A reader or another process may be in the way: then after the next commits."""
        self._since_checkpoint = 0
        with suppress(sqlite3.OperationalError):
            self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
            self._connection.execute("PRAGMA wal_checkpoint(RESTART)").fetchall()

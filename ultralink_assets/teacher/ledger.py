"""The request ledger: every request that was sent, and what several processes share about one teacher.

SQLite in WAL mode. `Ledger.write` commits in the thread of the event loop, at the loop's next turn, and acknowledges
what is `durable` when it is on disk too (`disk_sync`). So an answer that has arrived survives ``kill -9`` of its
process a moment later, and one that was acknowledged survives a power cut.
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, TypeVar

from ultralink_assets.records import WarehouseError
from ultralink_assets.teacher import schema
from ultralink_assets.teacher.calls import STAGE_COSTS, PastCall, StageCost
from ultralink_assets.teacher.disk_sync import DiskSync
from ultralink_assets.teacher.spare_room import SpareRoom

Result = TypeVar("Result")
Work = Callable[[sqlite3.Connection], Result]
Pairs = Sequence[tuple[asyncio.Future[Any], Any]]

_BUSY_S = 60.0
_RETRY_S = 0.002  # a transaction of another process takes a tenth of that


class _Job(NamedTuple):
    work: Work[Any]
    future: asyncio.Future[Any]
    durable: bool


class Ledger:
    """The ledger at ``path``, created when missing. Usable from any thread, `write` by one event loop at a time.

    ``spare`` is given away when the disk is full, for what still has to be written. Raises `WarehouseError`.
    """

    def __init__(self, path: Path, spare: SpareRoom | None = None) -> None:
        self.path = path
        self._spare = spare
        with _explained(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._waiting = _connect(path)  # reads, and writes for those who may wait
            self._writing = _connect(path)
            self._writing.execute("PRAGMA busy_timeout = 0")
            self._writing.execute("PRAGMA wal_autocheckpoint = 0")
            self._sync = DiskSync(path, _connect(path))
        self._lock = threading.Lock()
        self._jobs: list[_Job] = []
        self._alone = 0  # so many jobs get a transaction each, since one of them has failed
        self._scheduled = False

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def spare_used(self) -> bool:
        """Whether the disk is full: only what is in flight still fits."""
        return self._spare is not None and self._spare.used

    def close(self) -> None:
        """Wait until all is on disk that was committed, and close the file."""
        self._sync.close()
        self._writing.close()
        self._waiting.close()

    # ---------------------------------------------------------------------------------- reading

    def past(self, key: bytes) -> list[PastCall]:
        """All attempts at the request ``key``, oldest first."""
        rows = self._read("SELECT outcome, answer FROM llm_calls WHERE key = ? ORDER BY id", (key,))
        return [PastCall(*row) for row in rows]

    def requests(self) -> int:
        """How many requests were ever sent."""
        return int(self._read("SELECT count(*) FROM llm_calls", ())[0][0])

    def cost_by_stage(self) -> list[StageCost]:
        """What was sent and spent, one row for each stage, language, teacher and model."""
        return [StageCost(*row) for row in self._read(STAGE_COSTS, ())]

    def unanswered_items(self, stage: str, language: str) -> set[str]:
        """Items with a request that was unanswered at the end of some run."""
        rows = self._read("SELECT item_id FROM unanswered WHERE stage = ? AND language = ?", (stage, language))
        return {row[0] for row in rows}

    def _read(self, sql: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
        with self._lock, _explained(self.path):
            return self._waiting.execute(sql, values).fetchall()

    # ------------------------------------------------------------------ writing, for threads that may wait

    def write_now(self, work: Work[Result]) -> Result:
        """Run ``work`` in a transaction of its own; returns once that is on disk."""
        with self._lock, _explained(self.path):
            self._waiting.execute("BEGIN IMMEDIATE")
            try:
                result = work(self._waiting)
                self._waiting.execute("COMMIT")
            finally:
                if self._waiting.in_transaction:
                    self._waiting.execute("ROLLBACK")
            self._sync.now()
            return result

    def note_unanswered(self, stage: str, language: str, item_id: str, run_id: str) -> int:
        """Note that this run leaves the item unanswered; returns in how many different runs that was so."""
        return self.write_now(unanswered_in(stage, language, item_id, run_id))

    def forget_unanswered(self, stage: str, language: str, item_id: str) -> None:
        """The item is answered after all: forget that it was not in earlier runs."""
        self.write_now(answered_after_all(stage, language, item_id))

    # ------------------------------------------------------------------------- writing, for an event loop

    def write(self, work: Work[Result], *, durable: bool = True) -> asyncio.Future[Result]:
        """Run ``work`` in the transaction of the loop's next turn, together with what else is queued till then.

        The future gets the result when that is on disk, or at once after the commit if it need not be ``durable``.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Result] = loop.create_future()
        self._jobs.append(_Job(work, future, durable))
        if not self._scheduled:
            self._scheduled = True
            loop.call_soon(self._flush, loop, time.monotonic() + _BUSY_S)
        return future

    def _flush(self, loop: asyncio.AbstractEventLoop, deadline: float) -> None:
        batch = self._jobs[:1] if self._alone else self._jobs[:]
        try:
            self._writing.execute("BEGIN IMMEDIATE")
            results = [job.work(self._writing) for job in batch]
            self._writing.execute("COMMIT")
        except Exception as error:  # handed to whoever waits
            if _is_busy(error) and not self._writing.in_transaction and time.monotonic() < deadline:
                loop.call_later(_RETRY_S, self._flush, loop, deadline)  # the loop has other things to do meanwhile
                return
            self._roll_back()
            if not self._made_room(error):
                self._failed(batch, error)
        else:
            self._committed(loop, batch, results)
        self._scheduled = bool(self._jobs)
        if self._scheduled:
            loop.call_soon(self._flush, loop, time.monotonic() + _BUSY_S)

    def _roll_back(self) -> None:
        if self._writing.in_transaction:
            self._writing.execute("ROLLBACK")

    def _made_room(self, error: Exception) -> bool:
        return _is_full(error) and self._spare is not None and self._spare.give_away()

    def _failed(self, batch: list[_Job], error: Exception) -> None:
        """One job must not take its neighbours with it: try them again, each alone."""
        if len(batch) > 1:
            self._alone = len(batch)
            return
        self._taken(batch)
        _settle([(batch[0].future, _explain(error, self.path))])

    def _committed(self, loop: asyncio.AbstractEventLoop, batch: list[_Job], results: list[Any]) -> None:
        self._taken(batch)
        pairs = list(zip(batch, results, strict=True))
        _settle([(job.future, result) for job, result in pairs if not job.durable])
        if durable := [(job.future, result) for job, result in pairs if job.durable]:
            self._sync.then(lambda error: self._on_disk(loop, durable, error))

    def _taken(self, batch: list[_Job]) -> None:
        del self._jobs[: len(batch)]
        self._alone = max(0, self._alone - len(batch))

    def _on_disk(self, loop: asyncio.AbstractEventLoop, pairs: Pairs, error: OSError | None) -> None:
        if error is not None:
            pairs = [(future, _explain(error, self.path)) for future, _ in pairs]
        if not loop.is_closed():  # closed: its program was aborted, the rows are kept all the same
            loop.call_soon_threadsafe(_settle, pairs)


def unanswered_in(stage: str, language: str, item_id: str, run_id: str) -> Work[int]:
    """The work of `Ledger.note_unanswered`."""

    def work(connection: sqlite3.Connection) -> int:
        item = (stage, language, item_id)
        connection.execute("INSERT OR IGNORE INTO unanswered VALUES (?, ?, ?, ?)", (*item, run_id))
        sql = "SELECT count(*) FROM unanswered WHERE stage = ? AND language = ? AND item_id = ?"
        return int(connection.execute(sql, item).fetchone()[0])

    return work


def answered_after_all(stage: str, language: str, item_id: str) -> Work[None]:
    """The work of `Ledger.forget_unanswered`."""

    def work(connection: sqlite3.Connection) -> None:
        sql = "DELETE FROM unanswered WHERE stage = ? AND language = ? AND item_id = ?"
        connection.execute(sql, (stage, language, item_id))

    return work


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    schema.upgrade(connection, path)
    return connection


def _settle(pairs: Pairs) -> None:
    for future, result in pairs:
        if future.done():
            continue
        if isinstance(result, Exception):
            future.set_exception(result)
        else:
            future.set_result(result)


def _is_busy(error: Exception) -> bool:
    return isinstance(error, sqlite3.OperationalError) and (error.sqlite_errorcode & 0xFF) == sqlite3.SQLITE_BUSY


def _is_full(error: Exception) -> bool:
    """Whether there was no room; a limit on the file's size is an I/O error to SQLite."""
    full = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
    return isinstance(error, sqlite3.OperationalError) and (error.sqlite_errorcode & 0xFF) in full


def _explain(error: Exception, path: Path) -> Exception:
    if not isinstance(error, sqlite3.Error | OSError):
        return error
    words = str(error)
    hint = "check the file and its permissions"
    if "full" in words or "disk I/O" in words or isinstance(error, OSError):
        hint = "free some disk space, then run it again: what did not fit on the disk is asked again"
    elif "locked" in words:
        hint = "another program holds the file; close it, then run it again"
    explained = WarehouseError(f"{path}: {words}", hint)
    explained.__cause__ = error
    return explained


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise _explain(error, path) from error
    except OSError as error:
        raise WarehouseError(f"{path}: {error.strerror}", "check the folder and its permissions") from error

"""The request ledger: every request that was sent, and what several processes share about one teacher.

SQLite in WAL mode with ``synchronous=FULL``. One writer thread a process commits whatever is queued in one
transaction, without waiting for more, and only then acknowledges it; an acknowledged row survives ``kill -9``.
"""

from __future__ import annotations

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, TypeVar

from ultralink_assets.records import WarehouseError
from ultralink_assets.teacher import schema
from ultralink_assets.teacher.calls import STAGE_COSTS, PastCall, StageCost

Result = TypeVar("Result")
Work = Callable[[sqlite3.Connection], Result]

_BUSY_S = 60
_MOST_AT_ONCE = 1000


class _Job(NamedTuple):
    work: Work[Any]
    future: Future[Any] | asyncio.Future[Any]


class Ledger:
    """The ledger at ``path``, created when missing. Usable from any thread; raises `WarehouseError`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with _explained(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._writing = _connect(path)
            self._reading = _connect(path)
        self._read_lock = threading.Lock()
        self._queue: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._write_forever, name="ledger", daemon=True)
        self._thread.start()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Commit what is queued and close the file."""
        self._queue.put(None)
        self._thread.join()
        self._reading.close()
        self._writing.close()

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
        with self._read_lock, _explained(self.path):
            return self._reading.execute(sql, values).fetchall()

    # ---------------------------------------------------------------------------------- writing

    async def write(self, work: Work[Result]) -> Result:
        """Run ``work`` in the next transaction of the writer thread; returns once that is committed."""
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._queue.put(_Job(work, future))
        return await future

    def write_now(self, work: Work[Result]) -> Result:
        """As `write`, for threads without an event loop."""
        future: Future[Result] = Future()
        self._queue.put(_Job(work, future))
        return future.result()

    def note_unanswered(self, stage: str, language: str, item_id: str, run_id: str) -> int:
        """Note that this run leaves the item unanswered; returns in how many different runs that was so."""
        return self.write_now(unanswered_in(stage, language, item_id, run_id))

    def _write_forever(self) -> None:
        while (job := self._queue.get()) is not None:
            batch, last = [job], False
            while len(batch) < _MOST_AT_ONCE and not self._queue.empty():
                more = self._queue.get()
                if more is None:
                    last = True
                    break
                batch.append(more)
            self._commit(batch)
            if last:
                return

    def _commit(self, batch: list[_Job]) -> None:
        try:
            self._writing.execute("BEGIN IMMEDIATE")
            results = [job.work(self._writing) for job in batch]
            self._writing.execute("COMMIT")
        except Exception as error:  # handed to whoever waits
            if self._writing.in_transaction:
                self._writing.execute("ROLLBACK")
            if len(batch) == 1:
                _deliver(batch, [_explain(error, self.path)])
            else:
                for job in batch:  # one job must not take its neighbours with it
                    self._commit([job])
        else:
            _deliver(batch, results)


def unanswered_in(stage: str, language: str, item_id: str, run_id: str) -> Work[int]:
    """The work of `Ledger.note_unanswered`."""

    def work(connection: sqlite3.Connection) -> int:
        item = (stage, language, item_id)
        connection.execute("INSERT OR IGNORE INTO unanswered VALUES (?, ?, ?, ?)", (*item, run_id))
        sql = "SELECT count(*) FROM unanswered WHERE stage = ? AND language = ? AND item_id = ?"
        return int(connection.execute(sql, item).fetchone()[0])

    return work


def answered_after_all(stage: str, language: str, item_id: str) -> Work[None]:
    """Forget that the item was unanswered in earlier runs."""

    def work(connection: sqlite3.Connection) -> None:
        sql = "DELETE FROM unanswered WHERE stage = ? AND language = ? AND item_id = ?"
        connection.execute(sql, (stage, language, item_id))

    return work


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    schema.upgrade(connection, path)
    return connection


def _deliver(batch: list[_Job], results: list[Any]) -> None:
    """Wake the waiters: those of threads directly, those of an event loop with one call for all."""
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Any], Any]]] = {}
    for job, result in zip(batch, results, strict=True):
        if isinstance(job.future, asyncio.Future):
            by_loop.setdefault(job.future.get_loop(), []).append((job.future, result))
        else:
            _settle([(job.future, result)])
    for loop, pairs in by_loop.items():
        if not loop.is_closed():  # closed: its program was aborted, the rows are kept all the same
            loop.call_soon_threadsafe(_settle, pairs)


def _settle(pairs: Sequence[tuple[Future[Any] | asyncio.Future[Any], Any]]) -> None:
    for future, result in pairs:
        if future.done():
            continue
        if isinstance(result, Exception):
            future.set_exception(result)
        else:
            future.set_result(result)


def _explain(error: Exception, path: Path) -> Exception:
    if not isinstance(error, sqlite3.Error):
        return error
    words = str(error)
    hint = "check the file and its permissions"
    if "full" in words or "disk I/O" in words:
        hint = "free some disk space, then run it again: everything that was answered is kept"
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

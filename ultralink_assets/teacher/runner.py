"""Runs many conversations at once and returns when each is done, pending, or the run has to stop.

What is sent and what comes back is the business of a process of its own (`worker`); conversations, gates and the
callbacks run in the caller's thread, which takes one reply after the other from a queue. A conversation has at most
one request, so the queue holds no more than ``max_in_flight`` of them.
"""

from __future__ import annotations

import os
import queue
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from ultralink_assets.records import Interrupted, Reply, Script, UltralinkError, Unanswered
from ultralink_assets.settings import TeacherSettings
from ultralink_assets.teacher import spare_room
from ultralink_assets.teacher.api_key import find_api_key
from ultralink_assets.teacher.ledger import Ledger
from ultralink_assets.teacher.lookup import look_up
from ultralink_assets.teacher.progress import Progress, Tally
from ultralink_assets.teacher.protocol import Errand, Request, Told
from ultralink_assets.teacher.stopping import Signals
from ultralink_assets.teacher.worker_process import Ended, Inbox, WorkerProcess

Made = TypeVar("Made")

RUNS_UNTIL_REJECTED = 3  # what stays unanswered in so many runs is to be rejected as `unanswered`


def run_scripts(
    settings: TeacherSettings,
    ledger_path: Path,
    scripts: Iterable[tuple[str, Callable[[], Script[Made]]]],
    on_done: Callable[[str, Made], None],
    on_unanswered: Callable[[str, int, Unanswered], bool],
    *,
    stage: str,
    language: str,
    run_id: str,
    total: int,
    say: Callable[[str], None],
    rejected: Callable[[], int] = lambda: 0,
    environ: Mapping[str, str] = os.environ,
    base_url: tuple[str, ...] | None = None,
) -> Tally:
    """Drive every script, about ``max_in_flight`` at a time; they are made when their turn comes, so memory is flat.

    ``scripts`` yields (item id, what makes its script). ``on_done(item_id, made)`` is called for each that ended.
    ``on_unanswered(item_id, runs, error)`` is called for each that has an unanswered request, with the number of
    different runs that left it so, this one included; it returns True when it has rejected the item (from
    `RUNS_UNTIL_REJECTED` on it should), False when the item stays pending. All are called in the thread of the caller.

    Raises `TeacherStopped`, `BudgetReached`, `Interrupted` (SIGINT or SIGTERM, in the main thread only; a second
    signal doesn't wait for what is in flight) and `WarehouseError`, always after what was in flight is recorded.
    """
    urls = base_url or settings.base_url
    key = find_api_key(settings, urls, environ)
    errand = Errand(settings, urls, key, ledger_path, stage, language, run_id)
    lock = ledger_path.with_name(f"{ledger_path.name}.{stage}-{language}.lock")
    with spare_room.held(lock, say) as room, Ledger(ledger_path) as ledger:
        tally = Tally(cost_usd=None if settings.price_per_million is None else 0.0)
        progress = Progress(f"{stage}/{language}", total, tally, rejected, say)
        run = _Run(errand, room, ledger, iter(scripts), on_done, on_unanswered, progress, tally)
        run.to_the_end(settings.max_in_flight, say)
        return tally


@contextmanager
def answering(settings: TeacherSettings) -> Iterator[tuple[str, ...]]:
    """The urls to ask: those of the settings, or that of the demo teacher, which runs as long as the context."""
    if not settings.demo:
        yield settings.base_url
        return
    from ultralink_assets.teacher import demo_server  # only who asks it needs its web server

    with demo_server.running() as url:
        yield (url,)


@dataclass(slots=True, eq=False)
class _Talk(Generic[Made]):
    item_id: str
    script: Script[Made]


class _Run(Generic[Made]):
    def __init__(
        self,
        errand: Errand,
        room: int,
        ledger: Ledger,
        scripts: Iterator[tuple[str, Callable[[], Script[Made]]]],
        on_done: Callable[[str, Made], None],
        on_unanswered: Callable[[str, int, Unanswered], bool],
        progress: Progress,
        tally: Tally,
    ) -> None:
        self._errand, self._ledger, self._progress, self._tally = errand, ledger, progress, tally
        self._part = (errand.stage, errand.language)
        self._scripts, self._on_done, self._on_unanswered = scripts, on_done, on_unanswered
        self._unanswered_before = ledger.unanswered_items(*self._part)
        self._inbox: Inbox = queue.SimpleQueue()
        self._worker = WorkerProcess(errand, room, self._inbox)
        self._waiting: dict[bytes, list[_Talk[Made]]] = {}  # by the key of the request; equal ones are sent once
        self._open: set[_Talk[Made]] = set()
        self._failure: Exception | None = None
        self._stopped_by: UltralinkError | None = None
        self._exhausted = False

    def to_the_end(self, width: int, say: Callable[[str], None]) -> None:
        with Signals(wake=lambda: self._inbox.put(None)) as signals:
            try:
                while (self._open or self._may_open()) and signals.seen < 2:
                    if signals.seen and self._stopped_by is None:
                        say("stopping: waiting for the requests in flight (once more: without waiting)")
                        self._stop(Interrupted("stopped on request", "run it again to go on: every answer is kept"))
                    self._progress.tick()
                    if self._inbox.empty() and len(self._open) < width and self._may_open():
                        self._open_next()
                    else:
                        self._hear()
            finally:
                self._worker.end(wait=signals.seen < 2)
                self._tally.ended = time.monotonic()
        self._progress.tell(last=True)
        if self._failure is not None:
            raise self._failure
        if self._stopped_by is not None:
            raise self._stopped_by

    def _stop(self, error: UltralinkError) -> None:
        if self._stopped_by is None:
            self._stopped_by = error
            self._worker.stop(error)

    def _may_open(self) -> bool:
        return not self._exhausted and self._stopped_by is None

    # ---------------------------------------------------------------------- conversations

    def _open_next(self) -> None:
        try:
            found = next(self._scripts, None)
            if found is None:
                self._exhausted = True
                return
            talk = _Talk(found[0], found[1]())
        except Exception as error:
            self._fail(error)
            return
        self._open.add(talk)
        self._hand(talk, None)

    def _hear(self) -> None:
        try:
            said = self._inbox.get(timeout=self._progress.due_s)
        except queue.Empty:
            return
        if isinstance(said, Told):
            self._stopped_by = self._stopped_by or said.stopped_by
            if said.tally is not None:
                self._tally.take(said.tally)
            for key, reply in said.replies:
                self._deliver(key, reply)
        elif isinstance(said, Ended):
            error = said.error or self._stopped_by or Interrupted("the process that sends the requests has ended")
            for key in list(self._waiting):
                self._deliver(key, error)

    def _deliver(self, key: bytes, reply: Reply | Exception) -> None:
        for talk in self._waiting.pop(key):
            self._hand(talk, reply)

    def _hand(self, talk: _Talk[Made], reply: Reply | Exception | None) -> None:
        try:
            if isinstance(reply, Exception):
                self._unanswered(talk, reply)
            else:
                self._go_on(talk, reply)
        except Exception as error:
            self._close(talk)
            self._fail(error)

    def _go_on(self, talk: _Talk[Made], reply: Reply | None) -> None:
        """Let it talk until it asks what the ledger does not know, or has ended."""
        try:
            while True:
                ask = next(talk.script) if reply is None else talk.script.send(reply)
                found = look_up(ask, talk.item_id, self._errand.settings, self._ledger)
                if isinstance(found, Request):
                    self._send(talk, found)
                    return
                self._tally.hits += 1
                reply = found
        except StopIteration as end:
            made: Made = end.value
        self._close(talk)
        self._on_done(talk.item_id, made)
        self._progress.done += 1
        if talk.item_id in self._unanswered_before:
            self._ledger.forget_unanswered(*self._part, talk.item_id)

    def _send(self, talk: _Talk[Made], request: Request) -> None:
        if self._stopped_by is not None:
            self._close(talk)
        elif (twins := self._waiting.get(request.key)) is not None:
            self._tally.hits += 1
            twins.append(talk)
        else:
            self._waiting[request.key] = [talk]
            self._worker.ask(request)

    def _unanswered(self, talk: _Talk[Made], error: Exception) -> None:
        self._close(talk)
        if not isinstance(error, Unanswered):
            raise error
        runs = self._ledger.note_unanswered(*self._part, talk.item_id, self._errand.run_id)
        if not self._on_unanswered(talk.item_id, runs, error):
            self._progress.pending += 1

    def _close(self, talk: _Talk[Made]) -> None:
        self._open.discard(talk)
        talk.script.close()

    def _fail(self, error: Exception) -> None:
        if isinstance(error, UltralinkError):
            self._stop(error)
            return
        self._failure = self._failure or error
        self._stop(Interrupted(f"stopped by an error: {error!r}"))

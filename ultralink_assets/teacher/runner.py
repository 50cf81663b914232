"""Runs many conversations at once and returns when each is done, pending, or the run has to stop."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Generic, TypeVar

from ultralink_assets.records import Ask, Interrupted, Script, UltralinkError, Unanswered
from ultralink_assets.settings import TeacherSettings
from ultralink_assets.teacher.engine import Teacher
from ultralink_assets.teacher.ledger import Ledger, answered_after_all, unanswered_in
from ultralink_assets.teacher.progress import Progress, Tally

Made = TypeVar("Made")

RUNS_UNTIL_REJECTED = 3  # what stays unanswered in so many runs is to be rejected as `unanswered`
_UNINTERRUPTED_S = 0.005  # scripts that the ledger answers don't wait for anything; new answers must have their turn


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
    with Ledger(ledger_path) as ledger:
        teacher = Teacher(
            settings,
            ledger,
            stage=stage,
            language=language,
            run_id=run_id,
            say=say,
            environ=environ,
            base_url=base_url,
        )
        progress = Progress(f"{stage}/{language}", total, teacher.tally, rejected, say)
        run = _Run(teacher, ledger, (stage, language), run_id, iter(scripts), on_done, on_unanswered, progress)
        asyncio.run(run.to_the_end(settings.max_in_flight, say))
        return teacher.tally


@contextmanager
def answering(settings: TeacherSettings) -> Iterator[tuple[str, ...]]:
    """The urls to ask: those of the settings, or that of the demo teacher, which runs as long as the context."""
    if not settings.demo:
        yield settings.base_url
        return
    from ultralink_assets.teacher import demo_server  # only who asks it needs its web server

    with demo_server.running() as url:
        yield (url,)


class _Run(Generic[Made]):
    def __init__(
        self,
        teacher: Teacher,
        ledger: Ledger,
        part: tuple[str, str],
        run_id: str,
        scripts: Iterator[tuple[str, Callable[[], Script[Made]]]],
        on_done: Callable[[str, Made], None],
        on_unanswered: Callable[[str, int, Unanswered], bool],
        progress: Progress,
    ) -> None:
        self._teacher, self._ledger, self._part, self._run_id = teacher, ledger, part, run_id
        self._scripts, self._on_done, self._on_unanswered = scripts, on_done, on_unanswered
        self._progress = progress
        self._unanswered_before = ledger.unanswered_items(*part)
        self._failure: BaseException | None = None
        self._turn = asyncio.Lock()

    async def to_the_end(self, width: int, say: Callable[[str], None]) -> None:
        async with self._teacher:
            workers = [asyncio.create_task(self._work()) for _ in range(width)]
            ticker = asyncio.create_task(self._progress.tick_forever())
            try:
                with _signals(_Stopper(self._teacher, workers, say)):
                    await asyncio.gather(*workers, return_exceptions=True)
            finally:
                ticker.cancel()
                with suppress(asyncio.CancelledError):
                    await ticker
        self._progress.tell(last=True)
        if self._failure is not None:
            raise self._failure
        if self._teacher.stopped_by is not None:
            raise self._teacher.stopped_by

    async def _work(self) -> None:
        """Take one script after the other, as long as there are any."""
        try:
            while (found := await self._next()) is not None:
                await self._one(*found)
        except UltralinkError as error:
            self._teacher.stop(error)
        except Exception as error:
            self._failure = self._failure or error
            self._teacher.stop(Interrupted(f"stopped by an error: {error!r}"))

    async def _next(self) -> tuple[str, Script[Made], Ask] | None:
        """The next script that asks something which the ledger does not know; those that it answers are done at once.

        One worker at a time: a loop that is busy with old answers must not keep new ones waiting.
        """
        async with self._turn:
            started = time.monotonic()
            for item_id, make in self._scripts:
                script = make()
                if (ask := self._replayed(item_id, script)) is not None:
                    return item_id, script, ask
                if self._teacher.stopped_by is not None:
                    break
                if time.monotonic() - started > _UNINTERRUPTED_S:
                    await asyncio.sleep(0)
                    started = time.monotonic()
            return None

    def _replayed(self, item_id: str, script: Script[Made]) -> Ask | None:
        try:
            ask = next(script)
            while (reply := self._teacher.recall(ask)) is not None:
                ask = script.send(reply)
        except StopIteration as end:
            self._finished(item_id, end.value)
            return None
        return ask

    async def _one(self, item_id: str, script: Script[Made], ask: Ask) -> None:
        try:
            made = await self._teacher.drive(script, item_id, ask)
        except Unanswered as error:
            runs = await self._ledger.write(unanswered_in(*self._part, item_id, self._run_id))
            if not self._on_unanswered(item_id, runs, error):
                self._progress.pending += 1
            return
        self._finished(item_id, made)
        if item_id in self._unanswered_before:
            await self._ledger.write(answered_after_all(*self._part, item_id))

    def _finished(self, item_id: str, made: Made) -> None:
        self._on_done(item_id, made)
        self._progress.done += 1


class _Stopper:
    """What a signal does: the first one stops sending, the second one leaves what is in flight."""

    def __init__(self, teacher: Teacher, workers: list[asyncio.Task[None]], say: Callable[[str], None]) -> None:
        self._teacher, self._workers, self._say = teacher, workers, say
        self._asked = False

    def __call__(self) -> None:
        if self._asked:
            for worker in self._workers:
                worker.cancel()
            return
        self._asked = True
        self._say("stopping: waiting for the requests in flight (once more: without waiting)")
        self._teacher.stop(Interrupted("stopped on request", "run it again to go on: every answer is kept"))


@contextmanager
def _signals(stopper: _Stopper) -> Iterator[None]:
    """SIGINT and SIGTERM go to the stopper, where Python lets us: in the main thread."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    for number in before:
        loop.add_signal_handler(number, stopper)
    try:
        yield
    finally:
        for number, handler in before.items():
            loop.remove_signal_handler(number)
            signal.signal(number, handler)

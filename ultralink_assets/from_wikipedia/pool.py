"""Reading a dump with several processes.

The workers are plain child processes that read units from a pipe, not `multiprocessing`'s: those import the main
module again (with Dagster, when it is Dagster's). A pipe that ends stops a worker, however its parent ended.
"""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, suppress
from itertools import islice
from queue import SimpleQueue
from typing import BinaryIO, cast

from ultralink_assets import languages
from ultralink_assets.from_wikipedia.unit import Unit, UnitResult
from ultralink_assets.records import InputError

UNITS_A_WORKER = 2  # the one it reads and the one that waits: enough to keep it busy, and little memory

_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from ultralink_assets.from_wikipedia.worker import serve; serve(json.loads(sys.argv[2]))"
)


def in_workers(todo: Iterator[Unit], language_code: str, count: int) -> Iterator[tuple[Unit, UnitResult]]:
    """The units with their results, as they are done, by ``count`` processes; few units wait at any time."""
    with ExitStack() as stack:
        workers: SimpleQueue[_Worker] = SimpleQueue()
        for _ in range(count):
            workers.put(stack.enter_context(_Worker()))
        threads = stack.enter_context(ThreadPoolExecutor(count))
        stack.callback(threads.shutdown, wait=False, cancel_futures=True)

        def ask(unit: Unit) -> UnitResult:
            worker = workers.get()
            try:
                return worker.ask(unit, language_code)
            finally:
                workers.put(worker)

        running: dict[Future[UnitResult], Unit] = {}
        while True:
            for unit in islice(todo, count * UNITS_A_WORKER - len(running)):
                running[threads.submit(ask, unit)] = unit
            if not running:
                return
            for done in wait(running, return_when=FIRST_COMPLETED).done:
                yield running.pop(done), done.result()


class _Worker:
    """One child process: a pickled (unit, language) goes in, a pickled result comes out."""

    def __init__(self) -> None:
        entries = languages.own_folder()
        arguments = (sys.path, str(entries) if entries else None)
        command = [sys.executable, "-P", "-c", _START, *map(json.dumps, arguments)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def __enter__(self) -> _Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(BrokenPipeError):  # what was still to be sent to a process that has ended
                cast(BinaryIO, pipe).close()

    def ask(self, unit: Unit, language_code: str) -> UnitResult:
        """Read one unit there; raises what `read_unit` raises."""
        try:
            self._send((unit, language_code))
            answer = pickle.load(cast(BinaryIO, self._process.stdout))
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            code = self._process.wait(timeout=10)
            raise InputError(
                f"{unit.source}: the process that read the unit at byte {unit.offset:,} ended (exit code {code})",
                "its message stands above; if the system killed it (-9), free some memory; then run again: "
                "finished units are kept",
            ) from error
        if isinstance(answer, UnitResult):
            return answer
        raise InputError(*answer)

    def _send(self, request: tuple[Unit, str]) -> None:
        pipe = cast(BinaryIO, self._process.stdin)
        pickle.dump(request, pipe, pickle.HIGHEST_PROTOCOL)
        pipe.flush()

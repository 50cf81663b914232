"""An event loop in a thread of its own, so that what the caller's thread computes keeps no answer waiting.

The two threads share Python's one lock. A thread that computes hands it over after `sys.getswitchinterval`, by
default 5 ms; the loop asks for it several times for each answer (select, receive, commit, send), so while it runs the
interval is `_SWITCH_S`.
"""

from __future__ import annotations

import asyncio
import sys
import threading
from collections import deque
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from contextlib import AbstractAsyncContextManager
from types import TracebackType
from typing import Any

_SWITCH_S = 0.0001


class IoThread:
    """Runs coroutines within ``context``, which is entered and left in the thread. A context manager.

    Leaving it cancels what still runs.
    """

    def __init__(self, context: AbstractAsyncContextManager[Any]) -> None:
        self._context = context
        self._started: Future[asyncio.AbstractEventLoop] = Future()
        self._thread = threading.Thread(target=self._run, name="teacher", daemon=True)
        self._begun: deque[Coroutine[Any, Any, None]] = deque()
        self._woken = False
        self._tasks: set[asyncio.Task[None]] = set()

    def __enter__(self) -> IoThread:
        self._switch_s = sys.getswitchinterval()
        sys.setswitchinterval(_SWITCH_S)
        self._thread.start()
        self._loop = self._started.result()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._ending.set)
        self._thread.join()
        sys.setswitchinterval(self._switch_s)

    def begin(self, coroutine: Coroutine[Any, Any, None]) -> None:
        """Run it as a task; it says itself what came of it. For one thread, the caller's."""
        self._begun.append(coroutine)
        if not self._woken:  # one wake-up for all that was begun meanwhile
            self._woken = True
            self._loop.call_soon_threadsafe(self._take)

    def call(self, function: Callable[..., None], *arguments: Any) -> None:
        """Call it in the thread, soon; also from a signal handler."""
        self._loop.call_soon_threadsafe(function, *arguments)

    def _take(self) -> None:
        self._woken = False
        while self._begun:
            task = self._loop.create_task(self._begun.popleft())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def _run(self) -> None:
        asyncio.run(self._stay())

    async def _stay(self) -> None:
        self._ending = asyncio.Event()
        try:
            async with self._context:
                self._started.set_result(asyncio.get_running_loop())
                await self._ending.wait()
                self._take()
                for task in self._tasks:
                    task.cancel()
                await asyncio.gather(*self._tasks, return_exceptions=True)
        except BaseException as error:
            if self._started.done():
                raise
            self._started.set_exception(error)

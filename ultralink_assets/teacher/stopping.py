"""What SIGINT and SIGTERM do to a run: the first one stops sending, the second one leaves what is in flight."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType, TracebackType


class Signals:
    """Counts the signals that are ``seen`` while entered, where Python lets us: in the main thread.

    ``wake`` is called at each, between any two instructions of the main thread, so it must do very little.
    """

    def __init__(self, wake: Callable[[], None]) -> None:
        self._wake = wake
        self.seen = 0

    def __enter__(self) -> Signals:
        here = threading.current_thread() is threading.main_thread()
        numbers = (signal.SIGINT, signal.SIGTERM) if here else ()
        self._before = {number: signal.signal(number, self._handle) for number in numbers}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _handle(self, number: int, frame: FrameType | None) -> None:
        self.seen += 1
        self._wake()

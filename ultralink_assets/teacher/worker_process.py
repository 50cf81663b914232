"""The program's side of its worker process: starts it when there is something to ask, and hears what it tells."""

from __future__ import annotations

import os
import queue
import socket
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from typing import IO, NamedTuple

from ultralink_assets.records import TeacherError, UltralinkError
from ultralink_assets.teacher.protocol import Errand, Request, Stop, Told, pack, receive

_SOURCES = Path(__file__).resolve().parent.parent.parent
_WORDS_KEPT = 2000


class Ended(NamedTuple):
    """The worker process is gone; ``error`` says why, None when it ended by itself and told why."""

    error: TeacherError | None


Inbox = queue.SimpleQueue[Told | Ended | None]


class WorkerProcess:
    """Puts what the worker tells into ``inbox``, and `Ended` at last.

    For one thread. ``room`` is the descriptor of `spare_room.held`, which the worker inherits with its lock.
    """

    def __init__(self, errand: Errand, room: int, inbox: Inbox) -> None:
        self._errand, self._room, self._inbox = errand, room, inbox
        self._channel: socket.socket | None = None

    def ask(self, request: Request) -> None:
        """Have a request sent; the first one starts the process."""
        if self._channel is None:
            self._start()
        self._say(request)

    def stop(self, error: UltralinkError) -> None:
        """Have nothing sent any more."""
        if self._channel is not None:
            self._say(Stop(error))

    def end(self, wait: bool) -> None:
        """Nothing is asked any more. Without ``wait`` the worker takes in alone what is in flight."""
        if self._channel is None:
            return
        self._channel.shutdown(socket.SHUT_WR)
        if wait:
            self._hearing.join()  # it has waited for the process
            self._channel.close()
            self._words.close()

    def _start(self) -> None:
        self._channel, theirs = socket.socketpair()
        self._words: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the process lives
        self._process = start(theirs, self._room, self._words)
        theirs.close()
        self._hearing = threading.Thread(target=self._hear, args=(self._channel,), name="worker", daemon=True)
        self._hearing.start()
        self._say(self._errand)

    def _say(self, said: object) -> None:
        assert self._channel is not None
        with suppress(ConnectionError):  # it has ended: `_hear` says so
            self._channel.sendall(pack(said))

    def _hear(self, channel: socket.socket) -> None:
        ended = Ended(TeacherError("what the process that sends the requests tells can't be read"))
        try:
            while (told := receive(channel)) is not None:
                self._inbox.put(told)
            ended = self._farewell(self._process.wait())
        finally:
            self._inbox.put(ended)  # or the run would wait for ever

    def _farewell(self, status: int) -> Ended:
        words = f"the process that sends the requests ended with status {status}: {self._last_words()}"
        return Ended(TeacherError(words, "run it again: every answer is kept") if status else None)

    def _last_words(self) -> str:
        self._words.seek(0, os.SEEK_END)
        self._words.seek(max(0, self._words.tell() - _WORDS_KEPT))
        return self._words.read().decode("utf-8", "replace").strip() or "no words"


def start(channel: socket.socket, room: int, words: IO[bytes]) -> subprocess.Popen[bytes]:
    """The process, in a session of its own: what ends this one's group (Ctrl-C, a closed terminal) does not end it.

    It holds none of our streams, so whoever reads them is not kept waiting for it.
    """
    descriptors = (channel.fileno(), room)
    paths = [str(_SOURCES), *filter(None, [os.environ.get("PYTHONPATH")])]
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "ultralink_assets.teacher.worker", *map(str, descriptors)],
        pass_fds=descriptors,
        stdin=subprocess.DEVNULL,
        stdout=words,
        stderr=words,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
    )

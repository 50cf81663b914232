"""Watching one program from outside, in the launcher: its output, its folder, the clock, and how it ended."""

from __future__ import annotations

import os
import select
import signal
import time
from contextlib import suppress

from ultralink_assets.sandbox.protocol import Bounds, Stopped

LOOK_EVERY_S = 0.2  # at the folder; most programs are over before
_ENTRY_BYTES = 4096  # an empty file is not free either
_READ = 2**16


class Gone(Exception):
    """The process that we work for has ended."""


class Watch:
    """Collects what a child writes to two pipes (that do not block) until it ends or breaks a limit."""

    def __init__(self, child: int, pipes: tuple[int, int], bounds: Bounds, folder: str) -> None:
        self._child, self._pipes, self._bounds, self._folder = child, pipes, bounds, folder
        self._kept: dict[int, bytearray] = {pipe: bytearray() for pipe in pipes}
        self.stopped: Stopped | None = None
        self.status: int | None = None
        self.cpu_seconds = 0.0
        self.seconds = 0.0

    def follow(self, ended: int, user: int) -> None:
        """Return when the child is dead; raises `Gone` when ``user``, who asked for it, hangs up.

        ``ended`` is a descriptor that can be read when a child may have ended.
        """
        started = time.monotonic()
        self._next_look = started + LOOK_EVERY_S
        poll = select.poll()
        for descriptor in (*self._pipes, ended, user):
            poll.register(descriptor, select.POLLIN)
        while not self._is_over(poll, ended, user, started + self._bounds["seconds"]):
            pass
        self.end()
        for pipe in self._pipes:  # what it wrote last
            with suppress(BlockingIOError):
                while self.stopped is None and self._take(pipe):
                    pass
        self.seconds = time.monotonic() - started

    def end(self) -> None:
        """Kill what is left of it."""
        if self.status is not None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self._child, signal.SIGKILL)  # where new processes are not refused
        os.kill(self._child, signal.SIGKILL)  # it may not lead a group yet
        _, status, usage = os.wait4(self._child, 0)
        self.status = os.waitstatus_to_exitcode(status)
        self.cpu_seconds = usage.ru_utime + usage.ru_stime

    def output(self) -> tuple[str, str]:
        """stdout and stderr, cut to the limit together, stderr first: it says why."""
        out, err = (bytes(self._kept[pipe]) for pipe in self._pipes)
        limit = self._bounds["output_bytes"]
        err = err[:limit]
        return out[: limit - len(err)].decode("utf-8", "replace"), err.decode("utf-8", "replace")

    def _is_over(self, poll: select.poll, ended: int, user: int, deadline: float) -> bool:
        now = time.monotonic()
        if now >= deadline:
            self.stopped = "timeout"
        elif now >= self._next_look:
            self._look_at_folder()
        if self.stopped is not None:
            return True
        for descriptor, _ in poll.poll((min(deadline, self._next_look) - now) * 1000 + 1):
            if descriptor == user:
                raise Gone
            if descriptor == ended:
                os.read(ended, _READ)
                if os.waitid(os.P_PID, self._child, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                    return True
            elif not self._take(descriptor):
                poll.unregister(descriptor)
        return self.stopped is not None

    def _take(self, pipe: int) -> bool:
        """Whether there can be more."""
        self._kept[pipe] += (read := os.read(pipe, _READ))
        if sum(map(len, self._kept.values())) > self._bounds["output_bytes"]:
            self.stopped = "output"
        return bool(read)

    def _look_at_folder(self) -> None:
        self._next_look = time.monotonic() + LOOK_EVERY_S
        if folder_bytes(self._folder, self._bounds["folder_bytes"]) > self._bounds["folder_bytes"]:
            self.stopped = "folder"


def folder_bytes(folder: str, enough: int) -> int:
    """Bytes on disk of what lies in ``folder``, at any depth; counts no further than ``enough``."""
    total, todo = 0, [folder]
    while todo and total <= enough:
        try:
            with os.scandir(todo.pop()) as entries:
                for entry in entries:
                    total += _ENTRY_BYTES + entry.stat(follow_symlinks=False).st_blocks * 512
                    if entry.is_dir(follow_symlinks=False):
                        todo.append(entry.path)
        except FileNotFoundError:
            continue  # gone since
        except OSError:
            return enough + 1  # deeper than a path can be long
    return total

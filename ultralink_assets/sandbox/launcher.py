"""A small process of one thread that starts programs and watches them, one after the other.

It is what forks: the process that uses it may be large, have threads, and hold keys. It imports little, since a large
process takes longer to fork; and while it waits for an errand, the interpreter of the next program starts already,
behind all limits, and waits too. Started as ``python -m ultralink_assets.sandbox.launcher FOLDER LIMITS`` it says what
it found (`Hello`), and answers each `Errand` on its stdin with `Told`. It ends with its stdin, and takes the program
with it.
"""

from __future__ import annotations

import gc
import marshal
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import NamedTuple

from ultralink_assets.sandbox import landlock, namespaces, seccomp
from ultralink_assets.sandbox.boot import STARTED
from ultralink_assets.sandbox.child import PROGRAM, Ends, Preparations, become_program
from ultralink_assets.sandbox.protocol import Bounds, Errand, Hello, Told
from ultralink_assets.sandbox.watching import Gone, Watch

_USER = 0  # stdin
_SECRET_BYTES = 32


def main(base: str, bounds: Bounds) -> None:
    held = Hello(landlock=landlock.abi(), seccomp=seccomp.works(), namespaces=namespaces.work())
    if held["namespaces"]:
        namespaces.enter()
    launcher = Launcher(base, bounds, Preparations(held))
    gc.freeze()  # a collection would write to what children share with us
    _say(held)
    with suppress(EOFError, Gone):
        while True:
            with launcher.waiting() as waiting:
                _say(launcher.run(marshal.load(sys.stdin.buffer), waiting))


def _say(told: Hello | Told) -> None:
    marshal.dump(dict(told), sys.stdout.buffer)
    sys.stdout.buffer.flush()


class Waiting(NamedTuple):
    """A child that waits in its folder for a program and a secret, and will write the proof to ``report``."""

    watch: Watch
    folder: str
    secret: int
    report: int


class Launcher:
    """Runs each program in a new folder below ``base``, within ``bounds`` and under all that is held."""

    def __init__(self, base: str, bounds: Bounds, preparations: Preparations) -> None:
        self._base, self._bounds, self._preparations = base, bounds, preparations
        self._ended, woken = os.pipe()
        os.set_blocking(woken, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # else nothing would be written when a child ends
        signal.set_wakeup_fd(woken, warn_on_full_buffer=False)

    @contextmanager
    def waiting(self) -> Iterator[Waiting]:
        """A child for one program; afterwards it is dead, and its folder is gone."""
        folder = os.path.join(self._base, os.urandom(8).hex())
        os.mkdir(folder)
        with ExitStack() as ours, ExitStack() as theirs:
            ours.callback(_remove, folder)
            report, stdout, stderr = (_pipe(ours, theirs) for _ in range(3))
            told, secret = os.pipe()
            theirs.callback(os.close, told)
            ours.callback(os.close, secret)
            child = os.fork()
            if child == 0:
                become_program(self._bounds, folder, Ends(told, report[1], stdout[1], stderr[1]), self._preparations)
            theirs.close()
            watch = Watch(child, (stdout[0], stderr[0]), self._bounds, folder)
            ours.callback(watch.end)
            yield Waiting(watch, folder, secret, report[0])

    def run(self, errand: Errand, waiting: Waiting) -> Told:
        """Raises `Gone` when nobody waits for the answer any more."""
        secret = os.urandom(_SECRET_BYTES).hex().encode()
        with open(os.path.join(waiting.folder, PROGRAM), "wb") as file:
            file.write(errand["program"].encode("utf-8", "surrogatepass"))
        with suppress(BrokenPipeError):  # it did not come so far: it says why
            os.write(waiting.secret, secret)
        waiting.watch.follow(self._ended, _USER)
        return _told(waiting.watch, _rest(waiting.report, 2 * len(secret)), secret)


def _pipe(ours: ExitStack, theirs: ExitStack) -> tuple[int, int]:
    """A pipe that we read and they write."""
    read, write = os.pipe()
    ours.callback(os.close, read)
    theirs.callback(os.close, write)
    os.set_blocking(read, False)
    return read, write


def _rest(pipe: int, count: int) -> bytes:
    """What was written, also while somebody could still write."""
    with suppress(BlockingIOError):
        return os.read(pipe, count)
    return b""


def _told(watch: Watch, report: bytes, secret: bytes) -> Told:
    stdout, stderr = watch.output()
    return Told(
        started=report.startswith(STARTED),
        proved=report == STARTED + secret,
        status=watch.status,
        stopped=watch.stopped,
        stdout=stdout,
        stderr=stderr,
        seconds=watch.seconds,
        cpu_seconds=watch.cpu_seconds,
    )


def _remove(folder: str) -> None:
    with suppress(OSError):
        os.unlink(os.path.join(folder, PROGRAM))
        os.rmdir(folder)
        return
    import subprocess  # seldom needed, and large

    subprocess.run(["/bin/rm", "-rf", folder], check=True)  # folders in folders may be too many for Python's own


if __name__ == "__main__":
    main(sys.argv[1], marshal.loads(bytes.fromhex(sys.argv[2])))

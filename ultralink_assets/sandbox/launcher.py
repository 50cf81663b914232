"""A small process of one thread that starts programs and watches them, one after the other.

It is what forks: the process that uses it may be large, have threads, and hold keys. Started as
``python -m ultralink_assets.sandbox.launcher FOLDER`` it says what it found (`Hello`), and answers each line of its stdin,
an `Errand`, with a line, `Told`. It ends with its stdin, and takes the program with it.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import ExitStack, suppress
from pathlib import Path

from ultralink_assets.sandbox import landlock, namespaces, seccomp
from ultralink_assets.sandbox.boot import STARTED
from ultralink_assets.sandbox.child import PROGRAM, Ends, become_program, open_interpreter
from ultralink_assets.sandbox.protocol import Errand, Hello, Told
from ultralink_assets.sandbox.watching import Gone, Watch

_USER = 0  # stdin
_SECRET_BYTES = 32


def main(base: str) -> None:
    held = Hello(landlock=landlock.abi(), seccomp=seccomp.works(), namespaces=namespaces.work())
    if held["namespaces"]:
        namespaces.enter()
    launcher = Launcher(base, held)
    _say(held)
    with suppress(Gone):
        for line in sys.stdin.buffer:
            _say(launcher.run(json.loads(line)))


def _say(told: Hello | Told) -> None:
    print(json.dumps(told), flush=True)


class Launcher:
    """Runs each program in a new folder below ``base``, under all that is held."""

    def __init__(self, base: str, held: Hello) -> None:
        self._base, self._held, self._interpreter = base, held, open_interpreter()
        self._ended, woken = os.pipe()
        os.set_blocking(woken, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # else nothing would be written when a child ends
        signal.set_wakeup_fd(woken, warn_on_full_buffer=False)

    def run(self, errand: Errand) -> Told:
        folder = tempfile.mkdtemp(dir=self._base)
        try:
            text = errand["program"].encode("utf-8", "surrogatepass")
            Path(folder, PROGRAM).write_bytes(text)
            return self._run(errand, folder)
        finally:
            _remove(folder)

    def _run(self, errand: Errand, folder: str) -> Told:
        secret = secrets.token_hex(_SECRET_BYTES).encode()
        with ExitStack() as ours, ExitStack() as theirs:
            report, stdout, stderr = (_pipe(ours, theirs) for _ in range(3))
            told, tell = os.pipe()
            theirs.callback(os.close, told)
            os.write(tell, secret)
            os.close(tell)
            child = os.fork()
            if child == 0:
                ends = Ends(told, report[1], stdout[1], stderr[1])
                become_program(errand, folder, ends, self._interpreter, self._held)
            theirs.close()
            watch = Watch(child, (stdout[0], stderr[0]), self._ended, errand, folder)
            watch.follow(_USER)
            return _told(watch, _rest(report[0], 2 * len(secret)), secret)


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
    """Folders in folders may be too many for Python."""
    try:
        shutil.rmtree(folder)
    except (OSError, RecursionError):
        subprocess.run(["rm", "-rf", folder], check=False)


if __name__ == "__main__":
    main(sys.argv[1])

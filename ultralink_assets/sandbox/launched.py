"""The user's side of a launcher: starts it, tells it what to run, and ends it."""

from __future__ import annotations

import marshal
import os
import select
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import IO, cast

from ultralink_assets.sandbox.judging import judged
from ultralink_assets.sandbox.protocol import Errand, Hello, Told
from ultralink_assets.sandbox.ran import Ending, Limits, Ran

_SOURCES = Path(__file__).resolve().parent.parent.parent
_OPTIONS = ("-s", "-S", "-P", "-m")  # it needs no packages, and is smaller without
_START_S, _GRACE_S, _END_S = 60.0, 30.0, 10.0


class LauncherEnded(Exception):
    """The launcher ended, or was silent for too long and was ended; holds its last words."""


class Launched:
    """One launcher. For one thread at a time."""

    def __init__(self, base: str, limits: Limits) -> None:
        """``base`` is the folder below which programs get theirs. Raises `LauncherEnded`."""
        self._limits = limits
        self._words = (Path(base) / f"words-{os.urandom(8).hex()}").open("w+b")
        self._process = subprocess.Popen(
            [sys.executable, *_OPTIONS, "ultralink_assets.sandbox.launcher", base, marshal.dumps(asdict(limits)).hex()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._words,
            env={"PYTHONPATH": str(_SOURCES)},  # what it does not have, no program can find in it
        )
        self._stdin, self._stdout = cast(IO[bytes], self._process.stdin), cast(IO[bytes], self._process.stdout)
        self.held = cast(Hello, self._hear(_START_S))

    def run(self, program: str) -> Ran:
        """Raises `LauncherEnded`; then nothing is known of the program, and nothing of it runs."""
        try:
            marshal.dump(dict(Errand(program=program)), self._stdin)
            self._stdin.flush()
        except BrokenPipeError as error:
            raise self._ended() from error
        return judged(cast(Told, self._hear(self._limits.seconds + _GRACE_S)), self._limits)

    def end(self) -> None:
        """End it with its program; it clears the program's folder away, unless it is stuck."""
        with suppress(BrokenPipeError):
            self._stdin.close()
        try:
            self._process.wait(_END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._stdout.close()
        self._words.close()

    def _hear(self, seconds: float) -> object:
        try:
            if select.select([self._stdout], [], [], seconds)[0]:
                return marshal.load(self._stdout)
        except EOFError:
            pass
        raise self._ended()

    def _ended(self) -> LauncherEnded:
        self._words.seek(0)
        words = self._words.read().decode("utf-8", "replace").strip()
        self.end()
        return LauncherEnded(f"the process that starts programs ended (status {self._process.returncode}): {words}")


def not_run(error: LauncherEnded) -> Ran:
    return Ran(Ending.NOT_RUN, None, "", str(error), 0.0)

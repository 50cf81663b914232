"""Running many programs: launchers that are started once and used again."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from ultralink_assets.records import SandboxRefused
from ultralink_assets.sandbox.cover import NOT_COVERED, Protection, protections, refuse_unless_covered
from ultralink_assets.sandbox.launched import Launched, LauncherEnded, not_run
from ultralink_assets.sandbox.ran import Ending, Limits, Ran

__all__ = ["Description", "Ending", "Limits", "Protection", "Ran", "Sandbox", "describe", "run"]


class Sandbox:
    """Runs programs under ``limits``, for any number of threads, each in a process of its own.

    A program runs under all the protections that this machine has (`describe`). When one is missing that nothing else
    stands in for, `SandboxRefused` is raised instead, unless ``unprotected`` says to go on.
    """

    def __init__(self, limits: Limits = Limits(), *, unprotected: bool = False) -> None:  # noqa: B008 - frozen
        self._limits, self._unprotected = limits, unprotected
        self._folder = _new_folder()
        self._idle: list[Launched] = []
        self._lock = threading.Lock()

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            while self._idle:
                self._idle.pop().end()
        self._folder.cleanup()

    def run(self, program: str) -> Ran:
        """Run one program in a new folder to its end; raises `SandboxRefused`."""
        launched = self._take()
        try:
            ran = launched.run(program)
        except LauncherEnded as error:
            return not_run(error)
        except BaseException:
            launched.end()  # the program with it
            raise
        with self._lock:
            self._idle.append(launched)
        return ran

    def run_all(self, programs: Iterable[str], at_once: int = 1) -> Iterator[Ran]:
        """Run them, ``at_once`` at the same time; what they gave, in their order."""
        with ThreadPoolExecutor(at_once) as threads:
            yield from threads.map(self.run, programs)

    def _take(self) -> Launched:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        launched = _started(self._folder.name, self._limits)
        if not self._unprotected:
            try:
                refuse_unless_covered(launched.held)
            except SandboxRefused:
                launched.end()
                raise
        return launched


def run(program: str, limits: Limits = Limits(), *, unprotected: bool = False) -> Ran:  # noqa: B008 - frozen
    """Run one program; `Sandbox` is cheaper for many. Raises `SandboxRefused`."""
    with Sandbox(limits, unprotected=unprotected) as sandbox:
        return sandbox.run(program)


@dataclass(frozen=True, slots=True)
class Description:
    """What protects this machine, and what nothing protects it from; ``trial`` is an empty program that was run."""

    protections: tuple[Protection, ...]
    not_covered: tuple[str, ...]
    trial: Ran


def describe() -> Description:
    """Find out what holds here, by trying; raises `SandboxRefused` when not even the launcher starts."""
    with _new_folder() as folder:
        launched = _started(folder, Limits())
        try:
            return Description(protections(launched.held), NOT_COVERED, launched.run(""))
        except LauncherEnded as error:
            return Description(protections(launched.held), NOT_COVERED, not_run(error))
        finally:
            launched.end()


def _started(folder: str, limits: Limits) -> Launched:
    try:
        return Launched(folder, limits)
    except LauncherEnded as error:
        raise SandboxRefused(
            f"the sandbox can't start: {error}",
            "the folder for temporary files (TMPDIR) must be writable, and this Python must start there as a process",
        ) from error


def _new_folder() -> tempfile.TemporaryDirectory[str]:
    try:
        return tempfile.TemporaryDirectory(prefix="ultralink-sandbox-")
    except OSError as error:
        raise SandboxRefused(
            f"the sandbox has no folder: {error}", "set TMPDIR to a folder that is writable"
        ) from error

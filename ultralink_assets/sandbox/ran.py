"""What a program may use, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ultralink_assets.records import Outcome


@dataclass(frozen=True, slots=True)
class Limits:
    """What one program may use.

    ``cpu_seconds`` decides about endless loops and is the same on a busy machine; ``seconds`` on the clock end what
    sleeps. ``output_bytes`` are those of stdout and stderr together; ``folder_bytes`` those of all files in its folder.
    """

    seconds: float = 10.0
    cpu_seconds: int = 5
    memory_bytes: int = 2**30
    output_bytes: int = 2**20
    file_bytes: int = 2**24
    folder_bytes: int = 2**26


class Ending(StrEnum):
    """How a program ended. Only ``PASSED`` says that it ran through its last line."""

    PASSED = "passed"
    FAILED = "failed"  # an exception, a failed assertion, no valid Python
    ENDED_EARLY = "ended early"  # status 0, but not by its last line: exit(), os._exit(0)
    TIMEOUT = "timeout"
    MEMORY = "memory"
    OUTPUT = "output"
    FOLDER = "folder"
    CRASHED = "crashed"  # by a signal of its own making
    KILLED = "killed"  # by somebody else, such as the kernel when the machine's memory ran out
    NOT_RUN = "not run"  # the sandbox failed, not the program


@dataclass(frozen=True, slots=True)
class Ran:
    """One run. ``status`` is the exit status, or minus the signal's number, None where there was none.

    ``stdout`` and ``stderr`` are cut to the limit; ``stderr`` of a run that is ``NOT_RUN`` has the sandbox's own words.
    """

    ending: Ending
    status: int | None
    stdout: str
    stderr: str
    seconds: float

    @property
    def outcome(self) -> Outcome:
        """Undecided when the run says nothing about the program."""
        if self.ending in (Ending.KILLED, Ending.NOT_RUN):
            return Outcome.UNDECIDED
        return Outcome.PASS if self.ending is Ending.PASSED else Outcome.FAIL

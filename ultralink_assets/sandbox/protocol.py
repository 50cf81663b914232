"""What a launcher and the process that uses it tell each other.

It goes by `marshal`, which needs no import that makes the launcher larger; both are of one Python version.
"""

from __future__ import annotations

from typing import Literal, TypedDict

Stopped = Literal["timeout", "output", "folder"]


class Hello(TypedDict):
    """What the launcher found on this machine, once: Landlock's ABI (0: none), seccomp, namespaces of its own."""

    landlock: int
    seccomp: bool
    namespaces: bool


class Bounds(TypedDict):
    """The fields of `Limits`."""

    seconds: float
    cpu_seconds: int
    memory_bytes: int
    output_bytes: int
    file_bytes: int
    folder_bytes: int


class Errand(TypedDict):
    """A program to run."""

    program: str


class Told(TypedDict):
    """What was seen of the program from outside.

    ``started``: the interpreter in the sandbox came to the program. ``proved``: it came to the program's end.
    ``status`` as in `Ran`. ``stopped``: the limit for which the launcher killed it.
    """

    started: bool
    proved: bool
    status: int | None
    stopped: Stopped | None
    stdout: str
    stderr: str
    seconds: float
    cpu_seconds: float

"""The child before it becomes the program's interpreter: it puts its own limits on, and then executes."""

from __future__ import annotations

import os
import resource
import signal
import sys
import sysconfig
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from ultralink_assets.sandbox import kernel, landlock, seccomp
from ultralink_assets.sandbox.boot import REPORT_TO, SECRET_FROM
from ultralink_assets.sandbox.protocol import Errand, Hello

# The interpreter that a virtual environment was made of: it sees no packages but its own.
INTERPRETER = os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable)
PROGRAM = "program.py"
OPTIONS = ("-s", "-S", "-P")  # no packages of the user or the site, nothing from the folder it runs in
_BOOT = Path(__file__).with_name("boot.py").read_text(encoding="utf-8")
_READABLE = (
    INTERPRETER,
    *dict.fromkeys(
        os.path.realpath(path)
        for path in (
            *(f"{prefix}/lib" for prefix in (sys.base_prefix, sys.base_exec_prefix)),
            *(sysconfig.get_path(name) for name in ("stdlib", "platstdlib")),
            *("/lib", "/lib64", "/usr/lib", "/usr/lib64"),
        )
    ),
    "/etc/ld.so.cache",
    "/usr/share/zoneinfo",
    "/dev/urandom",
)
_OPEN_FILES, _PROCESSES = 64, 64
_INTERPRETER_AT = 200  # above the limit of open files: no program can put another file there


@dataclass(frozen=True, slots=True)
class Ends:
    """The child's ends of its channels."""

    secret: int
    report: int
    stdout: int
    stderr: int


def open_interpreter() -> int:
    """A descriptor for `become_program`, closed when it is executed."""
    opened = os.open(INTERPRETER, os.O_RDONLY | os.O_CLOEXEC)
    os.dup2(opened, _INTERPRETER_AT, inheritable=False)
    os.close(opened)
    return _INTERPRETER_AT


def command() -> list[str]:
    """What runs the program of the working directory."""
    return [INTERPRETER, *OPTIONS, "-c", _BOOT, PROGRAM]


def environment(folder: str) -> dict[str, str]:
    """Nothing of ours. The fixed hash seed makes sets and dictionaries of a program come out alike in each run."""
    return {
        "HOME": folder,
        "TMPDIR": folder,
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
    }


def become_program(errand: Errand, folder: str, ends: Ends, interpreter: int, held: Hello) -> NoReturn:
    """Restrict this process by all that is held, and execute the interpreter; ends the process if that fails."""
    try:
        os.setsid()
        _connect(ends)
        os.chdir(folder)
        _limit(errand, held)
        if sys.platform == "linux":
            kernel.die_with_parent(signal.SIGKILL)
            kernel.give_up_privileges()
        if held["landlock"]:
            landlock.restrict(held["landlock"], _READABLE, (folder, "/dev/null"))
        if held["seccomp"]:
            seccomp.restrict(os.getpid(), interpreter)
        os.execve(interpreter, command(), environment(folder))
    except BaseException:
        os.write(2, traceback.format_exc().encode())
    os._exit(os.EX_SOFTWARE)


def _connect(ends: Ends) -> None:
    """Put the channels where the program expects them; every other descriptor closes when it is executed."""
    wanted = {0: os.open(os.devnull, os.O_RDONLY), 1: ends.stdout, 2: ends.stderr}
    wanted |= {SECRET_FROM: ends.secret, REPORT_TO: ends.report}
    high = {number: os.dup2(source, 100 + number, inheritable=False) for number, source in wanted.items()}
    for number, source in high.items():
        os.dup2(source, number)


def _limit(errand: Errand, held: Hello) -> None:
    limits = {
        resource.RLIMIT_CORE: (0, 0),
        resource.RLIMIT_CPU: (errand["cpu_seconds"], errand["cpu_seconds"] + 1),
        resource.RLIMIT_FSIZE: (errand["file_bytes"],) * 2,
        resource.RLIMIT_NOFILE: (_OPEN_FILES,) * 2,
        resource.RLIMIT_AS: (errand["memory_bytes"],) * 2,
    }
    if held["namespaces"]:  # else all processes of the user would count
        limits[resource.RLIMIT_NPROC] = (_PROCESSES,) * 2
    for name, limit in limits.items():
        resource.setrlimit(name, limit)

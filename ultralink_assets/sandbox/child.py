"""The child before it becomes the program's interpreter: it puts its own limits on, and then executes."""

from __future__ import annotations

import marshal
import os
import resource
import signal
import sys
from typing import NamedTuple, NoReturn

from ultralink_assets.sandbox import kernel, landlock, seccomp
from ultralink_assets.sandbox.boot import REPORT_TO, SECRET_FROM
from ultralink_assets.sandbox.protocol import Bounds, Hello

# The interpreter that a virtual environment was made of: it sees no packages but its own.
INTERPRETER = os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable)
OPTIONS = ("-s", "-S", "-P")  # no packages of the user or the site, nothing from the folder it runs in
PROGRAM = "program.py"
_RUN_BOOT = "import marshal, sys; exec(marshal.loads(bytes.fromhex(sys.argv.pop())))"
_READABLE = (
    INTERPRETER,
    os.path.dirname(os.__file__),
    *(f"{prefix}/{sys.platlibdir}" for prefix in (sys.base_prefix, sys.base_exec_prefix)),
    *("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache", "/usr/share/zoneinfo", "/dev/urandom"),
)
_OPEN_FILES, _PROCESSES = 64, 64
_INTERPRETER_AT = 200  # above the limit of open files: no program can put another file there


class Ends(NamedTuple):
    """The child's ends of its channels."""

    secret: int
    report: int
    stdout: int
    stderr: int


class Preparations:
    """What is the same for each child, made once in the process that forks them."""

    def __init__(self, held: Hello) -> None:
        self.held = held
        while os.open(os.devnull, os.O_RDONLY) < max(SECRET_FROM, REPORT_TO):
            pass  # what is opened from now on is not in the way of the child's channels
        opened = os.open(INTERPRETER, os.O_RDONLY)
        os.dup2(opened, _INTERPRETER_AT, inheritable=False)
        os.close(opened)
        with open(os.path.join(os.path.dirname(__file__), "boot.py"), encoding="utf-8") as file:
            boot = marshal.dumps(compile(file.read(), "boot.py", "exec", dont_inherit=True))
        self.command = [INTERPRETER, *OPTIONS, "-c", _RUN_BOOT, PROGRAM, boot.hex()]
        if held["landlock"]:
            there = {os.path.realpath(path) for path in _READABLE if os.path.exists(path)}
            self.paths = [*map(landlock.readable, sorted(there)), landlock.writable(os.devnull)]
        if held["seccomp"]:
            self.filter = seccomp.Filter(os.uname().machine, _INTERPRETER_AT)


def environment(folder: str) -> dict[str, str]:
    """Nothing of ours. The fixed hash seed makes sets and dictionaries of a program come out alike in each run."""
    return {
        "HOME": folder,
        "TMPDIR": folder,
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
    }


def become_program(bounds: Bounds, folder: str, ends: Ends, preparations: Preparations) -> NoReturn:
    """Restrict this process by all that is held, and execute the interpreter; ends the process if that fails."""
    try:
        os.setsid()
        _connect(ends)
        os.chdir(folder)
        _restrict(bounds, folder, preparations)
        os.execve(_INTERPRETER_AT, preparations.command, environment(folder))
    except BaseException:  # nobody is above this frame: a forked process that returned would go on as the launcher
        import traceback

        os.write(2, traceback.format_exc().encode())
    os._exit(os.EX_SOFTWARE)


def _connect(ends: Ends) -> None:
    """Put the channels where the program expects them; every other descriptor closes when it is executed."""
    channels = {0: os.open(os.devnull, os.O_RDONLY), 1: ends.stdout, 2: ends.stderr}
    for number, source in (channels | {SECRET_FROM: ends.secret, REPORT_TO: ends.report}).items():
        os.dup2(source, number)


def _restrict(bounds: Bounds, folder: str, preparations: Preparations) -> None:
    held = preparations.held
    _limit(bounds, held)
    if sys.platform == "linux":
        kernel.die_with_parent(signal.SIGKILL)
        kernel.give_up_privileges()
    if held["landlock"]:
        landlock.restrict(held["landlock"], [*preparations.paths, landlock.writable(folder)])
    if held["seccomp"]:
        preparations.filter.restrict(os.getpid())


def _limit(bounds: Bounds, held: Hello) -> None:
    limits = {
        resource.RLIMIT_CORE: (0, 0),
        resource.RLIMIT_CPU: (bounds["cpu_seconds"], bounds["cpu_seconds"] + 1),
        resource.RLIMIT_FSIZE: (bounds["file_bytes"],) * 2,
        resource.RLIMIT_NOFILE: (_OPEN_FILES,) * 2,
        resource.RLIMIT_AS: (bounds["memory_bytes"],) * 2,
    }
    if held["namespaces"]:  # else all processes of the user would count
        limits[resource.RLIMIT_NPROC] = (_PROCESSES,) * 2
    for name, limit in limits.items():
        resource.setrlimit(name, limit)

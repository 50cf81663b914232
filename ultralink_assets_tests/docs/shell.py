"""A reader at a shell: one bash for a page, and a checkout that its commands may change."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from ultralink_assets_tests.docs.blocks import ROOT

SCRIPTS = Path(sys.executable).parent  # not resolved: the programs of this virtual environment
_MARK = "end of the command, exit status"
_STARTS_S = 120


def checkout(folder: Path) -> Path:
    """What ``make`` needs of the checkout, in ``folder``, with an environment that is installed already."""
    programs = folder / ".venv" / "bin"
    programs.mkdir(parents=True)
    for name in ("ultralink", "dagster", "dbt", "python"):
        (programs / name).symlink_to(SCRIPTS / name)
    for name in ("Makefile", "pyproject.toml", "constraints.txt", "workspace.yaml", "dbt_quality", "ultralink_assets"):
        (folder / name).symlink_to(ROOT / name)
    (folder / ".dagster_home").mkdir()
    shutil.copy(ROOT / ".dagster_home" / "dagster.yaml", folder / ".dagster_home")
    (folder / ".venv" / ".base").touch()
    return folder


def _hear_interrupts() -> None:
    """Tests that a script started in the background ignore SIGINT, and so would every server that is stopped by it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


class Shell:
    """One bash in ``folder``, which is its home too: what a command exports or where it goes holds for the next one."""

    def __init__(self, folder: Path, environ: Mapping[str, str]) -> None:
        self._folder = folder
        self._servers: list[subprocess.Popen[bytes]] = []
        cache = os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache"))  # dbt has parsed the SQL tests there
        ours = {"HOME": str(folder), "XDG_CACHE_HOME": cache, "COLUMNS": "120"}
        self._bash = subprocess.Popen(
            ["bash", "--norc"],
            cwd=folder,
            env={**os.environ, **ours, **environ, "PATH": f"{SCRIPTS}:{os.environ['PATH']}"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            preexec_fn=_hear_interrupts,
        )

    def run(self, command: str) -> str:
        """What it prints; an AssertionError with that when its exit status is not 0."""
        assert self._bash.stdin is not None
        assert self._bash.stdout is not None
        self._bash.stdin.write(f"{{ {command}\n}} < /dev/null; printf '\\n{_MARK} %s\\n' $?\n")
        self._bash.stdin.flush()
        lines: list[str] = []
        while line := self._bash.stdout.readline():
            if line.startswith(_MARK):
                assert line.split()[-1] == "0", f"$ {command}\n{''.join(lines)[-3000:]}"
                return "".join(lines).removesuffix("\n")
            lines.append(line)
        raise AssertionError(f"$ {command}\nthe shell has ended:\n{''.join(lines)[-3000:]}")

    def start(self, command: str, url: str) -> None:
        """Run a server as in another terminal, until the shell is closed; returns when it answers at ``url``."""
        environ = dict(pair.split("=", 1) for pair in self.run("env -0").split("\0") if "=" in pair)
        log = (self._folder / f"server-{len(self._servers)}.log").open("wb")
        folder = self.folder
        with log:
            server = subprocess.Popen(
                ["bash", "-c", command],
                cwd=folder,
                env=environ,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_hear_interrupts,
            )
        self._servers.append(server)
        end = time.monotonic() + _STARTS_S
        while not _answers(url):
            said = Path(log.name).read_text(encoding="utf-8", errors="replace")[-3000:]
            assert server.poll() is None, f"$ {command}\n{said}"
            assert time.monotonic() < end, f"$ {command}\n{url} does not answer\n{said}"
            time.sleep(0.2)

    @property
    def folder(self) -> Path:
        """Where the shell is now."""
        return Path(self.run("pwd").strip())

    def stop(self) -> None:
        """Stop the server that was started last, as by Ctrl-C."""
        server = self._servers.pop()
        os.killpg(server.pid, signal.SIGINT)
        server.wait(60)

    def close(self) -> None:
        while self._servers:
            self.stop()
        assert self._bash.stdin is not None
        self._bash.stdin.close()
        os.killpg(self._bash.pid, signal.SIGTERM)
        self._bash.wait(60)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5):
            return True
    except OSError:
        return False


@contextmanager
def reader(folder: Path, environ: Mapping[str, str]) -> Iterator[Shell]:
    """A shell that is closed, with its servers, whatever happens."""
    shell = Shell(folder, environ)
    try:
        yield shell
    finally:
        shell.close()

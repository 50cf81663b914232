"""A sandbox with short limits, and a machine outside that programs may attack."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from ultralink_assets.records import SandboxRefused
from ultralink_assets.sandbox import Limits, Ran, Sandbox

LIMITS = Limits(seconds=20, cpu_seconds=1)
SECRET = "a-secret-of-the-parent"
Run = Callable[[str], Ran]


@pytest.fixture(scope="session")
def shared() -> Iterator[Sandbox]:
    with Sandbox(LIMITS) as sandbox:
        yield sandbox


@pytest.fixture
def run(shared: Sandbox, lacking: list[str]) -> Run:
    """Runs a program in the sandbox; where it can't be protected, nothing may run."""
    if not lacking:
        return shared.run
    with pytest.raises(SandboxRefused, match=lacking[0]):
        shared.run("print('HIT')")
    pytest.skip(f"no {', '.join(lacking)} here: programs were refused, as they must be")


@dataclass(frozen=True)
class Outside:
    """What is worth attacking."""

    folder: Path
    settings: Path
    victim: subprocess.Popen[bytes]
    tcp: socket.socket
    udp: socket.socket
    datagrams: socket.socket

    def fill(self, program: str) -> str:
        return program.format(
            folder=self.folder,
            settings=self.settings,
            secret=SECRET,
            victim=self.victim.pid,
            tcp=self.tcp.getsockname()[1],
            udp=self.udp.getsockname()[1],
            datagrams=self.folder / "socket",
        )

    def is_untouched(self) -> bool:
        received = []
        for channel in (self.udp, self.datagrams):
            channel.setblocking(False)
            with suppress(BlockingIOError):
                received.append(channel.recv(10))
        files = [path.name for path in self.folder.iterdir()]
        text, mode = self.settings.read_text(encoding="utf-8"), self.settings.stat().st_mode & 0o777
        return not received and sorted(files) == ["socket", "ultralink.toml"] and text == SECRET and mode == 0o600


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[Outside]:
    settings = tmp_path / "ultralink.toml"
    settings.write_text(SECRET, encoding="utf-8")
    settings.chmod(0o600)
    with ExitStack() as stack:
        tcp = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        udp = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        udp.bind(("127.0.0.1", 0))
        datagrams = stack.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM))
        datagrams.bind(str(tmp_path / "socket"))
        victim = stack.enter_context(
            subprocess.Popen([sys.executable, "-S", "-c", "import time; time.sleep(60)"], env={"SECRET": SECRET})
        )
        stack.callback(victim.kill)
        yield Outside(tmp_path, settings, victim, tcp, udp, datagrams)

"""Starting `worker` in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def start(command: str, data: Path, *arguments: object) -> subprocess.Popen[str]:
    """A warm worker that begins when it is sent a line."""
    worker = subprocess.Popen(
        [sys.executable, "-m", "ultralink_assets_tests.warehouse.worker", command, str(data), *map(str, arguments)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert next_line(worker) == "ready"
    return worker


def go(*workers: subprocess.Popen[str]) -> None:
    """All of them begin now."""
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("\n")
        worker.stdin.flush()


def next_line(worker: subprocess.Popen[str]) -> str:
    assert worker.stdout is not None
    return worker.stdout.readline().strip()


def finish(*workers: subprocess.Popen[str]) -> list[str]:
    """What each of them printed; all must have succeeded."""
    printed = [worker.communicate()[0] for worker in workers]
    assert [worker.returncode for worker in workers] == [0] * len(workers)
    return printed


def run(command: str, data: Path, *arguments: object) -> str:
    """What one worker printed."""
    worker = start(command, data, *arguments)
    go(worker)
    return finish(worker)[0]

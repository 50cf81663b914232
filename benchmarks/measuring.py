"""What a process costs."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Cost:
    """What one process cost, with its children."""

    cpu_s: float
    wall_s: float
    peak_mb: float


def cost_of(command: list[str]) -> Cost:
    """Run it to its end; raises RuntimeError with its last words when it fails.

    The system counts a parent's memory at the fork as its child's, so whoever measures stays small.
    """
    with tempfile.TemporaryFile() as words:
        began = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=words)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            words.seek(0)
            raise RuntimeError(f"{command[:3]} failed:\n{words.read()[-2000:].decode(errors='replace')}")
        return Cost(used.ru_utime + used.ru_stime, time.perf_counter() - began, used.ru_maxrss / 1024)

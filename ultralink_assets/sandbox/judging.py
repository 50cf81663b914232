"""How a program ended, by what was seen of it from outside."""

from __future__ import annotations

import signal

from ultralink_assets.sandbox.protocol import Told
from ultralink_assets.sandbox.ran import Ending, Limits, Ran


def judged(told: Told, limits: Limits) -> Ran:
    return Ran(_ending(told, limits), told["status"], told["stdout"], told["stderr"], told["seconds"])


def _ending(told: Told, limits: Limits) -> Ending:
    if told["stopped"] is not None:
        return Ending(told["stopped"])
    if (status := told["status"]) is None or (status >= 0 and not told["started"]):
        return Ending.NOT_RUN
    if status < 0:
        return _by_signal(-status, told["cpu_seconds"] >= limits.cpu_seconds)
    if status == 0:
        return Ending.PASSED if told["proved"] else Ending.ENDED_EARLY
    return Ending.MEMORY if _last_line(told["stderr"]).startswith("MemoryError") else Ending.FAILED


def _by_signal(number: int, cpu_is_used_up: bool) -> Ending:
    if number == signal.SIGXCPU or (number == signal.SIGKILL and cpu_is_used_up):
        return Ending.TIMEOUT
    return Ending.KILLED if number == signal.SIGKILL else Ending.CRASHED


def _last_line(text: str) -> str:
    return text.rstrip().rpartition("\n")[2]

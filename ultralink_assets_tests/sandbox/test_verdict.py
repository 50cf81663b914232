"""Passed is what ran through its last line, and nothing else."""

from __future__ import annotations

import signal

import pytest

from ultralink_assets.records import Outcome
from ultralink_assets.sandbox import Ending, Limits, Ran
from ultralink_assets.sandbox.judging import judged
from ultralink_assets.sandbox.protocol import Told
from ultralink_assets_tests.sandbox.attacks import CHEATS
from ultralink_assets_tests.sandbox.conftest import Run

TOLD = Told(started=True, proved=True, status=0, stopped=None, stdout="", stderr="", seconds=0.1, cpu_seconds=0.1)
SOLUTION = "def add(a, b):\n    return a {} b\n"
TEST = "\ndef check(candidate):\n    assert candidate(1, 2) == 3\n    assert candidate(2, 2) == 4\n\ncheck(add)\n"


def test_a_right_solution_passes(run: Run) -> None:
    ran = run(SOLUTION.format("+") + TEST)
    assert (ran.ending, ran.status, ran.outcome) == (Ending.PASSED, 0, Outcome.PASS)


def test_a_wrong_solution_fails_and_says_where(run: Run) -> None:
    ran = run(SOLUTION.format("-") + TEST)
    assert (ran.ending, ran.outcome) == (Ending.FAILED, Outcome.FAIL)
    assert "assert candidate(1, 2) == 3" in ran.stderr


@pytest.mark.parametrize("name", CHEATS)
def test_no_cheat_passes(name: str, run: Run) -> None:
    ran = run(f"{CHEATS[name]}\n{SOLUTION.format('-')}{TEST}")
    assert ran.ending in (Ending.FAILED, Ending.ENDED_EARLY)
    assert ran.outcome is Outcome.FAIL


def test_an_end_that_is_not_the_last_line_is_told_from_a_failure(run: Run) -> None:
    assert run("exit(0)").ending is Ending.ENDED_EARLY
    assert run("exit(3)").ending is Ending.FAILED


@pytest.mark.parametrize("program", ["def", "x = '\ud800'", "\x00", "for"], ids=["cut", "surrogate", "null", "half"])
def test_what_is_no_python_fails(program: str, run: Run) -> None:
    assert run(program).ending is Ending.FAILED


def test_a_status_after_the_last_line_counts(run: Run) -> None:
    assert run("import atexit, os; atexit.register(os._exit, 5)").ending is Ending.FAILED


def test_a_crash_is_one(run: Run) -> None:
    assert run("import os; os.abort()").ending is Ending.CRASHED


def test_the_program_is_the_main_module(run: Run) -> None:
    program = """
import dataclasses, pickle, sys
@dataclasses.dataclass
class Point:
    x: int
assert pickle.loads(pickle.dumps(Point(1))) == Point(1)
assert sys.modules[__name__].Point is Point
print(__name__, __file__, sys.argv)
"""
    assert run(program).stdout == "__main__ program.py ['program.py']\n"


def test_a_program_gives_the_same_each_time(run: Run) -> None:
    program = "print(set('some letters'), hash('text'))"
    assert run(program).stdout == run(program).stdout


def test_common_modules_work(run: Run) -> None:
    program = "import asyncio, sqlite3, decimal, unittest, tempfile, zoneinfo, random, json, re, typing, ssl\n"
    ran = run(program + "asyncio.run(asyncio.sleep(0)); tempfile.TemporaryFile().write(b'x')")
    assert ran.ending is Ending.PASSED, ran.stderr


@pytest.mark.parametrize(
    ("seen", "ending", "outcome"),
    [
        ({}, Ending.PASSED, Outcome.PASS),
        ({"proved": False}, Ending.ENDED_EARLY, Outcome.FAIL),
        ({"status": 1}, Ending.FAILED, Outcome.FAIL),
        ({"status": 1, "stderr": "line 1\nMemoryError\n"}, Ending.MEMORY, Outcome.FAIL),
        ({"stopped": "timeout", "status": -9}, Ending.TIMEOUT, Outcome.FAIL),
        ({"stopped": "output", "status": 0}, Ending.OUTPUT, Outcome.FAIL),
        ({"status": -signal.SIGXCPU}, Ending.TIMEOUT, Outcome.FAIL),
        ({"status": -signal.SIGKILL, "cpu_seconds": 9.0}, Ending.TIMEOUT, Outcome.FAIL),
        ({"status": -signal.SIGKILL}, Ending.KILLED, Outcome.UNDECIDED),
        ({"status": -signal.SIGSEGV}, Ending.CRASHED, Outcome.FAIL),
        ({"started": False, "proved": False, "status": 70}, Ending.NOT_RUN, Outcome.UNDECIDED),
    ],
    ids=str,
)
def test_what_is_seen_from_outside_decides(seen: dict[str, object], ending: Ending, outcome: Outcome) -> None:
    ran = judged({**TOLD, **seen}, Limits())  # type: ignore[typeddict-item]
    assert isinstance(ran, Ran)
    assert (ran.ending, ran.outcome) == (ending, outcome)

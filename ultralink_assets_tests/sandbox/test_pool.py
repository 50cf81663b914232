"""Many programs, one after the other and at the same time, and ends in the middle of things."""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from ultralink_assets.sandbox import Ending, Sandbox
from ultralink_assets_tests.sandbox.conftest import LIMITS, Run

SLEEP = "import time; time.sleep(60)"


def until(holds: Callable[[], bool], seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def launchers() -> set[psutil.Process]:
    return {each for each in psutil.Process().children() if "ultralink_assets.sandbox.launcher" in each.cmdline()}


def below(process: int) -> list[psutil.Process]:
    return psutil.Process(process).children(recursive=True)


def test_many_programs_give_their_results_in_order(run: Run, shared: Sandbox) -> None:
    programs = [f"print({number})" for number in range(12)]
    assert [ran.stdout.strip() for ran in shared.run_all(programs, at_once=3)] == [str(n) for n in range(12)]


def test_programs_at_the_same_time_do_not_wait_for_each_other(run: Run, shared: Sandbox) -> None:
    started = time.monotonic()
    assert [ran.ending for ran in shared.run_all(["import time; time.sleep(1)"] * 4, at_once=4)] == ["passed"] * 4
    assert time.monotonic() - started < 3.5


def test_no_program_sees_what_another_left(run: Run) -> None:
    first = run("import builtins; builtins.left = 1; open('left', 'w')")
    second = run("import builtins, os; print(hasattr(builtins, 'left'), os.path.exists('left'))")
    assert (first.ending, second.stdout) == (Ending.PASSED, "False False\n")


def test_a_launcher_that_is_killed_says_nothing_of_the_program(run: Run) -> None:
    others = launchers()
    with Sandbox(LIMITS) as sandbox, ThreadPoolExecutor(1) as thread:
        running = thread.submit(sandbox.run, SLEEP)
        assert until(lambda: any(each.children(recursive=True) for each in launchers() - others))
        for each in launchers() - others:
            each.kill()
        ran = running.result()
        assert ran.ending is Ending.NOT_RUN
        assert "ended (status -9)" in ran.stderr
        assert sandbox.run("").ending is Ending.PASSED


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_nothing_outlives_the_process_that_uses_the_sandbox(how: signal.Signals, run: Run, tmp_path: Path) -> None:
    program = f"from ultralink_assets.sandbox import run; run({SLEEP!r})"
    user = subprocess.Popen([sys.executable, "-c", program], env={"TMPDIR": str(tmp_path)})
    assert until(lambda: any(each.cwd().startswith(f"{tmp_path}/") for each in below(user.pid)))
    started = below(user.pid)
    assert len(started) >= 2
    user.send_signal(how)
    user.wait()
    assert until(lambda: not any(each.is_running() and each.status() != psutil.STATUS_ZOMBIE for each in started))


def test_a_sandbox_that_is_left_leaves_nothing(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    others = launchers()
    with Sandbox(LIMITS) as sandbox:
        sandbox.run("import os\nfor _ in range(3000): os.mkdir('deeper'); os.chdir('deeper')")
        assert [*tmp_path.iterdir()]
    assert not [*tmp_path.iterdir()]
    assert launchers() == others

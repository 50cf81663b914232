"""Programs that try to do harm, each in the sandbox, and in an interpreter without limits, where it succeeds."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from ultralink_assets.sandbox import Ending, Limits, Sandbox
from ultralink_assets_tests.sandbox.attacks import ATTACKS
from ultralink_assets_tests.sandbox.conftest import LIMITS, SECRET, Outside, Run


def orphans() -> list[psutil.Process]:
    return [each for each in psutil.process_iter(["cmdline"]) if SECRET in (each.info["cmdline"] or [])]


@pytest.mark.parametrize("name", ATTACKS)
def test_no_attack_succeeds(name: str, run: Run, outside: Outside) -> None:
    ran = run(outside.fill(ATTACKS[name]))
    assert ran.ending in (Ending.FAILED, Ending.PASSED), ran.stderr
    assert "HIT" not in ran.stdout
    assert "PermissionError" in ran.stderr or ran.ending is Ending.PASSED
    assert outside.is_untouched()
    assert outside.victim.poll() is None
    assert not orphans()


@pytest.mark.parametrize("name", ATTACKS)
def test_every_attack_succeeds_without_the_sandbox(
    name: str, outside: Outside, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("bare")
    program = outside.fill(ATTACKS[name])
    done = subprocess.run([sys.executable, "-S", "-c", program], cwd=folder, capture_output=True, text=True)
    for orphan in orphans():
        orphan.kill()
    assert "HIT" in done.stdout, done.stderr


def test_an_endless_loop_ends(run: Run) -> None:
    ran = run("while True: pass")
    assert (ran.ending, ran.status) == (Ending.TIMEOUT, -signal.SIGXCPU)


def test_a_loop_that_will_not_be_told_ends(run: Run) -> None:
    assert run("import signal\nsignal.signal(signal.SIGXCPU, print)\nwhile True: pass").ending is Ending.TIMEOUT


def test_a_sleep_ends(run: Run) -> None:
    with Sandbox(Limits(seconds=0.5)) as sandbox:
        ran = sandbox.run("import time; time.sleep(60)")
    assert ran.ending is Ending.TIMEOUT
    assert 0.5 <= ran.seconds < 5


def test_a_fork_bomb_has_no_child(run: Run) -> None:
    ran = run("""
import os
born = 0
for _ in range(200):
    try:
        if os.fork() == 0:
            os._exit(0)
        born += 1
    except OSError:
        pass
print(born)
""")
    assert (ran.ending, ran.stdout) == (Ending.PASSED, "0\n")


def test_threads_are_no_forks(run: Run) -> None:
    program = "import threading\nthread = threading.Thread(target=print, args=[7]); thread.start(); thread.join()"
    assert run(program).stdout == "7\n"


def test_two_and_a_half_gigabytes_are_not_there(run: Run) -> None:
    assert run("held = bytearray(2_500_000_000)").ending is Ending.MEMORY


def test_a_large_file_is_not_written(run: Run) -> None:
    ran = run("with open('large', 'wb') as file:\n    for _ in range(300): file.write(bytes(1_000_000))")
    assert ran.ending is Ending.FAILED
    assert "File too large" in ran.stderr


@pytest.mark.parametrize(
    "program",
    [
        "number = 0\nwhile True:\n    open(f'{number}', 'wb').write(bytes(10_000_000)); number += 1",
        "number = 0\nwhile True:\n    print(number); open(f'{number}', 'wb').write(bytes(10_000_000)); number += 1",
        "import os\nwhile True:\n    os.mkdir('deeper'); os.chdir('deeper')",
    ],
    ids=["large", "beside output", "deep"],
)
def test_many_files_are_noticed(program: str, run: Run) -> None:
    assert run(program).ending is Ending.FOLDER
    assert run("import os; print(os.listdir())").stdout == "['program.py']\n"


@pytest.mark.parametrize("channel", ["stdout", "stderr"])
def test_a_flood_is_cut(channel: str, run: Run) -> None:
    ran = run(f"import sys\nwhile True: sys.{channel}.write('x' * 100_000)")
    assert ran.ending is Ending.OUTPUT
    assert len(ran.stdout) + len(ran.stderr) == LIMITS.output_bytes


def test_what_started_the_program_can_not_be_killed(run: Run) -> None:
    run("import os, signal\nfor group in (os.getppid(), 0, -1, 1): os.kill(group, signal.SIGTERM)")
    assert run("").ending is Ending.PASSED


def test_nothing_of_the_environment_is_there(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNSAFE", SECRET)
    assert SECRET not in run("import os; print(os.environ)").stdout
    assert SECRET in os.environ.values()


def test_its_own_folder_is_its_own(run: Run) -> None:
    ran = run("import os\nopen('a', 'w').write('b'); os.rename('a', 'c'); print(open('c').read()); print(os.getcwd())")
    text, folder = ran.stdout.split()
    assert text == "b"
    assert run("").ending is Ending.PASSED  # by then it is cleared away
    assert not Path(folder).exists()

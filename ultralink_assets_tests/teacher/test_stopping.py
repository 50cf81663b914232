"""Ctrl-C and ``kill -9``: what was answered is kept, and is not asked for again."""

from __future__ import annotations

import json
import math
import random
import signal
import sqlite3
import subprocess
import sys
import time

import psutil
import pytest

from ultralink_assets_tests.teacher.conftest import Bench
from ultralink_assets_tests.teacher.fake_endpoint import answer, hang

TALKS = 40


def start(bench: Bench, **changes: object) -> subprocess.Popen[str]:
    arguments = [bench.endpoint.url, str(bench.ledger), str(TALKS), json.dumps(changes)]
    worker = [sys.executable, "-m", "ultralink_assets_tests.teacher.worker", *arguments]
    return subprocess.Popen(worker, stdout=subprocess.PIPE, text=True)


def wait_for(bench: Bench, requests: int) -> None:
    end = time.monotonic() + 20
    while bench.endpoint.requests < requests:
        assert time.monotonic() < end
        time.sleep(0.005)


def answered(bench: Bench) -> int:
    connection = sqlite3.connect(bench.ledger)
    count = connection.execute("SELECT count(DISTINCT key) FROM llm_calls WHERE outcome = 'answered'").fetchone()[0]
    connection.close()
    return int(count)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_sending_and_keeps_what_is_in_flight(bench: Bench, number: signal.Signals) -> None:
    bench.endpoint.behave = lambda prompt, nth: answer("good", after_s=0.25)
    worker = start(bench)
    wait_for(bench, 20)
    worker.send_signal(number)
    output, _ = worker.communicate(timeout=10)
    sent = bench.endpoint.requests
    assert worker.returncode == 3
    assert "Interrupted" in output
    assert sent < 2 * TALKS
    assert answered(bench) == sent
    bench.endpoint.behave = lambda prompt, nth: answer("good")
    assert start(bench).wait(10) == 0
    assert bench.endpoint.requests == 2 * TALKS


def test_a_second_signal_does_not_wait(bench: Bench) -> None:
    bench.endpoint.behave = lambda prompt, nth: hang()
    worker = start(bench, deadline_s=60)
    wait_for(bench, 8)
    worker.send_signal(signal.SIGINT)
    time.sleep(0.3)
    assert worker.poll() is None
    worker.send_signal(signal.SIGINT)
    output, _ = worker.communicate(timeout=5)
    assert worker.returncode == 3
    assert "Interrupted" in output


def test_kill_9_loses_no_acknowledged_answer_and_pays_none_again(bench: Bench) -> None:
    bench.endpoint.behave = lambda prompt, nth: answer(f"{prompt}!", after_s=0.05)
    acknowledged: set[str] = set()
    for kill_after in (10, 25, 45):
        worker = start(bench)
        wait_for(bench, kill_after)
        worker.kill()
        output, _ = worker.communicate(timeout=10)
        acknowledged |= {line for line in output.splitlines() if line.startswith("done")}
        kept = answered(bench)
        assert kept >= 2 * len(acknowledged)
    worker = start(bench)
    output, _ = worker.communicate(timeout=20)
    assert worker.returncode == 0
    assert acknowledged <= set(output.splitlines())
    assert len([line for line in output.splitlines() if line.startswith("done")]) == TALKS
    assert bench.endpoint.requests == 2 * TALKS


def test_what_was_sent_before_a_busy_process_is_killed_is_answered_into_the_ledger(bench: Bench) -> None:
    draw = random.Random(7)
    bench.endpoint.behave = lambda prompt, nth: answer(prompt, after_s=draw.lognormvariate(math.log(0.3), 0.5))
    for _ in range(2):
        arguments = [bench.endpoint.url, str(bench.ledger)]
        worker = subprocess.Popen([sys.executable, "-m", "ultralink_assets_tests.teacher.busy_worker", *arguments])
        wait_for(bench, bench.endpoint.requests + 350 + draw.randrange(100))
        worker.kill()
        worker.wait()
        in_flight = bench.endpoint.requests - answered(bench)
        bench.run()  # waits for the answers of the killed one
        assert in_flight > 10
        assert answered(bench) == bench.endpoint.requests


def test_a_run_says_that_it_waits_for_the_answers_of_a_killed_one(bench: Bench) -> None:
    bench.endpoint.behave = lambda prompt, nth: answer(f"{prompt}!", after_s=1.5)
    worker = start(bench)
    wait_for(bench, 8)
    worker.kill()
    worker.communicate(timeout=1)  # nobody holds its output any more
    bench.run(("0-1",))
    assert "waiting for the answers that an earlier run had asked for" in bench.said[0]
    assert (bench.text("0-1"), bench.endpoint.requests) == ("0-1!", 8)


def test_a_run_whose_worker_process_is_killed_says_so_and_the_next_one_goes_on(bench: Bench) -> None:
    bench.endpoint.behave = lambda prompt, nth: answer(f"{prompt}!", after_s=0.2)
    run = start(bench)
    wait_for(bench, 20)
    (child,) = psutil.Process(run.pid).children()
    child.kill()
    output, _ = run.communicate(timeout=10)
    assert run.returncode == 3
    assert "TeacherError the process that sends the requests ended with status -9" in output
    assert start(bench).wait(20) == 0
    assert answered(bench) == 2 * TALKS


def test_after_a_run_the_signal_handlers_are_as_before(bench: Bench) -> None:
    before = signal.getsignal(signal.SIGINT)
    bench.run(("q",))
    assert signal.getsignal(signal.SIGINT) is before

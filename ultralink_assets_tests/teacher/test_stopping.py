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


def answers(bench: Bench) -> set[str]:
    connection = sqlite3.connect(bench.ledger)
    rows = connection.execute("SELECT answer FROM llm_calls").fetchall()
    connection.close()
    return {row[0] for row in rows}


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
    # What was in flight when a process was killed (at most 8) had to be asked for again, and nothing else.
    assert 2 * TALKS <= bench.endpoint.requests <= 2 * TALKS + 3 * 8


def test_what_was_delivered_is_in_the_ledger_when_a_busy_process_is_killed(bench: Bench) -> None:
    """Stopped first: a killed process keeps its sockets open while the kernel frees its memory, some 10 to 50 ms."""
    draw, kills, lost = random.Random(7), 3, 0
    bench.endpoint.behave = lambda prompt, nth: answer(prompt, after_s=draw.lognormvariate(math.log(0.3), 0.5))
    for _ in range(kills):
        bench.endpoint.delivered.clear()
        arguments = [bench.endpoint.url, str(bench.ledger)]
        worker = subprocess.Popen([sys.executable, "-m", "ultralink_assets_tests.teacher.busy_worker", *arguments])
        wait_for(bench, bench.endpoint.requests + 350 + draw.randrange(100))
        worker.send_signal(signal.SIGSTOP)
        delivered = set(bench.endpoint.delivered)
        worker.kill()
        worker.wait()
        lost += len(delivered - answers(bench))
        assert len(delivered) > 50
    assert lost <= 2 * kills


def test_after_a_run_the_signal_handlers_are_as_before(bench: Bench) -> None:
    before = signal.getsignal(signal.SIGINT)
    bench.run(("q",))
    assert signal.getsignal(signal.SIGINT) is before

"""Pace: learnt from headers or configured, shared by processes, and paused by one 429 for all."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from email.utils import formatdate

import pytest

from ultralink_assets.records import TeacherStopped
from ultralink_assets.teacher.headers import Limits, announced, retry_after, span
from ultralink_assets_tests.teacher.conftest import Bench
from ultralink_assets_tests.teacher.fake_endpoint import Behaviour, answer, refuse


def talks(count: int) -> list[tuple[str, ...]]:
    return [(f"{number}",) for number in range(count)]


def most_in_a_second(times: list[float]) -> int:
    return max(sum(start <= moment < start + 1 for moment in times) for start in times)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after-ms": "1500", "retry-after": "9"}, 1.5),
        ({"retry-after": "2"}, 2),
        ({"retry-after": formatdate(1_800_000_030, usegmt=True)}, 30),
        ({"retry-after": formatdate(1_700_000_000, usegmt=True)}, 0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "nan"}, None),
        ({"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "6s"}, 6),
        ({"x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "6h"}, 60),
        ({"x-ratelimit-remaining-tokens": "5", "x-ratelimit-reset-tokens": "6s"}, None),
        ({}, None),
    ],
)
def test_how_long_to_wait(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers, now=1_800_000_000) == seconds


def test_limits_and_spans_of_headers() -> None:
    assert announced({"x-ratelimit-limit-requests": "600"}) == Limits(600, 0)
    assert announced({"x-ratelimit-limit-tokens": "0"}) is None
    assert [span(text) for text in ("6m0.5s", "120ms", "3", "1h", "soon")] == [360.5, 0.12, 3, 3600, None]


def test_the_pace_is_learnt_from_headers(bench: Bench) -> None:
    headers = {"x-ratelimit-limit-requests": "3000"}
    bench.endpoint.behave = lambda prompt, nth: answer("good", headers=headers)
    start = time.monotonic()
    bench.run(*talks(90), max_in_flight=32)
    assert 1.4 < time.monotonic() - start < 4
    assert most_in_a_second(bench.endpoint.times[16:]) <= 53


def test_a_configured_pace_is_kept_without_headers(bench: Bench) -> None:
    start = time.monotonic()
    bench.run(*talks(60), requests_per_minute=2400)
    assert 1.4 < time.monotonic() - start < 4


def test_tokens_are_paced_too(bench: Bench) -> None:
    usage = {"prompt_tokens": 100, "completion_tokens": 900}
    bench.endpoint.behave = lambda prompt, nth: answer("good", usage=usage)
    start = time.monotonic()
    bench.run(*talks(40), tokens_per_minute=1_200_000, max_tokens=1000)  # about 20 requests a second once learnt
    assert 0.5 < time.monotonic() - start < 6


def test_two_processes_keep_one_pace(bench: Bench) -> None:
    worker = [
        sys.executable,
        "-m",
        "ultralink_assets_tests.teacher.worker",
        bench.endpoint.url,
        str(bench.ledger),
        "25",
    ]
    changes = [json.dumps({"requests_per_minute": 2400, "model": model}) for model in ("llama", "qwen")]
    workers = [subprocess.Popen([*worker, change], stdout=subprocess.DEVNULL) for change in changes]
    assert [worker.wait(20) for worker in workers] == [0, 0]
    times = bench.endpoint.times
    assert len(times) == 100
    assert most_in_a_second(times) <= 44
    assert max(times) - min(times) > 2.2


def test_a_429_uses_up_no_attempts_and_pauses_everybody(bench: Bench) -> None:
    limited = refuse(429, "Rate limit reached", "rate_limit_exceeded", headers={"retry-after-ms": "30"})
    bench.endpoint.behave = lambda prompt, nth: limited if nth <= 12 else answer("good")
    tally = bench.run(("patient",))
    assert bench.text("patient") == "good"
    assert (tally.rate_limited, tally.requests) == (12, 13)
    waits = [later - earlier for earlier, later in zip(bench.endpoint.times, bench.endpoint.times[1:], strict=False)]
    assert min(waits) >= 0.029


def test_a_crowded_server_that_announces_nothing_answers_everything_in_the_end(bench: Bench) -> None:
    crowded = []

    def behave(prompt: str, nth: int) -> Behaviour:
        crowded.append(bench.endpoint.in_flight > 10)
        full = refuse(429, "too many at once", headers={"retry-after-ms": "20"})
        return full if crowded[-1] else answer("good", after_s=0.02)

    bench.endpoint.behave = behave
    tally = bench.run(*talks(400), max_in_flight=64)
    assert len(bench.done) == 400
    assert tally.rate_limited == sum(crowded)
    assert not bench.unanswered


def test_a_server_that_asks_for_an_hour_stops_the_run(bench: Bench) -> None:
    bench.endpoint.behave = lambda prompt, nth: refuse(429, "come back later", headers={"retry-after": "3600"})
    with pytest.raises(TeacherStopped, match="wait for 3600 s: come back later"):
        bench.run(*talks(3))

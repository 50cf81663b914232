"""Conversations against an endpoint: what is sent, what is not, and what stops a run."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Iterator

import pytest
from aiohttp import web

from ultralink_assets.records import Reply, ReplyKind, SettingsError, TeacherStopped
from ultralink_assets_tests.teacher.conftest import Bench
from ultralink_assets_tests.teacher.fake_endpoint import Behaviour, answer, raw, refuse, serving

SECRET = "sk-very-secret-0123456789"


def test_a_conversation_gets_its_answers_in_order(bench: Bench) -> None:
    tally = bench.run(("one", "two", "three"))
    assert [reply.text for reply in bench.done["one"]] == [f"an answer to {word}" for word in ("one", "two", "three")]
    assert (tally.requests, tally.hits, tally.prompt_tokens, tally.completion_tokens) == (3, 0, 300, 30)
    assert "1/1 done" in bench.said[-1]


def test_a_second_run_is_answered_by_the_ledger_alone(bench: Bench) -> None:
    bench.run(("one", "two"), ("uno",))
    first = dict(bench.done)
    bench.done.clear()
    tally = bench.run(("one", "two"), ("uno",), run_id="second")
    assert (tally.requests, tally.hits) == (0, 3)
    assert bench.done == first
    assert bench.endpoint.requests == 3


def test_another_url_under_the_same_name_pays_nothing_again(bench: Bench) -> None:
    bench.run(("one",))
    with serving() as other:
        tally = bench.run(("one",), base_url=other.url)
    assert (tally.hits, other.requests) == (1, 0)


def test_the_ledger_answers_five_thousand_hits_a_second(bench: Bench) -> None:
    talks = [(f"{number}", "b", "c", "d") for number in range(250)]
    bench.run(*talks, max_in_flight=64)
    start = time.process_time()
    tally = bench.run(*talks, max_in_flight=64)
    assert tally.hits == 1000
    assert tally.hits / (time.process_time() - start) > 5000


def test_equal_requests_in_flight_are_sent_once(bench: Bench) -> None:
    bench.endpoint.behave = lambda prompt, nth: answer("the same", after_s=0.2)
    tally = bench.run(*[("same",)] * 5)
    assert bench.endpoint.requests == 1
    assert (tally.requests, tally.hits) == (1, 4)


def test_no_more_than_max_in_flight_are_sent_at_once(bench: Bench) -> None:
    bench.endpoint.behave = lambda prompt, nth: answer("good", after_s=0.02)
    bench.run(*[(f"{number}",) for number in range(200)], max_in_flight=30)
    assert 20 <= bench.endpoint.peak <= 30


def test_scripts_are_made_when_their_turn_comes(bench: Bench) -> None:
    sent_when_made = []

    def talks() -> Iterator[tuple[str, ...]]:
        for number in range(60):
            sent_when_made.append(bench.endpoint.requests)
            yield (f"{number}",)

    bench.run_all(talks(), total=60, max_in_flight=4)
    assert all(made - sent <= 5 for made, sent in enumerate(sent_when_made))


def test_replicas_share_the_work_and_one_that_is_down_is_avoided(bench: Bench) -> None:
    bench.endpoint.behave = lambda prompt, nth: answer("good", after_s=0.01)
    with serving() as other:
        urls = [bench.endpoint.url, other.url, closed_port()]
        bench.run(*[(f"{number}",) for number in range(60)], base_url=urls)
    assert len(bench.done) == 60
    assert min(bench.endpoint.requests, other.requests) >= 5  # the faster one gets more


# -------------------------------------------------------------------------------- unanswered


@pytest.mark.usefixtures("quick")
def test_a_request_without_an_answer_leaves_its_item_pending_and_no_other(bench: Bench) -> None:
    bench.endpoint.behave = lambda prompt, nth: refuse(500, "no") if prompt == "bad" else answer("good")
    bench.run(("bad",), ("fine",), ("other",))
    assert set(bench.done) == {"fine", "other"}
    runs, error = bench.unanswered["bad"]
    assert runs == 1
    assert "bad: unanswered after 8 attempts; the last one: server_error: 500 no" in error.message
    assert bench.endpoint.asked["bad"] == 8
    assert "2/3 done, 0 rejected, 1 pending" in bench.said[-1]


@pytest.mark.usefixtures("quick")
def test_runs_that_leave_an_item_unanswered_are_counted_once_each(bench: Bench) -> None:
    bench.endpoint.behave = lambda prompt, nth: raw(b"{}")
    counts = []
    for run_id in ("a", "a", "b", "c"):
        bench.run(("bad",), run_id=run_id)
        counts.append(bench.unanswered["bad"][0])
    assert counts == [1, 1, 2, 3]
    assert "0/1 done, 0 rejected, 0 pending" in bench.said[-1]  # rejected: not pending any more


@pytest.mark.usefixtures("quick")
def test_an_answer_after_all_forgets_the_runs_without(bench: Bench) -> None:
    bench.endpoint.behave = lambda prompt, nth: raw(b"{}") if nth <= 8 else answer("good")
    bench.run(("slow",), run_id="a")
    bench.run(("slow",), run_id="b")
    assert bench.text("slow") == "good"
    bench.endpoint.behave = lambda prompt, nth: raw(b"{}")
    bench.run(("slow", "more"), run_id="c")
    assert bench.unanswered["slow"][0] == 1


# ---------------------------------------------------------------------------- what stops a run


def stopped(bench: Bench, **changes: object) -> TeacherStopped:
    with pytest.raises(TeacherStopped) as caught:
        bench.run(*[(f"{number}",) for number in range(30)], **changes)
    return caught.value


@pytest.mark.parametrize("status", [401, 403])
def test_a_wrong_key_stops_with_the_servers_words_and_names_the_variable(bench: Bench, status: int) -> None:
    bench.endpoint.behave = lambda prompt, nth: refuse(status, "Incorrect API key provided.", "invalid_api_key")
    error = stopped(bench, api_key_env="LLAMA_KEY")
    assert "Incorrect API key provided." in error.message
    assert "LLAMA_KEY" in error.hint
    assert bench.endpoint.requests <= 16


@pytest.mark.parametrize("status", [402, 403, 429])
def test_no_credit_stops_with_the_servers_words(bench: Bench, status: int) -> None:
    words = "You exceeded your current quota."
    bench.endpoint.behave = lambda prompt, nth: refuse(status, words, "insufficient_quota")
    error = stopped(bench)
    assert "no credit" in error.message
    assert words in error.message


def test_an_unknown_model_stops_and_names_those_that_are_served(bench: Bench) -> None:
    bench.endpoint.behave = lambda prompt, nth: refuse(404, "The model does not exist.", "model_not_found")
    error = stopped(bench, model="lama")
    assert "'lama'" in error.message
    assert "llama, qwen" in error.hint


def test_a_url_without_the_api_stops_and_names_the_setting(bench: Bench) -> None:
    error = stopped(bench, base_url=bench.endpoint.url.removesuffix("/v1"))
    assert "404" in error.message
    assert "teacher.base_url" in error.hint


def test_a_refused_parameter_stops_with_the_servers_words(bench: Bench) -> None:
    bench.endpoint.behave = lambda prompt, nth: refuse(400, "top_k must be positive")
    assert "400 top_k must be positive" in stopped(bench).message


def late(behaviour: Behaviour, seconds: float) -> Behaviour:
    async def behave(request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(seconds)
        return await behaviour(request)

    return behave


def test_what_was_in_flight_when_a_run_stops_is_kept(bench: Bench) -> None:
    def behave(prompt: str, nth: int) -> Behaviour:
        return late(refuse(401, "no"), 0.3) if prompt == "0" else answer("good", after_s=0.6)

    bench.endpoint.behave = behave
    stopped(bench)
    asked = bench.endpoint.requests
    assert len(bench.done) == asked - 1 > 0
    bench.endpoint.behave = lambda prompt, nth: answer("good")
    assert bench.run(*[(f"{number}",) for number in range(30)]).hits == asked - 1


def test_an_endpoint_that_is_down_is_named_within_ten_seconds(bench: Bench) -> None:
    url, start = closed_port(), time.monotonic()
    error = stopped(bench, base_url=url)
    assert time.monotonic() - start < 10
    assert url in error.message
    assert "teacher.base_url" in error.hint


@pytest.mark.usefixtures("near")
def test_an_outage_uses_up_nobodys_attempts(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ultralink_assets.teacher.health._LONGEST_PAUSE_S", 0.05)
    monkeypatch.setattr("ultralink_assets.teacher.engine._FIRST_BACKOFF_S", 0.001)
    start = time.monotonic()

    def behave(prompt: str, nth: int) -> Behaviour:
        return refuse(503, "overloaded") if 0.05 < time.monotonic() - start < 2 else answer("good", after_s=0.01)

    bench.endpoint.behave = behave
    bench.run(*[(f"{number}",) for number in range(400)], max_in_flight=32)
    assert not bench.unanswered
    assert len(bench.done) == 400
    assert max(bench.endpoint.asked.values()) > 8


# -------------------------------------------------------------------------------------- the key


def test_a_missing_key_is_an_error_before_the_first_request_unless_the_server_is_local(bench: Bench) -> None:
    with pytest.raises(SettingsError, match="LLAMA_KEY is not set"):
        bench.run(("q",), base_url="https://api.example.com/v1", api_key_env="LLAMA_KEY")
    bench.run(("q",), api_key_env="LLAMA_KEY")
    assert bench.kind("q") is ReplyKind.ANSWERED


def test_the_key_is_written_nowhere(bench: Bench) -> None:
    def behave(prompt: str, nth: int) -> Behaviour:
        if prompt == "last":
            return refuse(401, f"Incorrect key {SECRET}.", headers={"x-echo": SECRET})
        return refuse(500, f"crashed with {SECRET}") if nth == 1 else answer(f"your key is {SECRET}")

    bench.endpoint.behave = behave
    with pytest.raises(TeacherStopped) as caught:
        bench.run(("first", "last"), environ={"OPENAI_API_KEY": SECRET})
    assert "Incorrect key ***." in caught.value.message
    assert SECRET not in repr(caught.value) + "".join(bench.said)
    for file in bench.ledger.parent.glob("ledger.sqlite*"):
        assert SECRET.encode() not in file.read_bytes()


def closed_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}/v1"


class Refusing(dict[str, list[Reply]]):
    def __setitem__(self, item_id: str, replies: list[Reply]) -> None:
        raise ZeroDivisionError(item_id)


def test_an_error_of_the_caller_stops_the_run_and_is_raised(bench: Bench) -> None:
    bench.done = Refusing()
    with pytest.raises(ZeroDivisionError):
        bench.run(("q",), ("r",))

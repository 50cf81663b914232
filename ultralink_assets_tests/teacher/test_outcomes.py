"""Each thing that an endpoint can do to a request, and what the run makes of it."""

from __future__ import annotations

import json
import sqlite3

import pytest

from ultralink_assets.records import ReplyKind
from ultralink_assets.teacher.outcomes import split_reasoning
from ultralink_assets_tests.teacher.conftest import Bench
from ultralink_assets_tests.teacher.fake_endpoint import Behaviour, answer, drip, hang, raw, refuse, reset

COMPLETE = json.dumps({"choices": [{"message": {"content": "whole"}, "finish_reason": "stop"}]}).encode()


def outcomes(bench: Bench) -> list[tuple[str, int]]:
    connection = sqlite3.connect(bench.ledger)
    rows = connection.execute("SELECT outcome, attempt FROM llm_calls ORDER BY id").fetchall()
    connection.close()
    return rows


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("behaviour", "outcome"),
    [
        (answer(""), "invalid"),
        (answer("  \n"), "invalid"),
        (answer(None), "invalid"),
        (answer("<think>much</think>"), "invalid"),
        (answer("a call", finish="tool_calls"), "invalid"),
        (raw(b'{"choices": []}'), "invalid"),
        (raw(b"null"), "invalid"),
        (raw(COMPLETE[:40]), "invalid"),
        (raw(COMPLETE.replace(b"whole", b"\xff\xfe")), "invalid"),
        (raw(COMPLETE.replace(b"whole", rb"\ud800")), "invalid"),
        (refuse(500, "oh"), "server_error"),
        (raw(b"<html>Bad Gateway</html>", 502), "server_error"),
        (refuse(503, "later", headers={"retry-after-ms": "5"}), "server_error"),
        (reset(), "connection"),
        (hang(), "timeout"),
        (drip(), "timeout"),
    ],
)
def test_what_may_pass_is_asked_again_and_recorded(bench: Bench, behaviour: Behaviour, outcome: str) -> None:
    bench.endpoint.behave = lambda prompt, nth: behaviour if nth == 1 else answer("good")
    tally = bench.run(("q",), deadline_s=0.5)
    assert bench.text("q") == "good"
    assert outcomes(bench) == [(outcome, 1), ("answered", 2)]
    assert (tally.requests, tally.retries) == (2, 1)


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("behaviour", "kind"),
    [
        (answer("half of", finish="length"), ReplyKind.CUT),
        (answer("<think>and then", finish="stop"), ReplyKind.CUT),
        (answer("", finish="content_filter"), ReplyKind.FILTERED),
        (refuse(400, "The prompt was filtered.", "content_filter"), ReplyKind.FILTERED),
        (answer(None, message={"refusal": "I can't help with that."}), ReplyKind.REFUSED),
    ],
)
def test_what_was_delivered_but_is_unusable_is_asked_twice_over_all_runs(
    bench: Bench, behaviour: Behaviour, kind: ReplyKind
) -> None:
    bench.endpoint.behave = lambda prompt, nth: behaviour
    for _ in range(2):
        bench.run(("q", "never asked"))
        assert bench.kind("q") is kind
    assert bench.endpoint.asked == {"q": 2}


@pytest.mark.parametrize(
    "behaviour",
    [
        refuse(400, "This model's maximum context length is 4096 tokens.", "context_length_exceeded"),
        refuse(400, "This model's maximum context length is 4096 tokens. However, you requested 9000."),
        refuse(413, "Request Entity Too Large"),
    ],
)
def test_a_prompt_that_is_too_long_is_final_at_once(bench: Bench, behaviour: Behaviour) -> None:
    bench.endpoint.behave = lambda prompt, nth: behaviour
    for _ in range(2):
        bench.run(("q",))
        assert bench.kind("q") is ReplyKind.TOO_LONG
    assert bench.endpoint.requests == 1


@pytest.mark.parametrize(
    ("content", "text", "reasoning", "unclosed"),
    [
        ("plain", "plain", "", False),
        ("<think>why</think>\nBecause.", "Because.", "why", False),
        ("why not</think> Because.", "Because.", "why not", False),
        ("One <think>a</think>two<think>b</think>", "One two", "a\n\nb", False),
        ("<think>why", "", "why", True),
        ("<think>a</think>yes <think>b", "yes", "a\n\nb", True),
    ],
)
def test_inline_reasoning_is_split_off(content: str, text: str, reasoning: str, unclosed: bool) -> None:
    assert split_reasoning(content) == (text, reasoning, unclosed)


@pytest.mark.parametrize("field", ["reasoning", "reasoning_content"])
def test_reasoning_is_kept_in_the_ledger_and_billed_but_not_returned(bench: Bench, field: str) -> None:
    details = {"prompt_tokens_details": {"cached_tokens": 60}, "completion_tokens_details": {"reasoning_tokens": 7}}
    usage = {"prompt_tokens": 100, "completion_tokens": 10, **details}
    bench.endpoint.behave = lambda prompt, nth: answer("Because.", usage=usage, message={field: "it must be"})
    tally = bench.run(("why",), price_per_million={"input": 1, "cached_input": 0.5, "output": 2})
    assert bench.text("why") == "Because."
    row = (
        sqlite3.connect(bench.ledger).execute("SELECT reasoning, reasoning_tokens, cost_usd FROM llm_calls").fetchone()
    )
    assert row == ("it must be", 7, pytest.approx(90e-6))
    assert (tally.reasoning_tokens, tally.cached_tokens) == (7, 60)
    assert tally.cost_usd == pytest.approx(90e-6)


def test_without_prices_a_cost_is_null(bench: Bench) -> None:
    assert bench.run(("q",)).cost_usd is None
    assert sqlite3.connect(bench.ledger).execute("SELECT cost_usd FROM llm_calls").fetchall() == [(None,)]

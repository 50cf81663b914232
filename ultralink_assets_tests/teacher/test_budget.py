"""One budget for all processes: what is spent and what may be spent never pass it."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys

import pytest

from ultralink_assets.records import BudgetReached
from ultralink_assets.settings import Prices
from ultralink_assets.teacher.outcomes import Usage
from ultralink_assets.teacher.prices import cost_usd, dollars, worst_case_usd
from ultralink_assets_tests.teacher.conftest import Bench
from ultralink_assets_tests.teacher.fake_endpoint import answer, hang, refuse

# The fake endpoint bills 100 + 10 tokens: $0.0011 a request at these prices. (max_tokens is 100 below, so that the
# worst case is more than that: the prompts have fewer bytes than the 100 tokens that it bills for them.)
PRICES = {"input": 10.0, "output": 10.0}


def funds(bench: Bench) -> tuple[float, float]:
    connection = sqlite3.connect(bench.ledger)
    row = connection.execute("SELECT spent_usd, reserved_usd FROM spending WHERE teacher = 't'").fetchone()
    connection.close()
    return float(row[0]), float(row[1])


def test_a_run_stops_before_the_budget_and_says_what_to_raise(bench: Bench) -> None:
    talks = [(f"{number}",) for number in range(30)]
    limits = {"budget_usd": 0.02, "price_per_million": PRICES, "max_tokens": 100}
    with pytest.raises(BudgetReached) as caught:
        bench.run(*talks, **limits)
    spent, reserved = funds(bench)
    assert spent == pytest.approx(0.0011 * bench.endpoint.requests)
    assert 0.01 < spent < 0.02
    assert reserved == pytest.approx(0)
    assert "of $0.0200, " in caught.value.message
    assert f"{dollars(spent)} is spent and $0.00 reserved" in caught.value.message
    assert "teacher.budget_usd" in caught.value.hint
    tally = bench.run(*talks, **{**limits, "budget_usd": 1})
    assert tally.hits == len(talks) - tally.requests


def test_what_is_reserved_for_requests_in_flight_delays_and_does_not_stop(bench: Bench) -> None:
    """At most one request may be in flight, since its worst case is most of the budget."""
    bench.endpoint.behave = lambda prompt, nth: answer("good", after_s=0.01)
    messages = [{"content": "You answer."}, {"content": "0"}]
    worst = worst_case_usd({"messages": messages, "max_tokens": 1000}, Prices(input=10, output=10))
    limits = {"budget_usd": worst * 1.7, "price_per_million": PRICES, "max_tokens": 1000}
    bench.run(*[(f"{number}",) for number in range(5)], **limits)
    assert len(bench.done) == 5
    assert bench.endpoint.peak == 1


def test_two_processes_keep_one_budget(bench: Bench) -> None:
    bench.endpoint.behave = lambda prompt, nth: answer("good", after_s=0.02)
    changes = {"budget_usd": 0.05, "price_per_million": PRICES, "max_tokens": 100}

    def start(number: int) -> subprocess.Popen[str]:
        arguments = [bench.endpoint.url, str(bench.ledger), "60", json.dumps({**changes, "model": f"model-{number}"})]
        worker = [sys.executable, "-m", "ultralink_assets_tests.teacher.worker", *arguments]
        return subprocess.Popen(worker, stdout=subprocess.PIPE, text=True)

    outputs = [worker.communicate(timeout=20)[0] for worker in [start(1), start(2)]]
    assert all("BudgetReached" in output for output in outputs)
    spent, _ = funds(bench)
    assert 0.03 < spent <= 0.05
    assert spent == pytest.approx(0.0011 * bench.endpoint.requests)


@pytest.mark.usefixtures("quick")
def test_a_failure_that_costs_nothing_frees_its_reservation_and_an_unknown_cost_keeps_it(bench: Bench) -> None:
    limits = {"budget_usd": 1, "price_per_million": PRICES, "max_tokens": 100}
    bench.endpoint.behave = lambda prompt, nth: refuse(500, "no") if nth == 1 else answer("good")
    bench.run(("cheap",), **limits)
    spent, reserved = funds(bench)
    assert spent == pytest.approx(0.0011)
    assert reserved == pytest.approx(0)
    bench.endpoint.behave = lambda prompt, nth: hang() if nth == 1 else answer("good")
    bench.run(("dear",), deadline_s=0.3, **limits)
    spent, reserved = funds(bench)
    assert spent == pytest.approx(0.0022)
    assert reserved > 0.0005


def test_a_cost_counts_cached_tokens_at_their_own_price() -> None:
    usage = Usage(prompt=1000, cached=400, completion=100)
    assert cost_usd(usage, Prices(input=1, cached_input=0.1, output=10)) == pytest.approx((600 + 40 + 1000) / 1e6)
    assert cost_usd(usage, Prices(input=1, output=10)) == pytest.approx(2000 / 1e6)
    assert cost_usd(usage, None) is None
    assert cost_usd(None, Prices(input=1, output=1)) is None


@pytest.mark.parametrize(
    ("usd", "shown"),
    [
        (None, "not known"),
        (0, "$0.00"),
        (1e-17, "$0.00"),
        (1e-05, "$0.000010"),
        (0.0123, "$0.0123"),
        (0.5, "$0.5000"),
        (1, "$1.00"),
        (1234.5, "$1,234.50"),
    ],
)
def test_money_is_shown_with_its_digits_and_without_an_exponent(usd: float | None, shown: str) -> None:
    assert dollars(usd) == shown

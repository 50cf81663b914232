"""Cohen's kappa and its interval: published figures, and where it says nothing."""

from __future__ import annotations

import pytest

from ultralink_assets.gates import agreement_with_gates
from ultralink_assets.gates.kappa import cohens_kappa

Pairs = list[tuple[str, str]]


def pairs(both_keep: int, keep_reject: int, reject_keep: int, both_reject: int) -> Pairs:
    return (
        [("keep", "keep")] * both_keep
        + [("keep", "reject")] * keep_reject
        + [("reject", "keep")] * reject_keep
        + [("reject", "reject")] * both_reject
    )


def test_it_is_what_a_package_of_statistics_publishes() -> None:
    kappa = cohens_kappa(pairs(31, 12, 4, 58))  # the example of ci.kappa in R's statpsych
    assert (kappa.value, kappa.low, kappa.high) == pytest.approx((0.6756757, 0.5317210, 0.8196303), abs=1e-6)


def test_the_order_of_the_raters_changes_nothing() -> None:
    one, other = cohens_kappa(pairs(31, 12, 4, 58)), cohens_kappa(pairs(31, 4, 12, 58))
    assert (one.value, one.low) == pytest.approx((other.value, other.low))


def test_full_agreement_is_one_and_independence_is_zero() -> None:
    assert cohens_kappa(pairs(20, 0, 0, 5)).value == pytest.approx(1)
    assert cohens_kappa(pairs(10, 10, 10, 10)).value == pytest.approx(0)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ([], "0 items"),
        (pairs(10, 0, 0, 9), "19 items, and fewer than 20"),
        (pairs(30, 5, 0, 0), "the first rater says 'keep' of every item"),
        (pairs(30, 0, 5, 0), "the second rater says 'keep' of every item"),
        (pairs(0, 0, 0, 30), "the first rater says 'reject' of every item"),
    ],
    ids=["nothing", "few", "first", "second", "both"],
)
def test_it_is_undecided_where_it_says_nothing_and_the_check_fails(said: Pairs, why: str) -> None:
    kappa = cohens_kappa(said)
    assert (kappa.value, kappa.low, kappa.high) == (None, None, None)
    assert why in kappa.why
    verdict = agreement_with_gates.check(said)
    assert (verdict.passed, verdict.undecided) == (False, len(said))
    assert why in verdict.detail["why"]


def test_the_check_passes_when_people_and_gates_surely_agree() -> None:
    verdict = agreement_with_gates.check(pairs(31, 12, 4, 58))
    assert (verdict.passed, verdict.blocking, verdict.undecided) == (True, False, 0)
    assert verdict.detail["kappa"] == 0.676
    assert "people keep, gates reject: 12" in verdict.detail["table"]


def test_the_check_fails_when_chance_may_have_brought_the_agreement() -> None:
    verdict = agreement_with_gates.check(pairs(10, 8, 7, 9))
    assert verdict.passed is False
    assert verdict.detail["low"] < 0 < verdict.detail["kappa"]

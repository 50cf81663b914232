"""People and judge are compared where the judge had a word; the other items are counted, with the reason."""

from __future__ import annotations

import pytest

from ultralink_assets.gates import agreement_with_judge

Items = list[tuple[str, str | None, str | None]]
AGREED: Items = [*[("keep", "keep", None)] * 20, *[("reject", "reject", "faithful")] * 10, ("keep", "reject", "useful")]
WORDLESS: Items = [*[("keep", None, None)] * 3, ("reject", None, "unsure"), ("keep", None, "judge_canaries")]


def test_it_passes_when_they_surely_agree_and_counts_the_items_without_a_word() -> None:
    verdict = agreement_with_judge.check([*AGREED, *WORDLESS])
    assert (verdict.check_name, verdict.passed, verdict.blocking) == ("agreement_with_judge", True, False)
    assert (verdict.undecided, verdict.detail["items"]) == (5, 31)
    assert verdict.detail["without_a_word"] == {"not_judged": 3, "unsure": 1, "judge_canaries": 1}
    assert 0 < verdict.detail["low"] < verdict.detail["kappa"] < 1
    assert "people keep, judge reject: 1" in verdict.detail["table"]


@pytest.mark.parametrize(
    ("items", "why"),
    [
        (WORDLESS, "undecided: the judge had said nothing that counts of any reviewed item"),
        ([*AGREED[:12], *WORDLESS], "undecided: 12 items, and fewer than 20 say nothing"),
        ([*AGREED[:20], *WORDLESS, *AGREED[:3]], "undecided: the first rater says 'keep' of every item"),
    ],
    ids=["no word", "few words", "all kept"],
)
def test_it_is_undecided_and_no_pass_where_too_little_was_judged(items: Items, why: str) -> None:
    verdict = agreement_with_judge.check(items)
    assert (verdict.passed, verdict.undecided, verdict.detail["why"]) == (False, len(items), why)
    assert "kappa" not in verdict.detail

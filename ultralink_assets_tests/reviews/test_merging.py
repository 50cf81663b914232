"""Many verdicts, one row an item: the latest of each person counts, a rejection wins, nothing is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ultralink_assets.records import ReviewerVerdict
from ultralink_assets.reviews import lines, merging
from ultralink_assets.reviews.verdicts import GivenVerdict
from ultralink_assets_tests.reviews import handed_out

VERDICTS = st.lists(
    st.builds(
        handed_out.given,
        st.integers(1, 3),
        st.sampled_from(["Anna", "anna", "Bob"]),
        st.sampled_from(["keep", "reject"]),
        st.sampled_from(["", "a", "b\nc"]),
        st.integers(0, 5),
    ),
    max_size=8,
)


def test_a_rejection_by_one_person_outweighs_keeps_by_others() -> None:
    keep, reject = handed_out.given(1, "Bob", "keep", "fine", 3), handed_out.given(1, "Anna", "reject", "wrong year", 1)
    [row] = merging.merge([keep, reject]).reviews
    assert (row.verdict, row.note, row.reviewer) == ("reject", "wrong year", "Anna")
    assert row.reviewed_at == reject.reviewed_at
    assert row.verdicts == (ReviewerVerdict("Anna", "reject", "wrong year"), ReviewerVerdict("Bob", "keep", "fine"))


def test_people_who_agree_are_all_named_and_so_are_their_notes() -> None:
    said = [handed_out.given(1, "Bob", "reject", "b"), handed_out.given(1, "Anna", "reject", "a")]
    [row] = merging.merge(said).reviews
    assert (row.note, row.reviewer) == ("Anna: a\nBob: b", "Anna, Bob")


def test_of_one_person_the_later_import_counts_and_the_earlier_verdict_is_kept_as_replaced() -> None:
    before, after = handed_out.given(1, "Anna", "reject", "no"), handed_out.given(1, "ANNA", "keep", "read again", 1)
    merged = merging.merge([before, after])
    assert [(row.verdict, row.judge, row.judge_reason) for row in merged.reviews] == [("keep", "reject", "fluent")]
    [rejection] = merging.rejections(merged.replaced)
    assert (rejection.reason, rejection.detail) == ("replaced", "ANNA said 'keep' later: read again")
    assert (rejection.made["verdict"], rejection.made["note"]) == ("reject", "no")
    assert (rejection.made["judge"], rejection.made["judge_reason"]) == ("reject", "fluent")


@given(VERDICTS)
def test_every_verdict_stands_or_was_replaced(verdicts: list[GivenVerdict]) -> None:
    merged = merging.merge(verdicts)
    assert merged.standing + len(merged.replaced) == len(verdicts)
    assert {row.item_id for row in merged.reviews} == {one.item.item_id for one in verdicts}
    for row in merged.reviews:
        assert row.verdict == ("reject" if any(one.verdict == "reject" for one in row.verdicts) else "keep")


@given(VERDICTS)
def test_what_stands_already_is_no_news(verdicts: list[GivenVerdict]) -> None:
    known = merging.standing(verdicts)
    assert merging.news(known.values(), known) == 0
    assert merging.news([handed_out.given(9, "Anna", "keep")], known) == 1


@given(VERDICTS)
def test_verdicts_come_back_from_their_records(verdicts: list[GivenVerdict]) -> None:
    assert lines.verdicts_of(lines.records_of(verdicts)) == verdicts

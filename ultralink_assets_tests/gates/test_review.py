"""A rejected text is turned down for as long as it is that text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq

from ultralink_assets.gates import rejected_share, review
from ultralink_assets.records import Opinion, Review, Turn, item_id_of
from ultralink_assets.warehouse import Books, to_table
from ultralink_assets_tests.reviews.handed_out import NOON
from ultralink_assets_tests.warehouse.making import dialogue


def _review(number: int, verdict: Opinion, note: str = "") -> Review:
    one = dialogue(number)
    item_id = item_id_of(one.dialogue_id, one.turns)
    return Review(item_id, "ru", "dialogues", one.dialogue_id, verdict, note, "Анна", NOON, (), "keep", None)


def test_exactly_the_rejected_texts_are_found_with_who_rejected_them_and_why(tmp_path: Path) -> None:
    anew = replace(dialogue(4), turns=(Turn("Кто?", "Он."),))
    pq.write_table(to_table("dialogues", [dialogue(1), dialogue(2), dialogue(3), anew]), tmp_path / "rows.parquet")
    reviews = [_review(1, "reject", "не тот год"), _review(2, "keep"), _review(4, "reject"), _review(5, "reject")]
    pq.write_table(to_table("reviews", reviews), tmp_path / "reviews.parquet")
    found = review.find(tmp_path / "rows.parquet", tmp_path / "reviews.parquet")
    assert found.to_pylist() == [
        {"dialogue_id": dialogue(1).dialogue_id, "reason": "review", "detail": "Анна: не тот год"}
    ]


def test_without_reviews_nothing_is_found(tmp_path: Path) -> None:
    pq.write_table(to_table("dialogues", [dialogue(1)]), tmp_path / "rows.parquet")
    pq.write_table(to_table("reviews", []), tmp_path / "reviews.parquet")
    assert review.find(tmp_path / "rows.parquet", tmp_path / "reviews.parquet").num_rows == 0


def test_what_people_reject_does_not_stop_the_flow_by_its_share() -> None:
    books = Books({("in", ""): 10, ("out", ""): 2, ("rejected", "review"): 6, ("rejected", "refusal"): 2})
    verdict = rejected_share.check(books, 0.5)
    assert (verdict.passed, verdict.detail["share"]) == (True, 0.2)

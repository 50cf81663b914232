"""Domain rows come back from tables as they went in; rows that can't be stored are named."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ultralink_assets.records import Article, Rejection, Review, ReviewerVerdict, Section, WarehouseError
from ultralink_assets.warehouse import from_table, rejections_to_table, to_table
from ultralink_assets_tests.warehouse import making

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
SECTIONS = st.lists(st.builds(Section, st.integers(1, 6), TEXT, TEXT), max_size=3).map(tuple)
TIMES = st.none() | st.datetimes(datetime(2001, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
ARTICLES = st.builds(
    Article, TEXT, st.integers(0, 2**62), TEXT, TEXT, SECTIONS, TEXT, st.none() | st.integers(0, 2**62), TIMES
)


@given(st.lists(ARTICLES, max_size=4))
def test_articles_come_back_as_they_were(articles: list[Article]) -> None:
    table = to_table("raw_wikipedia", articles)
    assert from_table("raw_wikipedia", table) == articles
    assert table.column("characters").to_pylist() == [article.characters for article in articles]


def test_passages_and_dialogues_come_back_as_they_were() -> None:
    for stage, rows in (("passages", [making.passage(1)]), ("dialogues", [making.dialogue(1), making.dialogue(2)])):
        assert from_table(stage, to_table(stage, rows)) == rows


def test_reviews_come_back_as_they_were() -> None:
    said = (ReviewerVerdict("Анна", "reject", "не тот\nгод"), ReviewerVerdict("Bob", "keep", ""))
    when = datetime(2025, 3, 1, 12, 30, 5, 250, tzinfo=UTC)
    row = Review("a:b", "ru", "dialogues", "a", "reject", "не тот\nгод", "Анна", when, said, "keep", None)
    assert from_table("reviews", to_table("reviews", [row])) == [row]


def test_a_row_that_cannot_be_stored_is_named() -> None:
    with pytest.raises(WarehouseError, match=r"surrogates.*'ru:7:x'"):
        to_table("passages", [making.passage(1), making.passage(7, text="half a pair: \ud800")])


def test_a_rejection_without_the_key_of_its_input_is_refused() -> None:
    with pytest.raises(WarehouseError, match="'page_id' has no value"):
        rejections_to_table("passages", [Rejection({"language": "ru", "title": "T"}, "short", "")])


def test_a_rejection_with_an_unknown_column_is_refused() -> None:
    with pytest.raises(WarehouseError, match="passages_rejected has no column 'pages'"):
        rejections_to_table("passages", [Rejection({"language": "ru", "page_id": 1, "pages": 2}, "short", "")])

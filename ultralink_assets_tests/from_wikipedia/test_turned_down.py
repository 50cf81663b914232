"""What is turned down after it was made goes once, with its twin, and its passage with it."""

from __future__ import annotations

import pyarrow as pa

from ultralink_assets.from_wikipedia.turned_down import passages_lost, together

NAMES = ("dialogue_id", "reason", "detail")


def table(*rows: tuple[str, str]) -> pa.Table:
    schema = pa.schema([(name, pa.string()) for name in NAMES])
    return pa.Table.from_pylist([dict(zip(NAMES, (*row, "why"), strict=True)) for row in rows], schema)


def pairs(found: pa.Table) -> list[tuple[str, str]]:
    return [(row["dialogue_id"], row["reason"]) for row in found.to_pylist()]


def test_a_dialogue_is_turned_down_once_by_the_first_table_that_names_it() -> None:
    found = together(table(("p1:grounded", "duplicates")), table(("p1:grounded", "review"), ("p2:grounded", "review")))
    assert pairs(found)[:2] == [("p1:grounded", "duplicates"), ("p2:grounded", "review")]
    assert passages_lost(found) == ["duplicates", "review"]


def test_a_twin_goes_with_its_dialogue() -> None:
    assert pairs(together(table(("p1:grounded", "review")))) == [
        ("p1:grounded", "review"),
        ("p1:closed_book", "review"),
    ]


def test_a_dialogue_stays_without_its_twin_and_so_does_its_passage() -> None:
    found = together(table(("p1:closed_book", "review")))
    assert pairs(found) == [("p1:closed_book", "review")]
    assert passages_lost(found) == []

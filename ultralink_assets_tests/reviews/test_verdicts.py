"""A file's verdicts are taken all or not at all, and every row that can't be taken is named."""

from __future__ import annotations

import pytest

from ultralink_assets.records import InputError
from ultralink_assets.reviews.sheet import Line
from ultralink_assets.reviews.verdicts import Taken, take
from ultralink_assets_tests.reviews.handed_out import NOON, item

ITEMS = {one.item_id: one for one in (item(1), item(2), item(3), item(1, "en"))}


def line(number: int, verdict: str, of: int | str = 1, reviewer: str = "Анна", note: str = "") -> Line:
    item_id = item(of).item_id if isinstance(of, int) else of
    return Line(number, {"item_id": item_id, "verdict": verdict, "reviewer": reviewer, "note": note})


def taken(*lines: Line, reviewer: str = "") -> Taken:
    return take(lines, ITEMS, reviewer, NOON)


def said(*lines: Line) -> str:
    with pytest.raises(InputError) as error:
        taken(*lines)
    return str(error.value)


def test_verdicts_are_read_whatever_their_case_and_the_blanks_around_them() -> None:
    made = taken(line(2, " Keep", note=" ok "), line(3, "REJECT\n", of=2, reviewer="  Анна   Б. "))
    assert [(one.item, one.reviewer, one.verdict, one.note) for one in made.verdicts] == [
        (item(1), "Анна", "keep", "ok"),
        (item(2), "Анна Б.", "reject", ""),
    ]


def test_rows_without_a_verdict_stay_open_and_lonely_notes_are_named() -> None:
    made = taken(line(2, "keep"), line(3, "", of=2), line(4, " ", of=3, note="hm"), line(5, "", of="changed"))
    assert (len(made.verdicts), made.open, made.notes_only) == (1, (3, 4, 5), (4,))


def test_a_file_without_columns_of_notes_and_names_is_taken_with_a_name_for_all() -> None:
    [one] = taken(Line(2, {"item_id": item(1).item_id, "verdict": "reject"}), reviewer="Bob").verdicts
    assert (one.reviewer, one.note) == ("Bob", "")


@pytest.mark.parametrize(
    ("bad", "remedy"),
    [
        (line(7, "rejct"), "'rejct' is neither 'keep' nor 'reject' -> did you mean 'reject'"),
        (line(7, "да"), "-> write keep or reject, or leave it empty"),
        (line(7, "keep", of=""), "a verdict without an item_id"),
        (line(7, "keep", of="ru:9:d:hash"), "'ru:9:d:hash' was never exported"),
        (
            line(7, "keep", of=2, reviewer=" "),
            "a verdict without a reviewer -> fill the column, or give --reviewer NAME",
        ),
        (line(7, "reject"), "Анна says 'reject' here and 'keep' of the same item in row 2"),
        (line(7, "keep", reviewer="анна ", note="b"), "another note on the same item in row 2"),
        (line(7, "keep", of=item(1, "en").item_id), "an item of dialogues/en, and row 2 is of dialogues/ru"),
    ],
    ids=["typo", "foreign word", "no id", "unknown id", "no name", "contradiction", "two notes", "two assets"],
)
def test_a_row_that_cannot_be_taken_is_named_with_its_remedy_and_nothing_is_imported(bad: Line, remedy: str) -> None:
    message = said(line(2, "keep", note="a"), bad)
    assert "1 row can't be taken, and so nothing was imported:\n  row 7: " in message
    assert remedy in message


def test_all_bad_rows_are_listed_up_to_a_screen_of_them() -> None:
    message = said(*(line(number, "x") for number in range(2, 32)))
    assert message.startswith("30 rows can't be taken")
    assert "row 21:" in message
    assert "row 22:" not in message
    assert "and 10 more" in message


def test_equal_rows_count_once_and_the_one_with_a_note_counts() -> None:
    first, second = line(2, "keep"), line(3, "keep", reviewer="АННА", note="a")
    assert [one.note for one in taken(first, second).verdicts] == ["a"]
    assert [one.note for one in taken(second, first).verdicts] == ["a"]


def test_two_people_may_say_different_things_of_one_item() -> None:
    assert [one.verdict for one in taken(line(2, "keep"), line(3, "reject", reviewer="Bob")).verdicts] == [
        "keep",
        "reject",
    ]

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ultralink_assets.from_english import json_rows
from ultralink_assets.from_english.json_rows import TOO_LARGE, Unread, elements, lines, parse
from ultralink_assets.records import InputError

NASTY = st.text(alphabet='ab"\\{}[],:\n\t\u2028\u2029\x85\x00é日ж😀', max_size=12)
ROWS = st.lists(
    st.dictionaries(NASTY, NASTY | st.lists(NASTY | st.integers(), max_size=3) | st.none(), max_size=3), max_size=5
)


def pieces(data: bytes, size: int) -> Iterator[bytes]:
    return (data[start : start + size] for start in range(0, len(data), size))


@settings(max_examples=60, deadline=None)
@given(ROWS, st.integers(1, 60), st.booleans(), st.booleans())
def test_rows_come_back_however_they_are_written_and_cut(
    rows: list[dict[str, Any]], size: int, escaped: bool, indented: bool
) -> None:
    listed = json.dumps(rows, ensure_ascii=escaped, indent=2 if indented else None).encode()
    assert [parse(row) for row in elements(pieces(listed, size), "x.json")] == rows
    lined = "".join(json.dumps(row, ensure_ascii=escaped) + "\r\n" for row in rows).encode()
    assert [parse(row) for row in lines(pieces(lined, size))] == rows


def test_a_broken_row_costs_no_other_row() -> None:
    found = [parse(row) for row in elements(pieces(b'[{"a": 1}, {"b": }, {"c": "\xff"}, [1], {"d": 2}]', 7), "x.json")]
    assert [one.reason for one in found if isinstance(one, Unread)] == ["not_json", "not_utf8"]
    assert [one for one in found if not isinstance(one, Unread)] == [{"a": 1}, [1], {"d": 2}]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (b'[{"a": 1}, {"b": 2', "row 1.*the file ends within the list"),
        (b'[{"a": "cut', "row 0.*the file ends within the list"),
        (b'[{"a": 1}, 17, {"b": 2}]', "row 1.*17"),
        (b'["a", "b"]', "row 0.*stands where a row should"),
        (b'[{"a": 1}] [{"b": 2}]', "row 1.*stands where a row should"),
        (b'[{"a": 1}] and more', "row 1.*something follows the list"),
    ],
)
def test_a_broken_list_is_an_error_that_names_file_and_row(text: bytes, what: str) -> None:
    with pytest.raises(InputError, match=f"x.json, {what}") as caught:
        list(elements(pieces(text, 4), "x.json"))
    assert "one row a line" in caught.value.hint


@pytest.mark.parametrize("size", [1, 7, 64, 5000])
def test_a_row_that_is_too_large_is_passed_by_without_being_held(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(json_rows, "LARGEST_ROW", 300)
    rows = [{"a": "x" * 900 + "\\" * 33 + '"{['}, {"b": 1}, {"c": [["y" * 20]] * 90}, {"d": 2}]
    expected = [TOO_LARGE, {"b": 1}, TOO_LARGE, {"d": 2}]
    listed = json.dumps(rows).encode()
    assert [parse(row) for row in elements(pieces(listed, size), "x.json")] == expected
    lined = b"\n".join(json.dumps(row).encode() for row in rows)
    assert [parse(row) for row in lines(pieces(lined, size))] == expected


def test_what_is_between_rows_can_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_rows, "LARGEST_GAP", 1000)
    endless = (b"1, 2, 3, " for _ in range(10**9))
    with pytest.raises(InputError, match="row 0"):
        list(elements((piece for part in ([b"["], endless) for piece in part), "x.json"))


def test_a_last_line_without_its_end_and_blank_lines_are_lines() -> None:
    assert list(lines(pieces(b'{"a": 1}\n\n  \n{"b": 2}', 3))) == [b'{"a": 1}', b"", b"  ", b'{"b": 2}']


@pytest.mark.parametrize(
    ("row", "reason", "detail"),
    [
        (b'{"a": 1', "not_json", "column 8"),
        (b'{"a": 1} {"b": 2}', "not_json", "Extra data"),
        (b'{"a": "caf\xe9"}', "not_utf8", "byte 10 of the row is 0xe9"),
        (b"[" * 100_000, "not_json", "recursion"),
    ],
)
def test_a_row_that_can_not_be_parsed_says_why(row: bytes, reason: str, detail: str) -> None:
    found = parse(row)
    assert isinstance(found, Unread)
    assert found.reason == reason
    assert detail in found.detail


def test_half_of_a_character_is_parsed_so_that_a_field_nobody_needs_costs_no_row() -> None:
    assert parse(b'{"id": "\\ud83d", "a": 1}') == {"id": "\ud83d", "a": 1}

"""Units are there whole or not at all, and only those of the same version count."""

from __future__ import annotations

from pathlib import Path

import pytest

from ultralink_assets.records import WarehouseError
from ultralink_assets.warehouse import Books, Staging, to_table
from ultralink_assets_tests.warehouse import making


def test_finished_units_are_listed_with_their_books_and_notes(data: Path) -> None:
    staging = Staging(data, "dialogues", "ru", "v1")
    with staging.lock():
        making.write_unit(staging, "b", [making.dialogue(2)], [making.rejection(3)])
        making.write_unit(staging, "a", [making.dialogue(1)])
    assert staging.finished() == {"a", "b"}
    assert staging.books() == Books.of(out=2, rejected={"refusal": 1}, made=2).plus("in", rows=3)
    assert list(staging.notes()) == [{"unit": "a"}, {"unit": "b"}]


def test_a_unit_that_is_written_again_stays_as_it_was(data: Path) -> None:
    staging = Staging(data, "dialogues", "ru", "v1")
    making.write_unit(staging, "a", [making.dialogue(1)])
    making.write_unit(staging, "a", [making.dialogue(1), making.dialogue(2)])
    assert staging.books().total("made") == 1


def test_units_of_another_version_are_never_read_and_go_with_the_next_publication(data: Path) -> None:
    old, new = (Staging(data, "dialogues", "ru", version) for version in ("v1", "v2"))
    making.write_unit(old, "a", [making.dialogue(1)])
    assert new.finished() == frozenset()
    new.clear_all()
    assert old.finished() == frozenset()
    new.clear_all()  # again, with nothing there


def test_what_a_killed_process_left_is_removed_at_the_start(data: Path) -> None:
    staging = Staging(data, "dialogues", "ru", "v1")
    making.write_unit(staging, "a", [making.dialogue(1)])
    left = [staging.folder / ".new-b-123", data / "staging" / "dialogues" / ".gone-ru" / "v0"]
    for folder in left:
        folder.mkdir(parents=True)
    with staging.lock():
        assert not any(folder.exists() for folder in left)
        assert staging.finished() == {"a"}


def test_a_table_with_other_columns_is_refused(data: Path) -> None:
    table = to_table("passages", [making.passage(1)])
    with pytest.raises(WarehouseError, match="unit 'a' of dialogues: columns differ"):
        Staging(data, "dialogues", "ru", "v1").write("a", table, table, Books())


@pytest.mark.parametrize("name", ["", ".hidden", "a/b", "..", "ю"])
def test_names_that_cannot_be_folders_are_refused(data: Path, name: str) -> None:
    with pytest.raises(WarehouseError, match="can't name a folder"):
        Staging(data, "dialogues", "ru", name)


def test_books_that_lose_a_row_do_not_balance() -> None:
    books = Books.of(out=2, rejected={"short": 1, "list": 1}).plus("in", rows=5)
    assert books.balance() == 1
    assert books.moved(1, ("out", ""), ("rejected", "duplicate")).rows[("rejected", "duplicate")] == 1
    assert books.plus("not_drawn").balance() == 0
    with pytest.raises(WarehouseError, match="no side 'lost'"):
        Books.of(lost=1)

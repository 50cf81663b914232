"""Publishing replaces one partition with its facts; earlier versions are kept and can be published again."""

from __future__ import annotations

from pathlib import Path

import pytest

from ultralink_assets.records import WarehouseError
from ultralink_assets.warehouse import Books, Publication, merge, query
from ultralink_assets_tests.warehouse import making


def _versions(data: Path) -> list[tuple[object, ...]]:
    with making.open_warehouse(data).reading() as connection:
        return connection.execute(
            "SELECT language, prompt_version, count(*) FROM dialogues GROUP BY ALL ORDER BY ALL"
        ).fetchall()


def test_publishing_replaces_only_its_own_partition(data: Path) -> None:
    making.publish(data, 5, "en", "v1")
    making.publish(data, 6, "ru", "v1")
    making.publish(data, 7, "ru", "v2")
    assert _versions(data) == [("en", "v1", 5), ("ru", "v2", 7)]
    assert query(data, "SELECT language, reason FROM dialogues_rejected ORDER BY ALL").to_pylist() == [
        {"language": "en", "reason": "refusal"},
        {"language": "ru", "reason": "refusal"},
    ]


def test_books_and_verdicts_are_those_of_the_publication(data: Path) -> None:
    row = making.publish(data, 5)
    warehouse = making.open_warehouse(data)
    books = warehouse.books("dialogues", "ru", row.data_version)
    assert books == Books.of(out=5, rejected={"refusal": 1}, made=5).plus("in", rows=6)
    assert books.balance() == 0
    assert tuple(warehouse.verdicts("dialogues", "ru", row.data_version).values()) == making.PASSED


def test_items_that_are_pending_are_never_published(data: Path) -> None:
    staging = making.stage_dialogues(data, [making.dialogue(1)])
    books = staging.books().plus("pending", rows=2)
    with pytest.raises(WarehouseError, match="2 items are pending"):
        making.open_warehouse(data).publish(Publication("dialogues", "ru", merge(staging), books, (), "c", "r"))
    assert making.open_warehouse(data).current("dialogues", "ru") is None


def test_equal_rows_have_one_data_version_and_keep_one_set_of_facts(data: Path) -> None:
    first, second = making.publish(data, 5), making.publish(data, 5)
    assert first.data_version == second.data_version
    assert query(data, "SELECT count(*) AS n FROM gate_verdicts").to_pylist() == [{"n": len(making.PASSED)}]


def test_the_last_versions_are_kept_and_older_files_go(data: Path) -> None:
    for number in range(1, 6):
        making.publish(data, number, keep=2)
    history = making.open_warehouse(data).publications("dialogues", "ru")
    assert [row.rows for row in history if row.snapshot] == [5, 4]
    assert sorted(path.name for path in (data / "publications/dialogues/ru").iterdir()) == ["000004", "000005"]


def test_publishing_equal_rows_again_pushes_no_other_version_out(data: Path) -> None:
    making.publish(data, 1, version="old", keep=2)
    for _ in range(4):
        making.publish(data, 2, version="new", keep=2)
    making.open_warehouse(data, keep=2).rollback("dialogues", "ru")
    assert _versions(data) == [("ru", "old", 1)]


def test_a_rollback_brings_back_rows_rejections_books_and_verdicts_as_a_new_publication(data: Path) -> None:
    good = making.publish(data, 5, version="good")
    making.publish(data, 9, version="bad", verdicts=())
    warehouse = making.open_warehouse(data)
    now = warehouse.rollback("dialogues", "ru")
    assert (now.publication, now.data_version, now.code_version, now.restored) == (3, good.data_version, "good", 1)
    assert _versions(data) == [("ru", "good", 5)]
    assert warehouse.read_upstream("dialogues", "ru", ["language"]).rows == 5
    assert warehouse.books("dialogues", "ru", now.data_version).total("made") == 5


def test_a_second_rollback_goes_further_back_and_a_named_version_may_come_from_anywhere(data: Path) -> None:
    rows = [making.publish(data, number, version=f"v{number}") for number in (1, 2, 3)]
    warehouse = making.open_warehouse(data)
    assert warehouse.rollback("dialogues", "ru").code_version == "v2"
    assert warehouse.rollback("dialogues", "ru").code_version == "v1"
    assert warehouse.rollback("dialogues", "ru", rows[2].data_version[:8]).code_version == "v3"
    assert warehouse.rollback("dialogues", "ru", "2").code_version == "v2"
    assert _versions(data) == [("ru", "v2", 2)]


@pytest.mark.parametrize("to", [None, "77", "abcdef"])
def test_a_rollback_to_what_is_not_kept_is_refused_with_what_is_kept(data: Path, to: str | None) -> None:
    row = making.publish(data, 5)
    with pytest.raises(WarehouseError, match=rf"dialogues/ru has no .* kept\n.*{row.data_version}"):
        making.open_warehouse(data).rollback("dialogues", "ru", to)


def test_a_data_folder_that_was_moved_still_works(data: Path) -> None:
    making.publish(data, 5)
    moved = data.rename(data.with_name("moved"))
    upstream = making.open_warehouse(moved).read_upstream("dialogues", "ru", ["language"])
    assert sum(len(batch) for batch in upstream.batches(2)) == 5

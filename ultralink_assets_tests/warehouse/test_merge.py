"""Staged units become one sorted file; the data version depends on the rows and on nothing else."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ultralink_assets.records import Dialogue, Item, Turn, WarehouseError
from ultralink_assets.warehouse import (
    Books,
    Merged,
    Staging,
    from_table,
    merge,
    rejections_to_table,
    sorting,
    to_table,
)
from ultralink_assets_tests.warehouse import making

NUMBERS = st.lists(st.integers(0, 60), unique=True, max_size=12)


def _merged(rows: list[Dialogue], cut: int) -> tuple[Merged, list[Dialogue]]:
    with tempfile.TemporaryDirectory() as folder:
        staging = Staging(Path(folder), "dialogues", "ru", "v")
        for number, part in enumerate((rows[:cut], rows[cut:])):
            making.write_unit(staging, f"u{number}", part)
        merged = merge(staging)
        return merged, from_table("dialogues", pq.read_table(merged.rows_path))


@settings(max_examples=15, deadline=None)
@given(NUMBERS.flatmap(lambda numbers: st.tuples(st.just(numbers), st.permutations(numbers))), st.integers(0, 12))
def test_order_and_units_change_neither_the_rows_nor_the_data_version(
    orders: tuple[list[int], list[int]], cut: int
) -> None:
    (first, rows), (second, again) = (
        _merged([making.dialogue(number) for number in order], at) for order, at in zip(orders, (0, cut), strict=True)
    )
    assert first.data_version == second.data_version
    assert rows == again == sorted(rows, key=lambda row: row.dialogue_id)


@settings(max_examples=15, deadline=None)
@given(NUMBERS.filter(bool), st.data())
def test_any_change_of_a_row_changes_the_data_version(numbers: list[int], draw: st.DataObject) -> None:
    rows = [making.dialogue(number) for number in numbers]
    at = draw.draw(st.integers(0, len(rows) - 1))
    changed = draw.draw(
        st.sampled_from(
            [
                replace(rows[at], turns=(*rows[at].turns[:1], Turn("When?", "Never."))),
                replace(rows[at], turns=rows[at].turns[::-1]),
                replace(rows[at], document_in_question=True),
                replace(rows[at], dialogue_id="ru:new:d"),
            ]
        )
    )
    before = _merged(rows, 0)[0].data_version
    assert before != _merged([*rows[:at], changed, *rows[at + 1 :]], 0)[0].data_version
    assert before != _merged([*rows[:at], *rows[at + 1 :]], 0)[0].data_version


def test_the_data_version_of_known_rows_is_the_same_in_every_process_and_release() -> None:
    assert _merged([making.dialogue(1), making.dialogue(2)], 1)[0].data_version == "01c2d757dc238984cb67963b2c1842f4"


def test_rows_that_are_turned_down_move_to_the_rejections_with_what_was_made(data: Path) -> None:
    staging = making.stage_dialogues(data, [making.dialogue(number) for number in range(5)])
    copies = pa.table({"dialogue_id": ["ru:3:d", "gone"], "reason": ["duplicate"] * 2, "detail": ["of ru:1:d"] * 2})
    merged = merge(staging, turn_down=copies)
    assert (merged.rows, merged.rejected, merged.inputs, merged.turned_down) == (4, 2, 4, {"duplicate": 1})
    moved = pq.read_table(merged.rejected_path).to_pylist()[0]
    assert (moved["passage_id"], moved["reason"], moved["detail"]) == ("ru:3:p", "duplicate", "of ru:1:d")
    assert moved["turns"][0]["question"] == "Кто?"


def test_a_draw_keeps_the_rows_that_its_query_names(data: Path) -> None:
    staging = making.stage_dialogues(data, [making.dialogue(number) for number in range(50)])
    merged = merge(staging, keep_sql="SELECT dialogue_id FROM rows ORDER BY md5('7' || dialogue_id) LIMIT 10")
    assert (merged.rows, merged.not_drawn, merged.rejected) == (10, 40, 1)


def test_a_key_that_occurs_twice_is_named(data: Path) -> None:
    staging = making.stage_dialogues(data, [making.dialogue(1)])
    making.write_unit(staging, "another", [making.dialogue(1)])
    with pytest.raises(WarehouseError, match="2 rows with the key dialogue_id = ru:1:d"):
        merge(staging)


def _item(source_row: int, said: str) -> Item:
    return Item(f"id of {said}", "chat", "en", "a.jsonl", source_row, None, (Turn("Say it.", said),))


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from("abc"), max_size=12), st.randoms())
def test_of_equal_rows_the_first_of_the_input_stays_in_whatever_order_they_were_staged(
    said: list[str], random: Random
) -> None:
    items = [_item(number, each) for number, each in enumerate(said)]
    shuffled = random.sample(items, len(items))
    with tempfile.TemporaryDirectory() as folder:
        staging = Staging(Path(folder), "english_sft", "chat", "v")
        nobody = rejections_to_table("english_sft", [])
        for number, item in enumerate(shuffled):
            staging.write(f"u{number}", to_table("english_sft", [item]), nobody, Books.of(**{"in": 1}))
        merged = merge(staging, first_of_copies=True)
        kept: list[Item] = from_table("english_sft", pq.read_table(merged.rows_path))
        copies = pq.read_table(merged.rejected_path).to_pylist()
    firsts = {each: said.index(each) for each in said}
    assert {row.item_id: row.source_row for row in kept} == {f"id of {each}": at for each, at in firsts.items()}
    assert [row["source_row"] for row in copies] == [at for at, each in enumerate(said) if firsts[each] != at]
    assert all(row["detail"] == f"of chat:a.jsonl:{firsts[row['turns'][0]['answer']]}" for row in copies)
    assert dict(merged.turned_down) == ({"duplicates": len(copies)} if copies else {})


def test_rows_of_another_partition_are_refused(data: Path) -> None:
    staging = making.stage_dialogues(data, [making.dialogue(1, "en")])
    with pytest.raises(WarehouseError, match="dialogues/ru: a row belongs to the partition 'en'"):
        merge(staging)


def test_nothing_staged_is_an_empty_partition(data: Path) -> None:
    merged = merge(Staging(data, "dialogues", "ru", "v"))
    assert (merged.rows, merged.rejected, merged.inputs) == (0, 0, 0)
    assert pq.read_table(merged.rows_path).num_rows == 0


def test_many_ranges_give_the_same_file_as_one(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    staging = making.stage_dialogues(data, [making.dialogue(number) for number in range(700)])
    one = merge(staging)
    rows, rejected = pq.read_table(one.rows_path), pq.read_table(one.rejected_path)
    monkeypatch.setattr(sorting, "_RANGE_BYTES", 2_000)
    many = merge(staging)
    assert many.data_version == one.data_version
    assert pq.read_table(many.rows_path).equals(rows)
    assert pq.read_table(many.rejected_path).equals(rejected)

"""Files of a data set: the published format, Parquet with lineage, and what loads them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from ultralink_assets.from_english.data_files import find_files
from ultralink_assets.from_english.english_sft import read_items
from ultralink_assets.mix import dataset
from ultralink_assets.mix.dataset import Origin, Written, write
from ultralink_assets.records import MixItem, Turn
from ultralink_assets_tests.mix.making import PARTS, TEACHER, files_below, item, items


def nothing(_: Sequence[MixItem]) -> dict[str, Origin]:
    return {}


def written(folder: Path, rows: Sequence[MixItem], size: int = 7, *, demo: bool = False) -> list[Written]:
    folder.mkdir(exist_ok=True)
    batches = [rows[start : start + size] for start in range(0, len(rows), size)]
    return write(folder, "ru", batches, nothing, demo=demo)


def turns_of(texts: Sequence[str]) -> tuple[Turn, ...]:
    return tuple(map(Turn, texts[::2], texts[1::2]))


def test_json_lines_are_of_the_published_format_numbered_within_their_part(tmp_path: Path) -> None:
    written(tmp_path, items(3))
    for part in PARTS:
        lines = (tmp_path / f"ru_{part}.jsonl").read_bytes().decode().removesuffix("\n").split("\n")
        rows = [json.loads(line) for line in lines]
        assert [row["id"] for row in rows] == [f"ru_{part}_{number}" for number in range(3)]
        assert [set(row) for row in rows] == [{"id", "data"}] * 3
        assert [turns_of(row["data"]) for row in rows] == [item(number, part).turns for number in range(3)]
        assert "Вопрос" in lines[0]  # people read these files


def test_parquet_holds_the_same_conversations_in_the_same_order_with_their_lineage(tmp_path: Path) -> None:
    source = Origin("ru:1:p", 1, None, "Каменка", "https://example.org/1")
    write(tmp_path, "ru", [items(3)], lambda batch: {batch[1].origin_id: source})
    rows = pq.read_table(tmp_path / "ru" / "chat_specific.parquet").to_pylist()
    assert [row["item_id"] for row in rows] == [item(number).item_id for number in range(3)]
    assert [message["role"] for message in rows[0]["messages"]] == ["user", "assistant"] * 2
    for number, row in enumerate(rows):
        assert turns_of([message["content"] for message in row["messages"]]) == item(number).turns
        assert (row["teacher"], row["tokens"], row["part"], row["language"]) == (
            TEACHER,
            10 + number,
            "chat_specific",
            "ru",
        )
    assert [row["title"] for row in rows] == [None, "Каменка", None]
    assert (rows[1]["passage_id"], rows[1]["page_id"], rows[1]["revision_id"]) == ("ru:1:p", 1, None)
    [family] = {row["family"] for row in pq.read_table(tmp_path / "ru" / "math.parquet").slice(2, 1).to_pylist()}
    assert family == "original 2"


def test_the_rows_of_a_file_say_its_size_its_hash_and_what_it_holds(tmp_path: Path) -> None:
    made = written(tmp_path, items(2))
    assert [(one.part, one.rows, one.turns, one.tokens) for one in made] == [(part, 2, 4, 21) for part in PARTS]
    files = [file for one in made for file in one.files]
    assert {file.path for file in files} == set(files_below(tmp_path))
    for file in files:
        content = (tmp_path / file.path).read_bytes()
        assert (file.bytes, file.sha256) == (len(content), hashlib.sha256(content).hexdigest())
        assert (file.partition, file.rows, file.language) == ("all", 2, "ru")
    assert made[0].teachers == {TEACHER: 2}


def test_equal_rows_make_equal_bytes_however_they_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dataset, "ROWS_A_GROUP", 4)
    rows = items(10)
    written(tmp_path / "a", rows, 7)
    written(tmp_path / "b", rows, 40)
    assert files_below(tmp_path / "a") == files_below(tmp_path / "b")
    assert pq.ParquetFile(tmp_path / "a" / "ru" / "code.parquet").num_row_groups == 3


def test_a_part_without_items_has_no_file(tmp_path: Path) -> None:
    made = written(tmp_path, [item(0, "math")])
    assert set(files_below(tmp_path)) == {"ru_math.jsonl", "ru/math.parquet"}
    assert [one.part for one in made] == ["math"]


def test_files_and_rows_of_the_demo_teacher_say_so(tmp_path: Path) -> None:
    [made] = written(tmp_path, [item(0, "math", teacher="demo")], demo=True)
    assert [file.path for file in made.files] == ["demo_ru_math.jsonl", "ru/demo_math.parquet"]
    assert all(dataset.is_demo(file) for file in made.files)
    assert json.loads((tmp_path / "demo_ru_math.jsonl").read_text(encoding="utf-8"))["id"] == "demo_ru_math_0"
    [real] = written(tmp_path / "real", [item(0, "math")])
    assert not any(map(dataset.is_demo, real.files))


def test_the_published_format_read_back_as_english_data_has_the_same_turns(tmp_path: Path) -> None:
    written(tmp_path, items(5))
    files = find_files([str(tmp_path / "ru_code.jsonl")])
    [batch] = read_items(files, "code", None, lambda _: False)
    assert [read.turns for read in batch.items] == [item(number, "code").turns for number in range(5)]
    assert not batch.rejections


def test_no_more_than_a_group_of_rows_is_held_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dataset, "ROWS_A_GROUP", 10)
    held: list[int] = []
    flush = dataset._PartWriter._flush

    def counting(self: dataset._PartWriter) -> None:
        held.append(len(self._rows))
        flush(self)

    monkeypatch.setattr(dataset._PartWriter, "_flush", counting)
    written(tmp_path, [item(number) for number in range(95)])
    assert held == [10] * 9 + [5]

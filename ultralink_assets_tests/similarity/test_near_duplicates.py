"""Twins are found within a set and across sets, by rules that no order of rows changes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ultralink_assets.similarity import Texts, Twin, find, jaccard, near_duplicates, shingles

WORDS = [f"word{number}" for number in range(3000)]
SIGNS = [chr(0x4E00 + number) for number in range(2000)]


def said(random: Random, words: list[str] = WORDS, size: int = 80) -> list[str]:
    return random.choices(words, k=size)


def edited(words: list[str], share: float, random: Random) -> list[str]:
    return [random.choice(WORDS) if random.random() < share else word for word in words]


def texts(path: Path, rows: Mapping[str, str]) -> Texts:
    pq.write_table(pa.table({"id": list(rows), "text": pa.array(rows.values(), pa.string())}), path)
    return Texts(path, "id", "text")


def ids(twins: list[Twin]) -> list[tuple[str, str]]:
    return [(twin.row_id, twin.kept_id) for twin in twins]


@pytest.fixture(scope="module")
def rows() -> dict[str, str]:
    """Random texts, of which a third stands there again, edited, under an id that may come before or after."""
    random = Random(4)
    originals = [said(random) for _ in range(300)]
    every = [*originals, *(edited(one, 0.06, random) for one in originals[:100])]
    return {f"{random.getrandbits(64):016x}": " ".join(words) for words in every}


def test_edited_copies_are_found_whatever_the_order(tmp_path: Path, rows: dict[str, str]) -> None:
    shuffled = dict(Random(1).sample(sorted(rows.items()), len(rows)))
    found = find([texts(tmp_path / "a.parquet", rows)], tmp_path)
    assert len(found) == 100
    assert found == find([texts(tmp_path / "b.parquet", shuffled)], tmp_path)
    for twin in found:
        cut = shingles([rows[twin.row_id], rows[twin.kept_id]])
        assert twin.similarity == jaccard(cut.of(0), cut.of(1)) >= 0.5
        assert twin.kept_id < twin.row_id


def test_nothing_is_left_to_find_when_the_twins_are_gone(tmp_path: Path, rows: dict[str, str]) -> None:
    gone = {twin.row_id for twin in find([texts(tmp_path / "a.parquet", rows)], tmp_path)}
    left = {name: text for name, text in rows.items() if name not in gone}
    assert find([texts(tmp_path / "b.parquet", left)], tmp_path) == []


def test_an_earlier_set_is_kept_before_a_smaller_id(tmp_path: Path) -> None:
    text = " ".join(said(Random(1)))
    first, second = texts(tmp_path / "a.parquet", {"z": text}), texts(tmp_path / "b.parquet", {"a": text, "b": "else"})
    assert find([first, second], tmp_path) == [Twin(1, "a", 0, "z", 1.0)]
    assert find([second, first], tmp_path) == [Twin(1, "z", 0, "a", 1.0)]


def test_rows_that_are_unlike_by_their_ids_both_stay(tmp_path: Path) -> None:
    text = " ".join(said(Random(1)))
    rows = texts(tmp_path / "a.parquet", {"a:1": text, "a:2": text, "b:1": text})
    found = find([rows], tmp_path, unlike=lambda one, other: one[0] == other[0])
    assert ids(found) == [("b:1", "a:1")]


def test_standing_rows_are_never_turned_down_nor_compared_with_each_other(tmp_path: Path) -> None:
    text = " ".join(said(Random(1)))
    standing = texts(tmp_path / "a.parquet", {"x": text, "y": text})
    new = texts(tmp_path / "b.parquet", {"a": text, "b": "something else altogether"})
    assert find([new], tmp_path, standing=[standing]) == [Twin(1, "a", 0, "x", 1.0)]
    assert find([], tmp_path, standing=[standing]) == []


def test_of_a_chain_whose_ends_differ_both_ends_stay(tmp_path: Path) -> None:
    words = said(Random(2), size=112)
    first, middle, last = (" ".join(words[at : at + 80]) for at in (0, 16, 32))
    chain = texts(tmp_path / "one.parquet", {"a": first, "b": middle, "c": last})
    assert ids(find([chain], tmp_path, similarity=0.55)) == [("b", "a")]
    turned = texts(tmp_path / "two.parquet", {"b": first, "a": middle, "c": last})
    assert ids(find([turned], tmp_path, similarity=0.55)) == [("b", "a"), ("c", "a")]


def test_chinese_is_compared_by_pairs_of_characters(tmp_path: Path) -> None:
    random = Random(3)
    first = said(random, SIGNS, 200)
    near, other = list(first), said(random, SIGNS, 200)
    for at in range(0, 200, 12):
        near[at] = random.choice(SIGNS)
    given = {name: "".join(signs) for name, signs in (("a", first), ("b", near), ("c", other), ("d", sorted(first)))}
    assert ids(find([texts(tmp_path / "zh.parquet", given)], tmp_path)) == [("b", "a")]


def test_rows_of_many_batches_keep_their_names(tmp_path: Path) -> None:
    random = Random(5)
    numbered = {f"r{number:05d}": " ".join(said(random, size=12)) for number in range(4500)}
    numbered["r04499"] = numbered["r00007"].upper()
    numbered["r02500"] = numbered["r02100"] + "!"
    found = find([texts(tmp_path / "many.parquet", numbered)], tmp_path)
    assert ids(found) == [("r02500", "r02100"), ("r04499", "r00007")]


def test_many_equal_rows_leave_one_and_empty_texts_are_equal(tmp_path: Path) -> None:
    same = {f"s{number:04d}": "the same thing again" for number in range(1500)} | {"e1": "", "e2": "", "e3": "?!"}
    found = find([texts(tmp_path / "same.parquet", same)], tmp_path)
    assert ids(found) == [("e2", "e1"), *((f"s{number:04d}", "s0000") for number in range(1, 1500))]


def test_a_huge_text_is_compared_by_its_beginning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    random = Random(6)
    start = " ".join(said(random))
    monkeypatch.setattr(near_duplicates, "LONGEST", len(start))
    huge = {name: f"{start} {' '.join(said(random, size=400))}" for name in "ab"}
    assert find([texts(tmp_path / "huge.parquet", huge)], tmp_path) == [Twin(0, "b", 0, "a", 1.0)]


def test_turns_are_one_text_and_the_scratch_folder_is_left_empty(tmp_path: Path) -> None:
    turns = [[{"question": "Who was it that came?", "answer": "It was the gardener."}], []]
    pq.write_table(pa.table({"dialogue_id": ["a", "b"], "turns": turns}), tmp_path / "d.parquet")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    assert find([Texts(tmp_path / "d.parquet", "dialogue_id")], scratch) == []
    [(names, said_there)] = Texts(tmp_path / "d.parquet", "dialogue_id").batches()
    assert (names, said_there) == (["a", "b"], ["Who was it that came?\nIt was the gardener.", ""])
    assert list(scratch.iterdir()) == []


def test_small_chunks_of_pairs_change_nothing(
    tmp_path: Path, rows: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    given = texts(tmp_path / "a.parquet", rows)
    found = find([given], tmp_path)
    monkeypatch.setattr(near_duplicates, "PAIRS_AT_ONCE", 3)
    assert find([given], tmp_path) == found

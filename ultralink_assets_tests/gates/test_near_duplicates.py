"""Near copies of dialogues are found whatever their order, and nothing that is different is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from ultralink_assets.gates import duplicates, near_duplicates
from ultralink_assets.records import Dialogue, Turn
from ultralink_assets_tests.gates.planting import clean_dialogues
from ultralink_assets_tests.gates.tables import dialogue_of, write

WORDS = [f"word{number}" for number in range(2000)]


def random_dialogue(random: Random, number: int) -> Dialogue:
    said = [" ".join(random.choices(WORDS, k=100)) for _ in range(2)]
    return replace(dialogue_of(clean_dialogues("en")[0], 0, [Turn(*said)]), dialogue_id=f"d{number:05d}")


def edited(dialogue: Dialogue, random: Random, share: float, number: int) -> Dialogue:
    words = dialogue.turns[0].answer.split()
    for at in random.sample(range(len(words)), int(share * len(words))):
        words[at] = random.choice(WORDS)
    turns = (Turn(dialogue.turns[0].question, " ".join(words)),)
    return replace(dialogue, dialogue_id=f"e{number:05d}", turns=turns)


@pytest.fixture(scope="module")
def rows() -> list[Dialogue]:
    random = Random(5)
    originals = [random_dialogue(random, number) for number in range(300)]
    copies = [edited(one, random, 0.08, number) for number, one in enumerate(originals[:100])]
    return [*originals, *copies]


def test_edited_copies_are_found_and_the_smallest_id_is_kept(tmp_path: Path, rows: list[Dialogue]) -> None:
    found = near_duplicates.find(write(tmp_path / "d.parquet", "dialogues", rows), 0.8, "en").to_pylist()
    assert [one["dialogue_id"] for one in found] == [f"e{number:05d}" for number in range(100)]
    assert {one["reason"] for one in found} == {"near_duplicates"}
    assert found[7]["detail"].endswith("similar to d00007")


def test_pairs_of_characters_tell_chinese_dialogues_apart(tmp_path: Path) -> None:
    """Two texts of the same characters in another order share hardly a pair."""
    clean = clean_dialogues("zh")[0]
    said = "".join(turn.question + turn.answer for turn in clean.turns)
    edited_once = said.replace("许三省", "白以文", 1)
    shuffled = "".join(Random(2).sample(said, len(said)))
    texts = {"a": said, "b": edited_once, "c": shuffled}
    rows = [replace(dialogue_of(clean, 0, [Turn("问？", text)]), dialogue_id=name) for name, text in texts.items()]
    found = near_duplicates.find(write(tmp_path / "d.parquet", "dialogues", rows), 0.8, "zh").to_pylist()
    assert [(one["dialogue_id"], one["reason"]) for one in found] == [("b", "near_duplicates")]


def test_the_order_of_rows_does_not_matter(tmp_path: Path, rows: list[Dialogue]) -> None:
    shuffled = Random(1).sample(rows, len(rows))
    first = near_duplicates.find(write(tmp_path / "a.parquet", "dialogues", rows), 0.8, "en")
    assert near_duplicates.find(write(tmp_path / "b.parquet", "dialogues", shuffled), 0.8, "en").equals(first)


def test_nothing_is_left_after_turning_down_what_was_found(tmp_path: Path, rows: list[Dialogue]) -> None:
    found = near_duplicates.find(write(tmp_path / "a.parquet", "dialogues", rows), 0.8, "en")
    gone = set(found.column("dialogue_id").to_pylist())
    left = [one for one in rows if one.dialogue_id not in gone]
    assert near_duplicates.find(write(tmp_path / "b.parquet", "dialogues", left), 0.8, "en").num_rows == 0


def test_a_thousand_equal_rows_leave_one(tmp_path: Path) -> None:
    one = random_dialogue(Random(3), 0)
    same = [replace(one, dialogue_id=f"s{number:04d}") for number in range(1000)]
    found = near_duplicates.find(write(tmp_path / "d.parquet", "dialogues", same), 0.8, "en")
    assert found.num_rows == 999
    assert set(found.column("reason").to_pylist()) == {"duplicates"}
    assert duplicates.find(tmp_path / "d.parquet", "dialogues", "en").num_rows == 999


def twin_of(dialogue: Dialogue) -> Dialogue:
    dialogue_id = dialogue.dialogue_id.replace(":grounded", ":closed_book")
    return replace(dialogue, dialogue_id=dialogue_id, kind="closed_book")


def test_a_twin_is_not_compared_with_its_own_dialogue_and_with_others_it_is(tmp_path: Path) -> None:
    random = Random(6)
    lake, road = (replace(random_dialogue(random, n), dialogue_id=f"en:{n}:x:grounded") for n in range(2))
    alike = replace(edited(twin_of(lake), random, 0.05, 0), dialogue_id=twin_of(lake).dialogue_id)
    path = write(tmp_path / "d.parquet", "dialogues", [lake, alike, road, twin_of(road)])
    assert near_duplicates.find(path, 0.8, "en").num_rows == 0
    assert duplicates.find(path, "dialogues", "en").num_rows == 0
    copied = replace(alike, dialogue_id="en:2:x:closed_book")
    path = write(tmp_path / "d.parquet", "dialogues", [lake, alike, copied, road])
    found = near_duplicates.find(path, 0.8, "en").to_pylist()
    assert [(one["dialogue_id"], one["detail"]) for one in found] == [
        ("en:2:x:closed_book", "1.00 similar to en:0:x:closed_book")
    ]
    assert duplicates.find(path, "dialogues", "en").column(0).to_pylist() == ["en:2:x:closed_book"]


def test_an_empty_table_has_no_copies(tmp_path: Path) -> None:
    path = write(tmp_path / "d.parquet", "dialogues", [])
    assert near_duplicates.find(path, 0.8, "en").num_rows == 0
    assert duplicates.find(path, "dialogues", "en").num_rows == 0

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ultralink_assets.from_english import data_files
from ultralink_assets.from_english.english_sft import Batch, Format, find_files, read_items
from ultralink_assets.records import InputError, Item, Rejection, Turn
from ultralink_assets.sources import version_of

CODE = {"problem": "Write one.", "solution": "1"}
EVOL = {"instruction": "Write one.", "response": "1"}


def write(path: Path, *rows: object) -> str:
    """The rows as JSON lines; bytes are written as they are."""
    path.write_bytes(b"\n".join(row if isinstance(row, bytes) else json.dumps(row).encode() for row in rows))
    return str(path)


def read(*paths: str, wanted: Format | None = None, finished: Sequence[str] = ()) -> list[Batch]:
    return list(read_items(find_files(paths), "code", wanted, set(finished).__contains__))


def rejections(*paths: str, wanted: Format | None = None) -> list[Rejection]:
    return [one for batch in read(*paths, wanted=wanted) for one in batch.rejections]


def test_each_row_is_an_item_or_a_rejection(tmp_path: Path) -> None:
    (batch,) = read(write(tmp_path / "a.jsonl", CODE, {**CODE, "solution": None}, {**CODE, "problem": "Write 2."}))
    first, second = batch.items
    assert first == Item(first.item_id, "code", "en", "a.jsonl", 0, None, (Turn("Write one.", "1"),))
    assert (second.source_row, second.turns) == (2, (Turn("Write 2.", "1"),))
    assert batch.rejections == (
        Rejection(
            {"part": "code", "source": "a.jsonl", "source_row": 1},
            "null_turn",
            "a.jsonl, row 1: the answer of turn 1 is null",
        ),
    )


def test_the_id_is_of_the_part_and_the_turns_alone(tmp_path: Path) -> None:
    paths = write(tmp_path / "a.jsonl", CODE, CODE), write(tmp_path / "b.jsonl", EVOL, {**EVOL, "response": "2"})
    first, again, same, other = (item.item_id for batch in read(*paths) for item in batch.items)
    assert first == again == same != other
    files = find_files(paths[:1])
    (batch,) = read_items(files, "chat", None, lambda _: False)
    assert batch.items[0].item_id != first


def test_the_family_is_kept(tmp_path: Path) -> None:
    row = {"query": "1 and 1?", "response": "2", "original_question": "1 + 1?", "type": "GSM_AnsAug"}
    (batch,) = read(write(tmp_path / "a.jsonl", row))
    assert [item.family for item in batch.items] == ["1 + 1?"]


def test_questions_that_were_cut_are_counted(tmp_path: Path) -> None:
    (batch,) = read(write(tmp_path / "a.jsonl", {"data": ["A?", "B.", "C?"]}, {"data": ["A?", "B."]}))
    assert (len(batch.items), batch.cut) == (2, 1)


BAD_ROWS: list[tuple[object, str, str]] = [
    (b'{"problem": "cut', "not_json", "Unterminated string"),
    (b'{"problem": "caf\xe9", "solution": "1"}', "not_utf8", "0xe9"),
    (b'{"problem": "\\ud83d", "solution": "1"}', "not_utf8", "half of a character"),
    (["A?", "B."], "not_an_object", "list"),
    (17, "not_an_object", "int"),
    ({"text": "A?"}, "unknown_fields", "it has text; magicoder_oss needs problem+solution"),
    ({**CODE, "problem": " "}, "empty_turn", "the question of turn 1 is blank"),
]


@pytest.mark.parametrize(("row", "reason", "detail"), BAD_ROWS)
def test_a_bad_row_is_turned_down_by_its_reason_and_costs_no_other(
    tmp_path: Path, row: object, reason: str, detail: str
) -> None:
    (batch,) = read(write(tmp_path / "a.jsonl", CODE, row, CODE))
    (rejection,) = batch.rejections
    assert (len(batch.items), rejection.reason, rejection.key["source_row"]) == (2, reason, 1)
    assert rejection.detail.startswith("a.jsonl, row 1: ")
    assert detail in rejection.detail


@pytest.mark.parametrize("row", [b"{", {"text": "A?"}, {**CODE, "problem": None}])
def test_a_bad_first_row_does_not_decide_the_format(tmp_path: Path, row: object) -> None:
    (batch,) = read(write(tmp_path / "a.jsonl", row, CODE))
    assert (len(batch.items), len(batch.rejections)) == (1, 1)


def test_two_formats_in_one_file_are_an_error_that_names_both_rows(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", {"text": "?"}, CODE, CODE, EVOL)
    with pytest.raises(
        InputError, match=f"{path}: mixed formats: row 1 is magicoder_oss, row 3 is magicoder_evol"
    ) as e:
        read(path)
    assert "one format a file" in e.value.hint


def test_files_of_two_formats_are_read_together(tmp_path: Path) -> None:
    batches = read(write(tmp_path / "a.jsonl", CODE), write(tmp_path / "b.jsonl", EVOL))
    assert [item.source for batch in batches for item in batch.items] == ["a.jsonl", "b.jsonl"]


def test_a_format_that_is_named_reads_every_row_and_turns_down_the_others(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", EVOL, CODE)
    assert [one.reason for one in rejections(path, wanted="magicoder_oss")] == ["unknown_fields"]


def test_a_row_of_two_formats_is_an_error_until_the_format_is_named(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", {**CODE, **EVOL})
    with pytest.raises(InputError, match=f"{path}, row 0: may be magicoder_oss or magicoder_evol") as caught:
        read(path)
    assert "[english_sft.format] code = 'magicoder_oss'" in caught.value.hint
    assert rejections(path, wanted="magicoder_oss") == []


@pytest.mark.parametrize(
    ("row", "wanted", "what"),
    [
        ({"text": "A", "title": "B"}, None, "row 0: unknown format, .*: it has text, title"),
        (b'{"text', None, "row 0: unknown format, .*: not_json"),
        (EVOL, "alpaca", "row 0: not alpaca, .*: it has instruction, response"),
    ],
)
def test_a_file_of_no_known_format_is_an_error_that_lists_the_formats(
    tmp_path: Path, row: object, wanted: Format | None, what: str
) -> None:
    path = write(tmp_path / "a.jsonl", row, row)
    with pytest.raises(InputError, match=f"{path}, {what}") as caught:
        read(path, wanted=wanted)
    assert "alpaca has instruction+output" in caught.value.hint


def test_a_file_without_rows_is_an_error_that_names_it(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text("[\n]\n")
    with pytest.raises(InputError, match=f"{path}: holds no rows"):
        read(str(path))


def test_what_is_finished_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data_files, "BLOCK_ROWS", 2)
    paths = [write(tmp_path / name, *[CODE] * 5) for name in ("a.jsonl", "b.jsonl")]
    whole = {batch.unit: batch for batch in read(*paths)}
    assert len(whole) == 6
    finished = sorted(whole)[1::2]
    again = read(*paths, finished=finished)
    assert {batch.unit: batch for batch in again} == {unit: whole[unit] for unit in sorted(whole)[::2]}


def test_the_version_changes_with_a_file(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", CODE)
    before = version_of(find_files([path]))
    assert before == version_of(find_files([path]))
    write(tmp_path / "a.jsonl", CODE, CODE)
    assert before != version_of(find_files([path]))


TEXTS = st.text(alphabet='ab \n\t"\\{}\u2028\u2029\x85\x00é\u0301日本Жы़हिعر😀\ufeff\u200f', min_size=1, max_size=20)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=3))
def test_texts_of_any_script_come_back_byte_for_byte(
    tmp_path_factory: pytest.TempPathFactory, pairs: list[tuple[str, str]]
) -> None:
    row = {"data": [f"{text}." for pair in pairs for text in pair]}
    folder = tmp_path_factory.mktemp("texts")
    for ascii_only in (True, False):
        path = folder / "a.jsonl"
        path.write_bytes(json.dumps(row, ensure_ascii=ascii_only).encode())
        (batch,) = read(str(path))
        assert [[turn.question, turn.answer] for item in batch.items for turn in item.turns] == [
            [f"{question}.", f"{answer}."] for question, answer in pairs
        ]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["\ud800", "a\udfff", "\ude00\ud83d"]), st.sampled_from(["problem", "solution"]))
def test_half_of_a_character_is_never_an_item(tmp_path_factory: pytest.TempPathFactory, text: str, field: str) -> None:
    row: dict[str, Any] = {**CODE, field: text}
    path = write(tmp_path_factory.mktemp("halves") / "a.jsonl", CODE, row)
    assert [one.reason for one in rejections(path)] == ["not_utf8"]

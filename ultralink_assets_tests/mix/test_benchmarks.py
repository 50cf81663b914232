"""Benchmark files are read in the forms in which their publishers give them out; what can't be read is named."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ultralink_assets.mix.benchmarks import read_benchmark
from ultralink_assets.records import InputError


def read(path: Path, content: str | bytes) -> list[tuple[str, str]]:
    raw = content.encode() if isinstance(content, str) else content
    path.write_bytes(gzip.compress(raw) if path.suffix == ".gz" else raw)
    return [(item.item_id, item.text) for item in read_benchmark(path)]


def test_mgsm_is_a_question_a_tab_and_a_number(tmp_path: Path) -> None:
    rows = read(tmp_path / "mgsm_xx.tsv", "\ufeffHow many?\t18\r\n\r\nHow\tfar?\t3,000\r\n")
    assert rows == [("mgsm_xx:0", "How many?"), ("mgsm_xx:2", "How\tfar?")]


def test_omgeval_is_a_prompt_a_line(tmp_path: Path) -> None:
    assert read(tmp_path / "own.txt", "First?\n\nThird?") == [("own:0", "First?"), ("own:2", "Third?")]


@pytest.mark.parametrize(
    ("row", "item"),
    [
        ({"task_id": "HumanEval/7", "prompt": "def f():", "test": "…"}, ("HumanEval/7", "def f():")),
        ({"id": "M_1", "question": {"stem": "Which?", "choices": []}, "answerKey": "C"}, ("M_1", "Which?")),
        ({"id": "M_1", "question": "Which?", "choices": {"text": [], "label": []}}, ("M_1", "Which?")),
        ({"ind": 0, "ctx_a": "A", "ctx": "A man", "endings": []}, ("0", "A man")),
        ({"question": "What?", "subject": "law", "choices": ["a"], "answer": 0}, ("0", "What?")),
        ({"id": "ARC/1", "instruction": "Was?", "option_a": "1"}, ("ARC/1", "Was?")),
        ({"question": None, "text": "Anything", "id": 5}, ("5", "Anything")),
        ({"text": ""}, ("0", "")),
    ],
)
@pytest.mark.parametrize("form", ["own.jsonl", "own.jsonl.gz", "own.json", "own.parquet"])
def test_rows_are_read_by_their_fields(tmp_path: Path, form: str, row: dict[str, Any], item: tuple[str, str]) -> None:
    path = tmp_path / form
    if form.endswith("parquet"):
        kept = {name: value for name, value in row.items() if value != {"text": [], "label": []}}
        pq.write_table(pa.Table.from_pylist([kept]), path)
        rows = [(one.item_id, one.text) for one in read_benchmark(path)]
    else:
        rows = read(path, json.dumps([row], indent=1) if form == "own.json" else json.dumps(row))
    assert rows == [(f"own:{item[0]}", item[1])]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("own.tsv", b"How many?\t1\nHow far?\n", "Row 1 of the benchmark file .*own.tsv has no tab"),
        ("own.jsonl", b'{"text": "a"}\n{"text": \n', "Row 1 of the benchmark file .*own.jsonl is no JSON"),
        ("own.jsonl", b'{"answer": "a"}', "Row 0 .*own.jsonl has no text\\.\n.*question, prompt"),
        ("own.json", b'["a"]', "Row 0 .*own.json has no text"),
        ("own.json", b'{"question": {"choices": []}}', "Row 0 .*own.json has no text"),
        ("own.txt", b"\xff\xfe", "own.txt can't be read"),
        ("own.jsonl.gz", b"no gzip", "own.jsonl.gz can't be read"),
        ("own.parquet", b"no parquet", "own.parquet can't be read"),
        ("own.txt", b"\n\n", "own.txt holds no item"),
        ("own.csv", b"a,b", "own.csv is of an unknown kind.\n.*MGSM"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=words):
        read_benchmark(tmp_path / name)


@pytest.mark.parametrize("name", ["gone.txt", "gone.parquet", "gone.jsonl.gz"])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match=f"{name} does not exist"):
        read_benchmark(tmp_path / name)

"""Benchmark files as their publishers give them out, one item a row.

What is recognised, by the end of the file's name (``.gz`` after it is fine, but for parquet):

- ``.tsv``: MGSM, ``question<TAB>number`` without a header: ``Janet's ducks lay 16 eggs per day. …	18``
- ``.txt``: OMGEval, one prompt a line.
- ``.jsonl`` or ``.json`` (lines or one list) and ``.parquet``: rows whose text is the first of `FIELDS` that they have:
  HumanEval ``{"task_id": "HumanEval/0", "prompt": "def …"}``; ARC ``{"id": …, "question": {"stem": "Which …"}}`` or
  ``{"id": …, "question": "Which …"}``; HellaSwag ``{"ind": 4, "ctx": "A man is …", "endings": […]}``; MMLU
  ``{"question": "What …", "choices": […]}``; Okapi's translations of ARC and MMLU ``{"id": …, "instruction": "…",
  "option_a": …}``, and of HellaSwag with its English fields; anything of yours with a ``text``. A row whose text is
  empty is an item that no text holds.

Options and answers are left out: they are shared between items, and a text that holds the question holds the item.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ultralink_assets.records import InputError
from ultralink_assets.similarity.contamination import BenchmarkItem

FIELDS = ("question", "prompt", "instruction", "ctx", "text")
IDS = ("task_id", "id", "ind")

_KNOWN = "Known are .tsv (MGSM), .txt (OMGEval), .jsonl and .json, each also with .gz, and .parquet."


def read_benchmark(path: Path) -> list[BenchmarkItem]:
    """The items of one file; ids are ``<name of the file>:<the row's own id, or its number from 0>``."""
    kind = next((suffix for suffix in reversed(path.suffixes) if suffix != ".gz"), "")
    name = path.name.partition(".")[0]
    try:
        items = [BenchmarkItem(f"{name}:{row_id}", text) for row_id, text in _rows(path, kind)]
    except FileNotFoundError as error:
        raise InputError(f"The benchmark file {path} does not exist.", "Correct its path in the settings.") from error
    except (OSError, EOFError, UnicodeDecodeError, zlib.error, pa.ArrowInvalid) as error:
        raise InputError(f"The benchmark file {path} can't be read: {error}", "Fetch it again.") from error
    if not items:
        raise InputError(f"The benchmark file {path} holds no item.", "Fetch it again, or take it from the settings.")
    return items


def _rows(path: Path, kind: str) -> Iterator[tuple[str, str]]:
    match kind:
        case ".tsv":
            yield from _mgsm(path)
        case ".txt":
            yield from ((str(number), line.strip()) for number, line in _lines(path))
        case ".jsonl" | ".json":
            yield from (_of_row(path, number, row) for number, row in _json(path))
        case ".parquet":
            yield from (_of_row(path, number, row) for number, row in _parquet(path))
        case _:
            raise InputError(f"The benchmark file {path} is of an unknown kind.", _KNOWN)


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines that are not empty, with their numbers from 0."""
    with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as file:
        for number, line in enumerate(file):
            text = line.decode("utf-8-sig" if not number else "utf-8").rstrip("\r\n")
            if text.strip():
                yield number, text


def _mgsm(path: Path) -> Iterator[tuple[str, str]]:
    for number, line in _lines(path):
        question, tab, _ = line.rpartition("\t")
        if not tab:
            raise _broken(path, number, "has no tab", "MGSM's rows are a question, a tab and a number.")
        yield str(number), question


def _json(path: Path) -> Iterator[tuple[int, Any]]:
    first = next((line.lstrip() for _, line in _lines(path)), "")
    if first.startswith("["):
        yield from enumerate(_parsed(path, 0, "\n".join(line for _, line in _lines(path))))
        return
    for number, line in _lines(path):
        yield number, _parsed(path, number, line)


def _parsed(path: Path, number: int, text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise _broken(path, number, f"is no JSON: {error}", "Fetch the file again.") from error


def _parquet(path: Path) -> Iterator[tuple[int, Any]]:
    with pq.ParquetFile(path) as file:
        rows = (row for batch in file.iter_batches(batch_size=1024, use_threads=False) for row in batch.to_pylist())
        yield from enumerate(rows)


def _of_row(path: Path, number: int, row: Any) -> tuple[str, str]:
    fields = row if isinstance(row, dict) else {}
    given = [fields[name] for name in FIELDS if name in fields]
    text = next(filter(None, given), "" if given else None)
    if isinstance(text, dict):  # ARC's own files
        text = text.get("stem")
    if not isinstance(text, str):
        raise _broken(path, number, "has no text", f"A row needs one of the fields {', '.join(FIELDS)}.")
    return str(next((fields[name] for name in IDS if fields.get(name) is not None), number)), text


def _broken(path: Path, number: int, what: str, hint: str) -> InputError:
    return InputError(f"Row {number} of the benchmark file {path} {what}.", hint)

from __future__ import annotations

import bz2
import functools
import gzip
import io
import json
import re
import tracemalloc
from pathlib import Path
from typing import Any

import fsspec
import pyarrow as arrow
import pyarrow.parquet as parquet
import pytest

from ultralink_assets.from_english import data_files
from ultralink_assets.from_english.data_files import DataFile, blocks, find_files
from ultralink_assets.from_english.json_rows import LARGEST_ROW, TOO_LARGE, Unread
from ultralink_assets.records import InputError
from ultralink_assets.sources import open_source
from ultralink_assets_tests.sources.file_server import Quiet, WithRanges, serving

FIELDS = frozenset({"problem", "solution"})
ROWS = [{"problem": f"Write {number}.\u2028", "solution": f"print({number})  # ж日"} for number in range(7)]


def lined(rows: list[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def zstd(data: bytes) -> bytes:
    return bytes(arrow.compress(data, codec="zstd", asbytes=True))


def parqueted(rows: list[dict[str, Any]], **options: Any) -> bytes:
    file = io.BytesIO()
    parquet.write_table(arrow.Table.from_pylist(rows), file, **options)
    return file.getvalue()


LINES, LISTED = lined(ROWS), json.dumps(ROWS, indent=1).encode()


def write(path: Path, data: bytes) -> str:
    path.write_bytes(data)
    return str(path)


def read(file: DataFile) -> dict[int, object]:
    with open_source(file) as binary:
        return {number: row for block in blocks(file, binary, FIELDS) for number, row in block.rows}


@pytest.mark.parametrize(
    ("data", "content", "packing"),
    [
        (LINES, "json_lines", "none"),
        (b"\xef\xbb\xbf\n" + LINES, "json_lines", "none"),
        (gzip.compress(LINES, mtime=0), "json_lines", "gzip"),
        (gzip.compress(LINES[:100], mtime=0) + gzip.compress(LINES[100:]), "json_lines", "gzip"),
        (zstd(LINES), "json_lines", "zstd"),
        (zstd(LINES[:100]) + zstd(LINES[100:]), "json_lines", "zstd"),
        (bz2.compress(LINES), "json_lines", "bz2"),
        (LISTED, "json", "none"),
        (b"\xef\xbb\xbf" + LISTED, "json", "none"),
        (gzip.compress(LISTED, mtime=0), "json", "gzip"),
        (parqueted(ROWS), "parquet", "none"),
        (parqueted(ROWS, row_group_size=2, compression="zstd"), "parquet", "none"),
    ],
)
def test_the_content_tells_what_a_file_is_and_its_rows_are_read(
    tmp_path: Path, data: bytes, content: str, packing: str
) -> None:
    (file,) = find_files([write(tmp_path / "named.wrong", data)])
    assert (file.content, file.packing) == (content, packing)
    assert list(read(file).values()) == ROWS


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "an empty file"),
        (b"\xef\xbb\xbf \n", "an empty file"),
        (gzip.compress(b"\n", mtime=0), "gzip of an empty file"),
        (b"question,answer\nA?,B.\n", "something that begins with b'question,answer"),
        (LINES.decode().encode("utf-16"), "a text in UTF-16"),
        (gzip.compress(parqueted(ROWS)), "gzip of a Parquet file"),
        (b"version https://git-lfs.github.com/spec/v1\n", "a Git LFS pointer"),
        (b"<!DOCTYPE html><title>404</title>", "an HTML page"),
    ],
)
def test_what_holds_no_rows_is_named(tmp_path: Path, data: bytes, what: str) -> None:
    path = write(tmp_path / "chat.jsonl", data)
    with pytest.raises(InputError, match=f"{path}: not a data file, but {what}") as caught:
        find_files([path])
    assert "JSON lines, a JSON list of rows, or Parquet" in caught.value.hint


@pytest.mark.parametrize("pack", [gzip.compress, zstd, bz2.compress])
def test_a_file_whose_first_bytes_are_damaged_is_named(tmp_path: Path, pack: Any) -> None:
    path = write(tmp_path / "chat.jsonl.gz", pack(LINES)[:8])
    with pytest.raises(InputError, match=f"{path}: damaged or cut") as caught:
        find_files([path])
    assert caught.value.hint == "download it again"


@pytest.mark.parametrize("again", ["{}/a.jsonl", "{}/*.jsonl", "file://{}/a.jsonl", "{}/link"])
def test_the_same_file_named_twice_is_an_error_that_names_it(tmp_path: Path, again: str) -> None:
    path = write(tmp_path / "a.jsonl", LINES)
    (tmp_path / "link").symlink_to(path)
    second = again.format(tmp_path)
    with pytest.raises(InputError, match=re.escape(f"{path}: named 2 times, by {path}, {second}")) as caught:
        find_files([path, second])
    assert caught.value.hint == "name each file once"


def test_files_of_the_same_name_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    for folder in ("x/oss", "x/evol", "y/evol"):
        (tmp_path / folder).mkdir(parents=True)
        write(tmp_path / folder / "train.jsonl", LINES)
    assert [file.name for file in find_files([str(tmp_path / "x/*/train.jsonl")])] == [
        "evol/train.jsonl",
        "oss/train.jsonl",
    ]
    names = [file.name for file in find_files([str(tmp_path / "*/evol/*.jsonl")])]
    assert names == ["x/evol/train.jsonl", "y/evol/train.jsonl"]


def test_a_missing_file_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no such data file: .*/nothing\.jsonl"):
        find_files([str(tmp_path / "nothing.jsonl")])


@pytest.mark.parametrize("handler", [Quiet, WithRanges])
@pytest.mark.parametrize("data", [gzip.compress(LINES, mtime=0), parqueted(ROWS)])
def test_files_are_read_over_http(tmp_path: Path, handler: type[Quiet], data: bytes) -> None:
    write(tmp_path / "code", data)
    with serving(tmp_path, handler) as address:
        (file,) = find_files([f"{address}/code"])
        assert list(read(file).values()) == ROWS


def test_files_are_read_from_any_file_system() -> None:
    with fsspec.open("memory://english/code.jsonl", "wb") as binary:
        binary.write(LINES)
    (file,) = find_files(["memory://english/*.jsonl"])
    assert list(read(file).values()) == ROWS


def test_a_row_of_json_lines_has_the_number_of_its_line_less_one(tmp_path: Path) -> None:
    (file,) = find_files([write(tmp_path / "a.jsonl", b'\n{"problem": 1}\n  \n\n{"problem": 2}')])
    assert read(file) == {1: {"problem": 1}, 4: {"problem": 2}}


@pytest.mark.parametrize("pack", [gzip.compress, zstd, bz2.compress])
def test_a_packed_file_that_was_cut_is_an_error_that_names_file_and_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pack: Any
) -> None:
    monkeypatch.setattr(data_files, "STEP", 4096)
    many = lined([{"problem": f"{number * 7919 % 10007}", "solution": str(number) * 9} for number in range(20_000)])
    packed = pack(many)
    (file,) = find_files([write(tmp_path / "cut.jsonl", packed[: len(packed) * 3 // 4])])
    with pytest.raises(InputError, match=r"cut.jsonl, row [1-9]\d+: damaged or cut") as caught:
        read(file)
    assert "download the file again" in caught.value.hint


def test_a_parquet_file_that_was_cut_is_an_error_that_names_it(tmp_path: Path) -> None:
    (file,) = find_files([write(tmp_path / "cut.parquet", parqueted(ROWS)[:-20])])
    with pytest.raises(InputError, match=r"cut\.parquet, row 0: not a readable Parquet file") as caught:
        read(file)
    assert caught.value.hint == "download it again"


def test_a_parquet_file_that_is_damaged_inside_is_an_error_that_names_file_and_row(tmp_path: Path) -> None:
    data = bytearray(parqueted(ROWS, row_group_size=1, compression="gzip"))
    second = parquet.ParquetFile(io.BytesIO(data)).metadata.row_group(1).column(0).data_page_offset
    data[second : second + 40] = bytes(40)
    (file,) = find_files([write(tmp_path / "bad.parquet", bytes(data))])
    with pytest.raises(InputError, match=r"bad.parquet, row \d: not a readable Parquet file"):
        read(file)


def test_a_row_of_parquet_that_is_no_text_costs_no_other_row(tmp_path: Path) -> None:
    texts = arrow.array([b"A", b"caf\xe9", b"C"]).cast(arrow.string(), safe=False)
    file = io.BytesIO()
    parquet.write_table(arrow.table({"problem": texts}), file)
    (found,) = find_files([write(tmp_path / "a.parquet", file.getvalue())])
    rows = read(found)
    assert (rows[0], rows[2]) == ({"problem": "A"}, {"problem": "C"})
    assert isinstance(rows[1], Unread)
    assert rows[1].reason == "not_utf8"


def around(size: int) -> list[dict[str, str]]:
    """A row of so many bytes between two others."""
    return [ROWS[0], {"problem": "x", "solution": "x" * size}, ROWS[1]]


@pytest.mark.parametrize("make", [lambda rows: json.dumps(rows).encode(), parqueted])
def test_a_row_that_is_too_large_is_turned_down(tmp_path: Path, make: Any) -> None:
    (file,) = find_files([write(tmp_path / "large", make(around(LARGEST_ROW)))])
    assert list(read(file).values()) == [ROWS[0], TOO_LARGE, ROWS[1]]


def test_a_row_of_50_mb_is_turned_down_and_never_held(tmp_path: Path) -> None:
    (file,) = find_files([write(tmp_path / "big.jsonl", lined(around(50 * 2**20)))])
    tracemalloc.start()
    try:
        rows = list(read(file).values())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert rows == [ROWS[0], TOO_LARGE, ROWS[1]]
    assert peak < 3 * LARGEST_ROW


def unit_rows(file: DataFile, wanted: set[int]) -> dict[int, list[tuple[int, object]]]:
    with open_source(file) as binary:
        return {block.first: list(block.rows) for block in blocks(file, binary, FIELDS) if block.first in wanted}


@pytest.mark.parametrize("make", [lined, functools.partial(parqueted, row_group_size=4)])
@pytest.mark.parametrize("wanted", [{3, 9}, {0, 3, 6, 9}, {9}, {6}])
def test_blocks_are_the_same_whichever_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Any, wanted: set[int]
) -> None:
    monkeypatch.setattr(data_files, "BLOCK_ROWS", 3)
    rows = [{"problem": str(number), "solution": "s"} for number in range(11)]
    (file,) = find_files([write(tmp_path / "rows", make(rows))])
    assert unit_rows(file, wanted) == {
        first: list(enumerate(rows))[first : first + 3] for first in range(0, 11, 3) if first in wanted
    }


def test_a_block_ends_where_it_is_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data_files, "BLOCK_BYTES", 2 * len(LINES.split(b"\n")[0]))
    (file,) = find_files([write(tmp_path / "rows", LINES)])
    assert [len(rows) for rows in unit_rows(file, set(range(7))).values()] == [2, 2, 2, 1]


def test_of_parquet_only_the_known_columns_are_read(tmp_path: Path) -> None:
    rows = [{**row, "seed": "x" * 100} for row in ROWS]
    (file,) = find_files([write(tmp_path / "rows.parquet", parqueted(rows))])
    assert list(read(file).values()) == ROWS
    (other,) = find_files([write(tmp_path / "other.parquet", parqueted([{"text": "x"}]))])
    assert read(other) == {0: {"text": "x"}}

from __future__ import annotations

import bz2
import gzip
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ultralink_assets.from_wikipedia.dump import units
from ultralink_assets.from_wikipedia.dump_sources import find_sources
from ultralink_assets.records import InputError
from ultralink_assets_tests.from_wikipedia.dump_files import pages, streams, write, xml
from ultralink_assets_tests.sources.file_server import Quiet, WithRanges, serving

DUMP = xml(pages(1, 3))


def zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("dump.xml", DUMP)
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "content", "packing"),
    [
        (DUMP, "xml", "none"),
        (b"\xef\xbb\xbf" + DUMP, "xml", "none"),
        (bz2.compress(DUMP), "xml", "bz2"),
        (gzip.compress(DUMP), "xml", "gzip"),
        (b'{"id": 1}\n', "json_lines", "none"),
        (bz2.compress(b'{"id": 1}\n'), "json_lines", "bz2"),
        (b"PAR1....", "parquet", "none"),
    ],
)
def test_the_content_tells_what_a_file_is(tmp_path: Path, data: bytes, content: str, packing: str) -> None:
    (source,) = find_sources([str(write(tmp_path / "named.wrong", data))])
    assert (source.content, source.packing, source.size) == (content, packing, len(data))


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (zipped(), "a zip archive"),
        (b"", "an empty file"),
        (b"<!DOCTYPE html><title>404</title>", "an HTML page"),
        (bz2.compress(b"568:10:Anarchism\n"), "bz2 of the index of a multistream dump"),
        (b"version https://git-lfs.github.com/spec/v1\n", "a Git LFS pointer"),
        (b"\x00\x01\x02", "something that begins with"),
    ],
)
def test_what_is_no_dump_is_named(tmp_path: Path, data: bytes, what: str) -> None:
    path = write(tmp_path / "ruwiki-latest-pages-articles.xml.bz2", data)
    with pytest.raises(InputError, match=f"{path}: not a dump, but {what}"):
        find_sources([str(path)])


def test_globs_are_expanded_and_each_file_is_taken_once(tmp_path: Path) -> None:
    for name in ("b.xml", "a.xml", "with [brackets].xml"):
        write(tmp_path / name, DUMP)
    found = find_sources([str(tmp_path / "?.xml"), str(tmp_path / "a.xml"), str(tmp_path / "with [brackets].xml")])
    assert [source.name for source in found] == ["a.xml", "b.xml", "with [brackets].xml"]


def test_a_missing_dump_is_one_error_that_says_where_dumps_are(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such dump") as caught:
        find_sources([str(tmp_path / "*.bz2")])
    assert "https://dumps.wikimedia.org" in caught.value.hint


@pytest.fixture(params=[Quiet, WithRanges])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with serving(tmp_path, request.param) as address:
        yield address


def test_a_multistream_dump_is_cut_over_http(tmp_path: Path, url: str) -> None:
    data = b"".join(streams(*(pages(first, 3) for first in range(1, 30, 3))))
    write(tmp_path / "multi.xml.bz2", data)
    found = list(units(find_sources([f"{url}/multi.xml.bz2"])))
    assert b"".join(unit.payload for unit in found) == data
    assert len(found) == 3

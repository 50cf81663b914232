from __future__ import annotations

import bz2
import functools
import gzip
import http.server
import io
import os
import re
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest

from ultralink_assets.from_wikipedia.dump import units
from ultralink_assets.from_wikipedia.sources import find_sources, open_source
from ultralink_assets.records import InputError
from ultralink_assets_tests.from_wikipedia.dump_files import pages, streams, write, xml

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


@pytest.mark.parametrize("pattern", ["nothing.xml.bz2", "*.bz2", "file://{}/nothing.xml", "memory://nowhere/x.xml"])
def test_a_missing_dump_is_one_error_that_names_it(tmp_path: Path, pattern: str) -> None:
    named = pattern.format(tmp_path) if "://" in pattern else str(tmp_path / pattern)
    with pytest.raises(InputError, match="no such dump: " + re.escape(named)) as caught:
        find_sources([named])
    assert caught.value.hint


def test_a_folder_and_an_unknown_kind_of_url_are_errors(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a folder"):
        find_sources([str(tmp_path)])
    with pytest.raises(InputError, match="gopher"):
        find_sources(["gopher://example.org/x"])


def test_the_fingerprint_changes_with_size_time_and_head(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xml", DUMP)
    os.utime(path, (1000, 1000))

    def fingerprint() -> str:
        return find_sources([str(path)])[0].fingerprint

    seen = [fingerprint(), fingerprint()]
    os.utime(path, (2000, 2000))
    seen.append(fingerprint())
    write(path, DUMP.replace(b"town", b"city"))
    os.utime(path, (2000, 2000))
    seen.append(fingerprint())
    assert seen[0] == seen[1]
    assert len(set(seen)) == 3


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Python's own server: it knows no ranges."""

    def log_message(self, format: str, *args: object) -> None:
        pass


class WithRanges(Quiet):
    """Answers ranges, as the servers of dumps do."""

    def do_GET(self) -> None:
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if not asked:
            return super().do_GET()
        data = Path(self.translate_path(self.path)).read_bytes()
        first, last = int(asked[1]), int(asked[2] or len(data) - 1)
        part = data[first : last + 1]
        self.send_response(206)
        self.send_header("Content-Range", f"bytes {first}-{first + len(part) - 1}/{len(data)}")
        self.send_header("Content-Length", str(len(part)))
        self.end_headers()
        self.wfile.write(part)
        return None


@pytest.fixture(params=[Quiet, WithRanges])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    handler = functools.partial(request.param, directory=str(tmp_path))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_dump_is_read_over_http(tmp_path: Path, url: str) -> None:
    write(tmp_path / "dump.xml.bz2", bz2.compress(DUMP))
    (source,) = find_sources([f"{url}/dump.xml.bz2"])
    assert (source.name, source.packing) == ("dump.xml.bz2", "bz2")
    with open_source(source) as file:
        assert bz2.decompress(file.read()) == DUMP
        file.seek(4)
        assert file.read(6) == b"1AY&SY"
    with pytest.raises(InputError, match="no such dump"):
        find_sources([f"{url}/other.xml.bz2"])


def test_a_multistream_dump_is_cut_over_http(tmp_path: Path, url: str) -> None:
    data = b"".join(streams(*(pages(first, 3) for first in range(1, 30, 3))))
    write(tmp_path / "multi.xml.bz2", data)
    found = list(units(find_sources([f"{url}/multi.xml.bz2"])))
    assert b"".join(unit.payload for unit in found) == data
    assert len(found) == 3


def test_a_dump_is_read_from_any_file_system(tmp_path: Path) -> None:
    write(tmp_path / "one.xml", DUMP)
    with fsspec.open("memory://dumps/two.xml", "wb") as file:
        file.write(DUMP)
    found = find_sources([f"file://{tmp_path}/*.xml", "memory://dumps/*.xml", "memory://dumps/two.xml"])
    assert [source.name for source in found] == ["one.xml", "two.xml"]
    for source in found:
        with open_source(source) as opened:
            assert opened.read() == DUMP

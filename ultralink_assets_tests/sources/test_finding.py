from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import cast

import aiohttp
import fsspec
import pytest

from ultralink_assets.records import InputError
from ultralink_assets.sources import Source, Wanted, expand, inspect, open_source, version_of
from ultralink_assets.sources.file_systems import explained
from ultralink_assets_tests.sources.file_server import Quiet, WithRanges, serving

WANTED = Wanted("recipe", "*.txt", "write one")
TEXT = b"Boil the water.\n" * 10


def found(*patterns: str) -> list[Source]:
    return [inspect(url, WANTED)[0] for pattern in patterns for url in expand(pattern, WANTED)]


def test_a_glob_names_its_files_in_order_and_a_name_with_brackets_is_no_glob(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "with [brackets].txt"):
        (tmp_path / name).write_bytes(TEXT)
    names = [source.name for source in found(str(tmp_path / "?.txt"), str(tmp_path / "with [brackets].txt"))]
    assert names == ["a.txt", "b.txt", "with [brackets].txt"]


@pytest.mark.parametrize("pattern", ["nothing.txt", "*.txt", "file://{}/nothing.txt", "memory://nowhere/x.txt"])
def test_a_missing_file_is_one_error_that_names_it(tmp_path: Path, pattern: str) -> None:
    named = pattern.format(tmp_path) if "://" in pattern else str(tmp_path / pattern)
    with pytest.raises(InputError, match="no such recipe: " + re.escape(named)) as caught:
        found(named)
    assert caught.value.hint == "write one"


def test_a_folder_and_an_unknown_kind_of_url_are_errors(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a folder, not a recipe") as caught:
        found(str(tmp_path))
    assert caught.value.hint == f"name its files, as in {tmp_path}/*.txt"
    with pytest.raises(InputError, match="gopher"):
        found("gopher://example.org/x")


def test_the_fingerprint_and_the_version_change_with_size_time_and_head(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    seen = []
    for text, time in ((TEXT, 1000), (TEXT, 1000), (TEXT, 2000), (TEXT.replace(b"water", b"cider"), 2000)):
        path.write_bytes(text)
        os.utime(path, (time, time))
        (source,) = found(str(path))
        seen.append((source.fingerprint, version_of([source])))
    assert seen[0] == seen[1]
    assert len({fingerprint for fingerprint, _ in seen}) == len({version for _, version in seen}) == 3


@pytest.fixture(params=[Quiet, WithRanges])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with serving(tmp_path, request.param) as address:
        yield address


def test_a_file_is_read_over_http(tmp_path: Path, url: str) -> None:
    (tmp_path / "tea.txt").write_bytes(TEXT)
    (source,) = found(f"{url}/tea.txt")
    assert source.name == "tea.txt"
    with open_source(source) as file:
        assert file.read() == TEXT
        file.seek(5)
        assert file.read(9) == b"the water"
    with pytest.raises(InputError, match="no such recipe"):
        found(f"{url}/other.txt")


def test_a_file_is_read_from_any_file_system(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_bytes(TEXT)
    with fsspec.open("memory://recipes/two.txt", "wb") as file:
        file.write(TEXT)
    sources = found(f"file://{tmp_path}/*.txt", "memory://recipes/*.txt")
    assert [source.name for source in sources] == ["one.txt", "two.txt"]
    for source in sources:
        with open_source(source) as opened:
            assert opened.read() == TEXT


class LineDown(Exception):
    """What an HTTP client raises that is no OSError."""


@pytest.mark.parametrize("error", [OSError("off"), TimeoutError("off"), aiohttp.ClientError("off"), LineDown("off")])
def test_what_the_network_raises_names_the_file_and_what_to_do(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    monkeypatch.setitem(sys.modules, "httpx2", cast(ModuleType, SimpleNamespace(HTTPError=LineDown)))
    url = "memory://recipes/tea.txt"
    files = fsspec.filesystem("memory")
    with pytest.raises(InputError, match=f"{url}: can't be read: off") as caught, explained(url, files):
        raise error
    assert caught.value.hint == "check the network and run again"

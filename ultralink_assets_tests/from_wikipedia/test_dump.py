from __future__ import annotations

import bz2
import gzip
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ultralink_assets.from_wikipedia import dump
from ultralink_assets.from_wikipedia.dump import group_streams
from ultralink_assets.from_wikipedia.raw_wikipedia import Unit, find_sources, units
from ultralink_assets_tests.from_wikipedia.dump_files import page, pages, streams, write, xml


def units_of(path: Path) -> list[Unit]:
    return list(units(find_sources([str(path)])))


def test_a_multistream_dump_becomes_groups_of_whole_streams(tmp_path: Path) -> None:
    packed = streams(*(pages(first, 3) for first in range(1, 20, 3)))
    found = units_of(write(tmp_path / "x.xml.bz2", b"".join(packed)))
    assert [unit.kind for unit in found] == ["streams"] * 3
    assert [unit.payload for unit in found] == [b"".join(packed[:4]), b"".join(packed[4:8]), b"".join(packed[8:])]
    assert found[1].offset == len(found[0].payload)
    assert {unit.site.namespaces for unit in found} == {((6, "File"), (14, "Category"))}


@pytest.mark.parametrize("packed", [bz2.compress, gzip.compress, bytes])
def test_a_dump_of_one_stream_becomes_runs_of_pages(tmp_path: Path, packed: object) -> None:
    assert callable(packed)
    path = write(tmp_path / "x.xml", packed(xml(pages(1, 450))))
    found = units_of(path)
    assert [unit.payload.count(b"<page>") for unit in found] == [200, 200, 50]
    assert [unit.name for unit in found] == ["0000-000000000", "0000-000000200", "0000-000000400"]


def test_streams_that_begin_within_pages_are_read_in_order(tmp_path: Path) -> None:
    text = xml(pages(1, 300))
    packed = b"".join(bz2.compress(text[start : start + 9_000]) for start in range(0, len(text), 9_000))
    found = units_of(write(tmp_path / "by-pbzip2.xml.bz2", packed))
    assert [unit.kind for unit in found] == ["pages", "pages"]
    assert sum(unit.payload.count(b"</page>") for unit in found) == 300
    assert not any(unit.damage for unit in found)


def test_a_large_stream_among_small_ones_is_read_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = streams(pages(1, 2), [page(9, "".join(map(str, range(20_000))))], pages(10, 2))
    monkeypatch.setattr(dump, "LARGEST_STREAM", len(packed[2]) - 1)
    found = units_of(write(tmp_path / "x.xml.bz2", b"".join(packed)))
    assert [unit.kind for unit in found] == ["streams", "pages", "streams"]
    assert b"<title>Place 9</title>" in found[1].payload


@given(st.lists(st.integers(1, 20 * 1024 * 1024), min_size=1, max_size=40))
def test_groups_cover_the_file_and_are_small(sizes: list[int]) -> None:
    borders = [sum(sizes[: number + 1]) for number in range(len(sizes))]
    groups = list(group_streams(borders[:-1], borders[-1]))
    assert (groups[0][0], groups[-1][1]) == (0, borders[-1])
    assert all(one[1] == other[0] for one, other in pairwise(groups))
    for start, end in groups:
        inside = [border for border in borders if start < border <= end]
        assert inside[-1] == end
        assert len(inside) <= dump.UNIT_STREAMS
        assert len(inside) == 1 or end - start <= dump.UNIT_PACKED_BYTES + dump.LARGEST_STREAM


def test_names_are_unique_sorted_by_place_and_the_same_again(tmp_path: Path) -> None:
    write(tmp_path / "a.xml.bz2", b"".join(streams(*(pages(first, 2) for first in range(1, 20, 2)))))
    write(tmp_path / "b.xml", xml(pages(100, 210)))
    sources = find_sources([str(tmp_path / "*")])
    names = [unit.name for unit in units(sources)]
    assert names == [unit.name for unit in units(sources)] == sorted(set(names))
    assert len(names) == 5


def test_lines_that_are_cut_or_blank_are_told_apart(tmp_path: Path) -> None:
    lines = b"".join(b'{"id": %d, "title": "T", "text": "x"}\n\n' % number for number in range(201))
    found = units_of(write(tmp_path / "wiki_00", lines))
    assert [unit.payload.count(b"{") for unit in found] == [200, 1]
    assert {unit.kind for unit in found} == {"lines"}

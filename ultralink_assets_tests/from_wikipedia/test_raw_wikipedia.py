from __future__ import annotations

import bz2
import gzip
import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

import psutil
import pyarrow as pa
import pyarrow.parquet
import pytest

from ultralink_assets.from_wikipedia import raw_wikipedia
from ultralink_assets.from_wikipedia.pool import in_workers
from ultralink_assets.from_wikipedia.raw_wikipedia import Unit, UnitResult, find_sources, read_dump, read_unit, units
from ultralink_assets.records import Article, InputError
from ultralink_assets_tests.from_wikipedia.dump_files import FOOTER, HEADER, page, pages, streams, write, xml


def read(path: Path, language: str = "en", finished: Iterable[str] = ()) -> dict[str, UnitResult]:
    return dict(read_dump(find_sources([str(path)]), language, set(finished).__contains__, workers=1))


def articles_of(results: dict[str, UnitResult]) -> list[Article]:
    return [article for name in sorted(results) for article in results[name].articles]


def ids(results: dict[str, UnitResult]) -> list[int]:
    return [article.page_id for article in articles_of(results)]


def counts(results: dict[str, UnitResult]) -> Counter[str]:
    return sum((result.counts for result in results.values()), Counter())


def damage(results: dict[str, UnitResult]) -> list[str]:
    return [str(one) for name in sorted(results) for one in results[name].damage]


# ------------------------------------------------------------------------------------- forms


def test_an_article_has_its_facts(tmp_path: Path) -> None:
    (article,) = articles_of(read(write(tmp_path / "ruwiki.xml", xml([page(7, title="Rock & “roll”/a?")])), "ru"))
    assert (article.language, article.page_id, article.revision_id) == ("ru", 7, 1007)
    assert article.url == "https://ru.wikipedia.org/wiki/Rock_%26_%E2%80%9Croll%E2%80%9D/a%3F"
    assert article.revised_at == datetime(2024, 2, 6, 12, 30, 7)
    assert (article.title, article.source) == ("Rock & “roll”/a?", "ruwiki.xml")
    assert article.sections[0].text == "Place 7 is a town with 7 houses & a river."


def test_every_form_of_a_dump_gives_the_same_articles(tmp_path: Path) -> None:
    body = pages(1, 30)
    forms = {
        "plain.xml": xml(body),
        "one.xml.gz": gzip.compress(xml(body)),
        "one.xml.bz2": bz2.compress(xml(body)),
        "multi.xml.bz2": b"".join(streams(*(body[first : first + 4] for first in range(0, 30, 4)))),
        "fragment.xml": "".join(body).encode(),
    }
    texts = [
        [
            (article.page_id, article.title, article.sections)
            for article in articles_of(read(write(tmp_path / name, data)))
        ]
        for name, data in forms.items()
    ]
    assert [number for number, _, _ in texts[0]] == list(range(1, 31))
    assert all(one == texts[0] for one in texts)


def test_pages_that_are_no_articles_are_counted_by_reason(tmp_path: Path) -> None:
    body = [
        page(1),
        page(2, redirect=True),
        page(3, "#REDIRECT [[Place 1]]"),
        page(4, namespace=10),
        page(5, namespace=1),
        page(6, "a { color: red }", model="sanitized-css"),
        page(7, "  "),
        page(8, "{{Infobox|a=b}}"),
    ]
    results = read(write(tmp_path / "x.xml", xml(body)))
    assert ids(results) == [1]
    assert counts(results) == {"redirect": 2, "other_namespace": 2, "not_wikitext": 1, "empty": 2}


def test_ready_text_in_parquet_and_json_lines(tmp_path: Path) -> None:
    rows = [
        {"id": str(number), "url": f"https://en.wikipedia.org/wiki/P{number}", "title": f"P{number}", "text": "A town."}
        for number in range(250)
    ]
    parquet = tmp_path / "train-00000.parquet"
    pa.parquet.write_table(pa.Table.from_pylist(rows), parquet)
    lines = "".join(json.dumps(row | {"revid": "5"}) + "\n" for row in rows).encode()
    packed = write(tmp_path / "wiki_00.bz2", bz2.compress(lines + b"{broken\n"))
    for path, revision, lost in ((parquet, None, 0), (packed, 5, 1)):
        results = read(path)
        assert ids(results) == list(range(250))
        assert len(results) == 2
        article = articles_of(results)[0]
        assert (article.url, article.sections[0].text) == (rows[0]["url"], "A town.")
        assert article.revision_id == revision
        assert counts(results)["damaged"] == lost


# ------------------------------------------------------------------------------------ damage


def test_a_dump_cut_at_half_gives_the_pages_before_the_cut(tmp_path: Path) -> None:
    body = [page(number, " ".join(map(str, range(number * 100, number * 100 + 800)))) for number in range(1, 200)]
    whole = bz2.compress(xml(body), 1)
    results = read(write(tmp_path / "half.xml.bz2", whole[: len(whole) // 2]))
    found = ids(results)
    assert found == list(range(1, len(found) + 1))
    assert 40 < len(found) < 100
    assert damage(results) == [
        "half.xml.bz2 at byte 0: the bzip2 stream ends too early (cut off, or an unfinished download); "
        "pages lost: unknown"
    ]


def test_a_multistream_dump_cut_at_half_gives_the_streams_before_the_cut(tmp_path: Path) -> None:
    packed = streams(*(pages(first, 10) for first in range(0, 200, 10)))
    data = b"".join(packed)
    results = read(write(tmp_path / "half.xml.bz2", data[: len(data) // 2]))
    found = ids(results)
    assert found == list(range(len(found)))
    assert len(found) == 100 - 10
    assert len(damage(results)) == 1


def test_a_corrupt_stream_costs_that_stream_only(tmp_path: Path) -> None:
    packed = [bytearray(stream) for stream in streams(*(pages(first, 10) for first in range(0, 100, 10)))]
    packed[4][len(packed[4]) // 2] ^= 0xFF
    results = read(write(tmp_path / "x.xml.bz2", b"".join(packed)))
    assert ids(results) == [number for number in range(100) if not 30 <= number < 40]
    (told,) = damage(results)
    assert told.startswith(f"x.xml.bz2 at byte {sum(map(len, packed[:4])):,}: the bzip2 stream is corrupt")


def test_a_corrupt_header_costs_the_header_only(tmp_path: Path) -> None:
    packed = [bytearray(stream) for stream in streams(*(pages(first, 10) for first in range(0, 60, 10)))]
    packed[0][20:200] = b"\0" * 180
    results = read(write(tmp_path / "x.xml.bz2", b"".join(packed)))
    assert ids(results) == list(range(60))
    assert len(damage(results)) == 1


@pytest.mark.parametrize("bad", [b"\xff\xfe", b"\x02", b" < ", b"</text>", b"&nbsp;"])
def test_a_page_that_is_no_xml_costs_that_page_only(tmp_path: Path, bad: bytes) -> None:
    data = xml([*pages(1, 3), page(4, "BAD"), *pages(5, 3)]).replace(b"BAD", bad)
    results = read(write(tmp_path / "x.xml", data))
    assert ids(results) == [1, 2, 3, 5, 6, 7]
    assert counts(results) == {"damaged": 1}
    assert "the page 'Place 4' can't be read" in damage(results)[0]
    assert damage(results)[0].endswith("pages lost: 1")


def test_a_dump_of_which_nothing_can_be_read_is_an_error(tmp_path: Path) -> None:
    cut = write(tmp_path / "cut.xml.bz2", bz2.compress(xml(pages(1, 9)))[:90])
    with pytest.raises(InputError, match=r"nothing could be read: .*too early"):
        read(cut)
    with pytest.raises(InputError, match="nothing could be read: it holds no page"):
        read(write(tmp_path / "no.xml", xml([])))


# ----------------------------------------------------------------------------------- attacks


@pytest.mark.parametrize("start", ["", HEADER, HEADER + page(1), HEADER + page(1)[:200]])
@pytest.mark.parametrize("many", [False, True])
def test_a_decompression_bomb_is_refused_soon_and_in_little_memory(tmp_path: Path, start: str, many: bool) -> None:
    first = bz2.compress(start.encode() + b"0" * 40_000_000)
    data = b"".join([*streams(pages(5, 3))[:2], first, *[bz2.compress(b"0" * 40_000_000)] * 39]) if many else first
    path = write(tmp_path / "bomb.xml.bz2", data)
    assert len(data) < 6000
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    with pytest.raises(InputError, match=r"bomb\.xml\.bz2"):
        read(path)
    assert time.process_time() - began < 3
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150 * 1024


def test_an_entity_bomb_is_refused(tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    laughs = f'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY l0 "lol">{entities}]>'
    body = page(1, "LAUGH").replace("LAUGH", "&l9;")
    for name, data in {
        "a.xml": (laughs + HEADER + body + FOOTER).encode(),
        "b.xml.bz2": bz2.compress((laughs + HEADER + body + FOOTER).encode()),
        "c.xml.bz2": b"".join([bz2.compress((laughs + HEADER).encode()), *streams([body], pages(2, 2))[1:]]),
    }.items():
        with pytest.raises(InputError, match=f"{name}: refused, since it holds a document type or entity"):
            read(write(tmp_path / name, data))


# ---------------------------------------------------------------------------- stop and resume


def many_units(folder: Path) -> Path:
    body = [
        page(number, f"Place {number} has ''houses'' and {{{{odd template|{number}}}}} people.")
        for number in range(240)
    ]
    return write(folder / "x.xml.bz2", b"".join(streams(*(body[first : first + 10] for first in range(0, 240, 10)))))


@pytest.mark.parametrize("form", ["multistream", "one stream"])
def test_finished_units_are_not_read_again(tmp_path: Path, form: str) -> None:
    path = many_units(tmp_path)
    if form == "one stream":
        path = write(tmp_path / "y.xml.bz2", bz2.compress(bz2.decompress(path.read_bytes())))
    whole = read(path)
    names = sorted(whole)
    for stopped_after in range(len(names) + 1):
        rest = read(path, finished=names[:stopped_after])
        assert sorted(rest) == names[stopped_after:]
        assert all(rest[name] == whole[name] for name in rest)


def test_several_processes_give_what_one_gives(tmp_path: Path) -> None:
    sources = find_sources([str(many_units(tmp_path))])
    alone = {unit.name: read_unit(unit, "en") for unit in units(sources)}
    together = {unit.name: result for unit, result in in_workers(units(sources), "en", 2)}
    assert together == alone
    assert len(alone) > 4
    assert counts(alone) == {}


@pytest.mark.parametrize(("starts_s", "by_processes"), [(0.0, True), (60.0, False)])
def test_processes_are_started_for_what_the_first_second_leaves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, starts_s: float, by_processes: bool
) -> None:
    handed_over: list[str] = []

    def workers(todo: Iterable[Unit], language: str, count: int) -> Iterator[tuple[Unit, UnitResult]]:
        assert count == 2
        for unit in todo:
            handed_over.append(unit.name)
            yield unit, read_unit(unit, language)

    monkeypatch.setattr(raw_wikipedia, "PROCESSES_START_S", starts_s)
    monkeypatch.setattr(raw_wikipedia, "in_workers", workers)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1}, raising=False)
    path = many_units(tmp_path)
    assert dict(read_dump(find_sources([str(path)]), "en", lambda _: False)) == read(path)
    assert bool(handed_over) == by_processes


def test_a_refusal_in_another_process_is_told_in_full(tmp_path: Path) -> None:
    packed = [*streams(*(pages(first, 5) for first in range(0, 50, 5))), bz2.compress(b"<!DOCTYPE x>")]
    sources = find_sources([str(write(tmp_path / "x.xml.bz2", b"".join(packed)))])
    with pytest.raises(InputError, match=r"x\.xml\.bz2: refused") as caught:
        list(in_workers(units(sources), "en", 2))
    assert "source you trust" in caught.value.hint


def test_a_worker_that_ends_is_told_with_the_place(tmp_path: Path) -> None:
    sources = find_sources([str(many_units(tmp_path))])
    with pytest.raises(
        InputError, match=r"x\.xml\.bz2: the process that read the unit at byte .* ended \(exit code 1\)"
    ):
        list(in_workers(units(sources), "no such language", 1))


def test_workers_end_with_a_parent_that_is_killed_and_never_import_dagster(tmp_path: Path) -> None:
    program = f"""
import sys, time
from ultralink_assets.from_wikipedia.pool import in_workers
from ultralink_assets.from_wikipedia.raw_wikipedia import find_sources, units
results = in_workers(units(find_sources([{str(many_units(tmp_path))!r}])), "en", 2)
next(results)
print("dagster" in sys.modules, flush=True)
time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "False\n"
        workers = psutil.Process(parent.pid).children()
        assert len(workers) == 2
        assert not any("dagster" in mapped.path for worker in workers for mapped in worker.memory_maps())
        parent.send_signal(signal.SIGKILL)
    assert psutil.wait_procs(workers, timeout=5)[1] == []

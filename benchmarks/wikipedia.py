"""CPU and memory of reading a dump, beside other tools that make text of it.

::

    python benchmarks/wikipedia.py DUMP [--megabytes 60]

The dump's pages are repeated (with ids of their own) to so many MB of XML, written as a multistream dump of 100 pages a
stream. Each tool reads that file in one process (WikiExtractor: its least, one beside its own) and writes JSON lines;
what counts is CPU seconds, children included. Peers run as processes and are skipped when they are not installed. The
last line is one JSON line; ratios are ours / theirs.

The system counts a parent's memory at the fork as its child's, so this process stays small: it imports nothing large,
and even the input is made by a child.
"""

from __future__ import annotations

import argparse
import bz2
import importlib.util
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from measuring import Cost, cost_of

PAGES_A_STREAM = 100
MORE = 10  # memory is measured again at so many times the pages


# ------------------------------------------------------------------------------- input


def repeated(dump: Path, target: Path, megabytes: float) -> None:
    """Write the repeated pages; prints the number of pages and the bytes of XML."""
    header, pages = parts(dump)
    rounds = max(1, -(-int(megabytes * 1_000_000) // sum(map(len, pages))))
    copies = (numbered(page, index * rounds + one) for one in range(rounds) for index, page in enumerate(pages))
    size = 0
    with target.open("wb") as file:
        file.write(bz2.compress(header))
        while stream := b"".join(islice(copies, PAGES_A_STREAM)):
            size += len(stream)
            file.write(bz2.compress(stream))
        file.write(bz2.compress(b"</mediawiki>\n"))
    print(json.dumps([rounds * len(pages), size]))


def times(dump: Path, target: Path, count: int) -> None:
    """Write the packed streams of a multistream dump so many times, between its header and its footer."""
    from ultralink_assets.from_wikipedia.streams import stream_starts

    with dump.open("rb") as file:
        first, *_, last = stream_starts(file)
    packed = dump.read_bytes()
    with target.open("wb") as file:
        file.writelines([packed[:first], *[packed[first:last]] * count, packed[last:]])


def parts(dump: Path) -> tuple[bytes, list[bytes]]:
    """What stands before the first page, and the pages."""
    from ultralink_assets.from_wikipedia.dump_sources import find_sources
    from ultralink_assets.from_wikipedia.page_xml import PageCutter
    from ultralink_assets.from_wikipedia.streams import read_plain, unpack_bz2
    from ultralink_assets.sources import open_source

    (source,) = find_sources([str(dump)])
    cutter = PageCutter(source.name)
    with open_source(source) as file:
        pieces = [
            piece
            for piece in (unpack_bz2(file) if source.packing == "bz2" else read_plain(file))
            if isinstance(piece, bytes)
        ]
    pages = [page for piece in pieces for page in cutter.feed(piece)]
    return b"".join(pieces).partition(b"<page>")[0], pages


def numbered(page: bytes, number: int) -> bytes:
    """The page with an id of its own, so that no tool takes it for one it has seen."""
    before, _, rest = page.partition(b"<id>")
    return before + b"<id>%d" % (number + 1) + rest[rest.index(b"</id>") :] + b"\n"


# ------------------------------------------------------------------------------- tools


def ours(dump: str, language: str, output: str) -> None:
    """Read the dump in this process and write JSON lines, as the others do."""
    from ultralink_assets.from_wikipedia.raw_wikipedia import find_sources, read_dump

    with Path(output).open("w", encoding="utf-8") as file:
        for _, result in read_dump(find_sources([dump]), language, lambda _name: False, workers=1):
            for article in result.articles:
                sections = [[section.level, section.heading, section.text] for section in article.sections]
                row = {"id": article.page_id, "url": article.url, "title": article.title, "sections": sections}
                file.write(json.dumps(row, ensure_ascii=False) + "\n")


def bz2_floor(dump: str, _language: str, _output: str) -> None:
    """Only unpack it."""
    with bz2.open(dump) as file:
        while file.read(1 << 20):
            pass


def wikiextractor(dump: str, folder: Path) -> list[str]:
    command = [sys.executable, "-m", "wikiextractor.WikiExtractor", "--no-templates", "--json", "--quiet"]
    return [*command, "--processes", "1", "-o", str(folder / "wikiextractor"), dump]


def gensim(dump: str, folder: Path) -> list[str]:
    command = [sys.executable, "-m", "gensim.scripts.segment_wiki", "-f", dump]
    return [*command, "-o", str(folder / "gensim.json"), "-w", "1"]


PEERS: dict[str, Callable[[str, Path], list[str]]] = {"wikiextractor": wikiextractor, "gensim": gensim}
OWN: dict[str, Callable[[str, str, str], None]] = {"ours": ours, "bz2_floor": bz2_floor}


def own(tool: str, dump: Path, language: str, folder: Path) -> list[str]:
    return [sys.executable, __file__, str(dump), "--only", tool, "--language", language, "--output", str(folder / tool)]


# ------------------------------------------------------------------------------ report


def measure(dump: Path, language: str, megabytes: float) -> dict[str, object]:
    with tempfile.TemporaryDirectory(prefix="ultralink-bench-") as name:
        folder = Path(name)
        file = folder / "repeated-pages-articles-multistream.xml.bz2"
        pages, size = json.loads(own_words(dump, "--write", str(file), "--megabytes", str(megabytes)))
        print(f"{pages:,} pages, {size / 1e6:.1f} MB of XML, {file.stat().st_size / 1e6:.1f} MB packed", flush=True)
        costs = dict(all_costs(file, language, folder))
        mine = costs["ours"]
        more = folder / "more-pages-articles-multistream.xml.bz2"
        own_words(file, "--write", str(more), "--times", str(MORE))
        peak = cost_of(own("ours", more, language, folder))
        print(
            f"{'ours, ' + str(MORE) + ' x pages':<18}{peak.cpu_s:9.2f}{peak.wall_s:9.2f}{peak.peak_mb:9.0f}", flush=True
        )
    return {
        "cpu_ratio": {
            name: round(mine.cpu_s / costs[name].cpu_s, 3) if name in costs else None for name in (*PEERS, "bz2_floor")
        },
        "peak_mb": round(mine.peak_mb, 1),
        f"peak_mb_{MORE}x": round(peak.peak_mb, 1),
        "pages_per_s": round(pages / mine.wall_s, 1),
        "cpu_s": {name: round(cost.cpu_s, 2) for name, cost in costs.items()},
        "xml_mb": round(size / 1e6, 1),
    }


def own_words(dump: Path, *options: str) -> str:
    """What this program prints with these options, in a process of its own."""
    command = [sys.executable, __file__, str(dump), *options]
    return subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True).stdout


def all_costs(file: Path, language: str, folder: Path) -> Iterator[tuple[str, Cost]]:
    commands = {tool: own(tool, file, language, folder) for tool in OWN}
    commands |= {name: peer(str(file), folder) for name, peer in PEERS.items() if importlib.util.find_spec(name)}
    print(f"{'tool':<18}{'CPU s':>9}{'wall s':>9}{'peak MB':>9}")
    for name, command in commands.items():
        cost = cost_of(command)
        print(f"{name:<18}{cost.cpu_s:9.2f}{cost.wall_s:9.2f}{cost.peak_mb:9.0f}", flush=True)
        yield name, cost


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("dump", type=Path)
    parser.add_argument("--language", help="default: the first two letters of the dump's name")
    parser.add_argument("--megabytes", type=float, default=60, help="of XML, at least (default 60)")
    parser.add_argument("--only", choices=list(OWN), help="run one tool here, without measuring")
    parser.add_argument("--output", default="")
    parser.add_argument("--write", type=Path, help="only write the repeated pages there")
    parser.add_argument("--times", type=int, help="with --write: the streams of a multistream dump so many times")
    given = parser.parse_args()
    language = given.language or given.dump.name[:2]
    if given.write and given.times:
        times(given.dump, given.write, given.times)
    elif given.write:
        repeated(given.dump, given.write, given.megabytes)
    elif given.only:
        OWN[given.only](str(given.dump), language, given.output)
    else:
        print(json.dumps(measure(given.dump, language, given.megabytes)))


if __name__ == "__main__":
    main()

"""The parts of mix.py, each for a process of its own: ``PARTS[name](folder, options)`` returns what it measured."""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Callable, Iterator
from hashlib import blake2b
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from mix import COPIES, EDITS, SEED
from mix_texts import HALF_SHARE, Document, Writer

from ultralink_assets.similarity import SIMILARITY, Texts, find, shingles
from ultralink_assets.similarity.contamination import BenchmarkItem, Index
from ultralink_assets.similarity.signatures import BANDS, PERMUTATIONS

Result = dict[str, Any]
Pairs = list[tuple[str, str]]
BRUTE_FORCE = 700  # documents
ITEMS, CLEAN = 1500, 10_000
ROWS_AT_ONCE = 5_000


# ------------------------------------------------------------------------------- input


def documents(folder: Path, options: argparse.Namespace) -> Result:
    """Writes texts.parquet, and families.json: of each id its family, how it was edited, and whether it is Chinese."""
    writer, texts, families = Writer(SEED), dict[str, str](), dict[str, tuple[int, float, bool]]()

    def add(family: int, edits: float, document: Document) -> None:
        name = blake2b(f"{family} {edits}".encode(), digest_size=8).hexdigest()
        texts[name], families[name] = document.text, (family, edits, document.chinese)

    copies = int(options.documents * COPIES)
    originals = [writer.document(writer.chinese()) for _ in range(options.documents - copies)]
    for family, document in enumerate(originals):
        if family and writer.random.random() < HALF_SHARE:
            document = originals[family] = writer.half_of(originals[family - 1])
        add(family, 0, document)
    for number, family in enumerate(writer.random.sample(range(len(originals)), copies)):
        edits = EDITS[number % len(EDITS)]
        add(family, edits, originals[family].edited(edits, writer.random))
    pq.write_table(pa.table({"id": list(texts), "text": list(texts.values())}), folder / "texts.parquet")
    (folder / "families.json").write_text(json.dumps(families))
    return {}


def rows(folder: Path, options: argparse.Namespace) -> Result:
    """Writes rows/texts.parquet: rows of 150 words or 250 characters, of which a tenth stands there again, edited."""
    writer, target = Writer(SEED), folder / "rows"
    target.mkdir()
    with pq.ParquetWriter(target / "texts.parquet", pa.schema({"id": pa.string(), "text": pa.string()})) as file:
        for start in range(0, options.rows, ROWS_AT_ONCE):
            count = min(ROWS_AT_ONCE, options.rows - start)
            made = [_row(writer, number % 5 == 0) for number in range(count - count // 10)]
            made += [one.edited(0.05, writer.random) for one in made[: count // 10]]
            ids = [blake2b(f"{start + number}".encode(), digest_size=16).hexdigest() for number in range(count)]
            file.write_table(pa.table({"id": ids, "text": [one.text for one in made]}))
    return {}


def _row(writer: Writer, chinese: bool) -> Document:
    return Document(chinese, (writer.sentence(chinese, writer.random.randrange(50), 250 if chinese else 150),))


# ------------------------------------------------------------------------------- near-duplicates


def ours(folder: Path, options: argparse.Namespace) -> Result:
    start = time.process_time()
    twins = find([Texts(folder / "texts.parquet", "id", "text")], folder)
    cpu_s = time.process_time() - start
    return {"cpu_s": cpu_s, **_scored(folder, [(twin.row_id, twin.kept_id) for twin in twins])}


def datasketch(folder: Path, options: argparse.Namespace) -> Result:
    """Fed with our shingles; its hash function has nothing left to do."""

    def cut(texts: list[str]) -> Iterator[tuple[list[int], set[int]]]:
        for text in texts:
            hashes = shingles([text]).of(0)
            short = (hashes >> np.uint64(32)).tolist()
            yield short, set(hashes.tolist())

    return _datasketch(folder, cut, lambda one: one)


def documented(folder: Path, options: argparse.Namespace) -> Result:
    """Python's substrings, hashed as by default."""

    def cut(texts: list[str]) -> Iterator[tuple[list[bytes], set[str]]]:
        for text in texts:
            found = substrings(text)
            yield [one.encode() for one in found], found

    return _datasketch(folder, cut, None)


def _datasketch(folder: Path, cut: Callable[..., Any], hashed: Callable[..., int] | None) -> Result:
    from datasketch import MinHash, MinHashLSH

    start = time.process_time()
    table = pq.read_table(folder / "texts.parquet", use_threads=False).sort_by("id")
    ids = table.column("id").to_pylist()
    more = {"hashfunc": hashed} if hashed else {}
    index = MinHashLSH(num_perm=PERMUTATIONS, params=(BANDS, PERMUTATIONS // BANDS))
    sets, found = dict[str, set[Any]](), Pairs()
    blank = MinHash(num_perm=PERMUTATIONS, **more)
    for name, (values, whole) in zip(ids, cut(table.column("text").to_pylist()), strict=True):
        signed = blank.copy()
        signed.update_batch(values)
        for other in sorted(index.query(signed)):
            if len(whole & sets[other]) >= SIMILARITY * len(whole | sets[other]):
                found.append((name, other))
                break
        else:
            index.insert(name, signed)
            sets[name] = whole
    return {"cpu_s": time.process_time() - start, **_scored(folder, found)}


def substrings(text: str) -> set[str]:
    """The shingles of a text of mix_texts, by other means than ours."""
    if re.search(r"[\u4e00-\u9fff]", text):
        said = re.sub(r"\W", "", text)
        return {said[at : at + 2] for at in range(len(said) - 1)}
    said = " ".join(re.findall(r"\w+", text))
    return {said[at : at + 5] for at in range(len(said) - 4)}


def _scored(folder: Path, found: Pairs) -> Result:
    """Recall by edits and precision; nothing of rows that no family is known of."""
    if not (folder / "families.json").exists():
        return {"found": len(found)}
    families = json.loads((folder / "families.json").read_text())
    right = {families[row][0] for row, kept in found if families[row][0] == families[kept][0]}
    scores: Result = {"precision": round(len(right) / max(1, len(found)), 4)}
    for edits in EDITS:
        planted = [(family, chinese) for family, share, chinese in families.values() if share == edits]
        name = f"recall_at_{edits * 100:.0f}_percent"
        scores[name] = _share([family in right for family, _ in planted])
        scores[f"chinese_{name}"] = _share([family in right for family, chinese in planted if chinese])
    return scores


def brute_force(folder: Path, options: argparse.Namespace) -> Result:
    """All pairs of a sample: which are similar, whether they are found, and whether similarities differ from ours."""
    table = pq.read_table(folder / "texts.parquet")
    families = json.loads((folder / "families.json").read_text())
    texts = dict(zip(table.column("id").to_pylist(), table.column("text").to_pylist(), strict=True))
    copied = {family for family, edits, _ in families.values() if edits}
    paired = [name for name in sorted(texts) if families[name][0] in copied]
    chosen = sorted(paired, key=lambda name: families[name][0])[:BRUTE_FORCE]
    sets = {name: substrings(texts[name]) for name in chosen}
    similar = {
        tuple(sorted((one, other))): value
        for one, other in combinations(chosen, 2)
        if (value := len(sets[one] & sets[other]) / len(sets[one] | sets[other])) >= SIMILARITY
    }
    sample = folder / "sample.parquet"
    pq.write_table(pa.table({"id": chosen, "text": [texts[name] for name in chosen]}), sample)
    found = {
        tuple(sorted((twin.row_id, twin.kept_id))): twin.similarity
        for twin in find([Texts(sample, "id", "text")], folder)
    }
    different = [pair for pair, value in found.items() if abs(similar.get(pair, 0) - value) > 1e-9]
    both = len(found.keys() & similar.keys())
    recall = round(both / max(1, len(similar)), 4)
    counts = {"documents": len(chosen), "pairs": len(similar), "found": both}
    return {**counts, "recall": recall, "different": len(different)}


# ------------------------------------------------------------------------------- contamination


def contamination(folder: Path, options: argparse.Namespace) -> Result:
    """Items planted in hosts; a fifth of the clean texts quotes a tenth of an item."""
    writer = Writer(SEED + 1)
    items = [writer.question(writer.chinese()) for _ in range(ITEMS)]
    index = Index(BenchmarkItem(str(number), item.text) for number, item in enumerate(items))
    scores: Result = {"items": ITEMS, "clean": CLEAN}
    start = time.process_time()
    for edits in (0.0, 0.05, 0.1):
        found = [_held(index, writer, number, item, edits) for number, item in enumerate(items)]
        name = f"recall_at_{edits * 100:.0f}_percent" if edits else "recall"
        scores[name] = _share(found)
        scores[f"chinese_{name}"] = _share([held for held, item in zip(found, items, strict=True) if item.chinese])
    clean = [_clean(writer, items) for _ in range(CLEAN)]
    scores["false_flags"] = _share([bool(held) for held in index.held(clean)])
    scores["cpu_s"] = round(time.process_time() - start, 2)
    return scores


def _held(index: Index, writer: Writer, number: int, item: Document, edits: float) -> bool:
    host = writer.document(item.chinese)
    planted = (*host.sentences[:3], *item.edited(edits, writer.random).sentences, *host.sentences[3:])
    (held,) = index.held([Document(item.chinese, planted).text])
    return str(number) in {one.item_id for one in held}


def _clean(writer: Writer, items: list[Document]) -> str:
    document = writer.document(writer.chinese())
    if writer.random.random() < 0.2:
        item = writer.random.choice(items)
        words = [word for sentence in item.sentences for word in sentence]
        size = len(words) // 10
        at = writer.random.randrange(len(words) - size)
        document = Document(item.chinese, (*writer.document(item.chinese).sentences, tuple(words[at : at + size])))
    return document.text


def _share(found: list[bool]) -> float:
    return round(sum(found) / max(1, len(found)), 4)


PARTS: dict[str, Callable[[Path, argparse.Namespace], Result]] = {
    part.__name__: part for part in (documents, rows, ours, datasketch, documented, brute_force, contamination)
}

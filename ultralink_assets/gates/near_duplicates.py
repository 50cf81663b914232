"""No two dialogues are nearly the same: Jaccard similarity of their character 5-grams (Chinese: pairs).

MinHash signatures (rensa) in bands give the candidates, the signatures' own similarity drops most of them, and what is
left is compared by its real shingles. So nothing is reported that is below the limit; recall at 5 % of edited words is
.98. Signatures take 512 bytes a row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq
from rensa import RMinHash

from ultralink_assets import languages
from ultralink_assets.languages.words import joined_words
from ultralink_assets.records import are_twins
from ultralink_assets.warehouse.connections import MEMORY_LIMIT

GATE = "near_duplicates"
PERMUTATIONS = 128
BANDS = 32
SEED = 20240206
ROWS_A_BATCH = 512
PAIRS_A_BATCH = 256
# A huge bucket (a boilerplate dialogue) is not compared all with all: each with its next ones and with the first.
NEIGHBOURS = 8
# A signature's estimate has a standard error of at most 0.044; four of them are left.
SLACK = 0.18

Hashes = npt.NDArray[np.uint64]
Signatures = npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two rows, by their place in the order of ids (``first`` < ``second``)."""

    first: int
    second: int


def find(rows_path: Path, similarity: float, language: str) -> pa.Table:
    """The dialogues to turn down: ``dialogue_id``, ``reason``, ``detail``; of similar ones the smallest id is kept.

    Exact copies are among them (reason ``duplicates``); a dialogue and its closed-book twin are not compared. The order
    of the rows in the file does not matter.
    """
    width = width_of(language)
    ids, signatures = _signatures(rows_path, width)
    kept: dict[int, tuple[int, float]] = {}
    # Pairs come sorted, so whether the first is kept is known when the second is asked about.
    pairs = (
        one
        for one in _candidates(signatures, similarity)
        if one.first not in kept and one.second not in kept and not are_twins(ids[one.first], ids[one.second])
    )
    for pair, value in _verified(rows_path, ids, pairs, width):
        if value >= similarity and pair.first not in kept and pair.second not in kept:
            kept[pair.second] = (pair.first, value)
    return _table(ids, kept)


def width_of(language: str) -> int:
    """Characters of a shingle in ``language``."""
    return 2 if "CJK" in languages.load(language).conventions.scripts else 5


def shingles(text: str, width: int) -> Hashes:
    """Sorted hashes of all runs of ``width`` characters of the text's words; of a shorter text, one hash."""
    joined = joined_words(text)
    points = np.frombuffer(joined.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    if len(points) < width:
        points = np.concatenate([points, np.zeros(width - len(points), dtype=np.uint64)])
    hashed = np.zeros(len(points) - width + 1, dtype=np.uint64)
    for at in range(width):
        hashed = hashed * np.uint64(0x9E3779B97F4A7C15) + points[at : len(points) - width + 1 + at]
    return np.unique(hashed ^ (hashed >> np.uint64(29)))


# ---------------------------------------------------------------------------------- signatures


def _signatures(rows_path: Path, width: int) -> tuple[list[str], Signatures]:
    """All ids, sorted, and their signatures in that order."""
    ids: list[str] = []
    parts: list[Signatures] = [np.zeros((0, PERMUTATIONS), dtype=np.uint32)]
    for batch_ids, texts in _texts(rows_path):
        ids += batch_ids
        parts.append(digests([shingles(text, width) for text in texts]))
    order = sorted(range(len(ids)), key=ids.__getitem__)
    return [ids[at] for at in order], np.concatenate(parts)[order]


def digests(rows: list[Hashes]) -> Signatures:
    """The signature of each row's shingles."""
    offsets = np.cumsum([0, *map(len, rows)]).tolist()
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(np.concatenate(rows), offsets, PERMUTATIONS, SEED)
    return np.array(matrix.to_rows(), dtype=np.uint32)


def _texts(rows_path: Path) -> Iterator[tuple[list[str], list[str]]]:
    with pq.ParquetFile(rows_path) as file:
        for batch in file.iter_batches(batch_size=ROWS_A_BATCH, columns=["dialogue_id", "turns"], use_threads=False):
            rows = batch.to_pylist()
            yield [row["dialogue_id"] for row in rows], [_joined(row["turns"]) for row in rows]


def _joined(turns: Iterable[dict[str, str]]) -> str:
    return "\n".join(text for turn in turns for text in (turn["question"], turn["answer"]))


# ---------------------------------------------------------------------------------- candidates


def _candidates(signatures: Signatures, similarity: float) -> list[Pair]:
    """Pairs that share a band and whose signatures are similar enough, sorted."""
    rows = PERMUTATIONS // BANDS
    found: set[tuple[int, int]] = set()
    for band in range(BANDS):
        part = np.ascontiguousarray(signatures[:, band * rows : (band + 1) * rows])
        keys = part.view(np.dtype((np.void, part.dtype.itemsize * rows))).ravel()
        order = np.argsort(keys, kind="stable")  # stable: equal keys stay in the order of ids
        borders = np.flatnonzero(keys[order][1:] != keys[order][:-1]) + 1
        for bucket in np.split(order, borders):
            found.update(_of_bucket(bucket.tolist()))
    pairs = np.array(sorted(found), dtype=np.int64).reshape(-1, 2)
    return [Pair(*pair) for chunk in _chunks(pairs) for pair in _similar(signatures, chunk, similarity - SLACK)]


def _of_bucket(members: list[int]) -> Iterator[tuple[int, int]]:
    for at, member in enumerate(members):
        if at > NEIGHBOURS:
            yield members[0], member
        for other in members[at + 1 : at + 1 + NEIGHBOURS]:
            yield member, other


def _chunks(pairs: npt.NDArray[np.int64]) -> Iterator[npt.NDArray[np.int64]]:
    for start in range(0, len(pairs), 1 << 14):
        yield pairs[start : start + (1 << 14)]


def _similar(signatures: Signatures, pairs: npt.NDArray[np.int64], limit: float) -> list[list[int]]:
    estimates = (signatures[pairs[:, 0]] == signatures[pairs[:, 1]]).mean(axis=1)
    chosen: list[list[int]] = pairs[estimates >= limit].tolist()
    return chosen


# -------------------------------------------------------------------------------- verification


def _verified(rows_path: Path, ids: list[str], pairs: Iterator[Pair], width: int) -> Iterator[tuple[Pair, float]]:
    """Each pair with its real similarity, a batch of texts at a time."""
    while batch := list(islice(pairs, PAIRS_A_BATCH)):
        wanted = {ids[at] for pair in batch for at in (pair.first, pair.second)}
        hashed = {dialogue_id: shingles(text, width) for dialogue_id, text in _of_ids(rows_path, wanted)}
        for pair in batch:
            yield pair, jaccard(hashed[ids[pair.first]], hashed[ids[pair.second]])


def jaccard(first: Hashes, second: Hashes) -> float:
    """Shared shingles by all shingles of two rows."""
    shared = len(np.intersect1d(first, second, assume_unique=True))
    return shared / (len(first) + len(second) - shared)


def _of_ids(rows_path: Path, wanted: set[str]) -> Iterator[tuple[str, str]]:
    query = "SELECT dialogue_id, turns FROM read_parquet(?) WHERE list_contains(?, dialogue_id)"
    with duckdb.connect(config={"memory_limit": MEMORY_LIMIT}) as connection:
        for dialogue_id, turns in connection.execute(query, [str(rows_path), sorted(wanted)]).fetchall():
            yield dialogue_id, _joined(turns)


def _table(ids: list[str], kept: dict[int, tuple[int, float]]) -> pa.Table:
    groups: dict[str, list[str]] = defaultdict(list)
    for second, (first, value) in sorted(kept.items()):
        groups["dialogue_id"].append(ids[second])
        groups["reason"].append("duplicates" if value == 1 else GATE)
        groups["detail"].append(f"{value:.2f} similar to {ids[first]}")
    names = ("dialogue_id", "reason", "detail")
    return pa.table({name: pa.array(groups[name], pa.string()) for name in names})

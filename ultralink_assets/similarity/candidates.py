"""Pairs of rows that may be near-duplicates: those that share a band, and whose sketches say so too.

What a band's bucket holds is compared with its next ones and with its first one only, and of a row's candidates before
it the `MOST` likeliest are left, so that boilerplate costs no square. Bands lie in a file, and one is in memory at a
time; of each signature a byte a permutation stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from ultralink_assets.similarity.signatures import BANDS, PERMUTATIONS, Keys, Signatures

NEIGHBOURS = 8
# A sketch's estimate has a standard error of at most 0.044; four of them are left.
SLACK = 0.18
MOST = 16
PAIRS_AT_ONCE = 1 << 14
# A pair as one number: the later row, how unlike they look (0 to PERMUTATIONS), the earlier row.
_LATER, _UNLIKE = np.uint64(36), np.uint64(28)

Sketches = npt.NDArray[np.uint8]  # rows x PERMUTATIONS
Rows = npt.NDArray[np.int64]


def sketches(signed: Signatures) -> Sketches:
    """A byte of each permutation: two that differ look equal once in 256."""
    return ((signed * np.uint32(0x9E3779B1)) >> np.uint32(24)).astype(np.uint8)


class BandFile:
    """The band keys of all rows, written once and read a band at a time."""

    def __init__(self, path: Path) -> None:
        self._file: BinaryIO = path.open("w+b")
        self._rows: list[int] = []  # of each piece; in the file each piece is BANDS x rows

    def add(self, keys: Keys) -> None:
        """The keys of the next rows."""
        self._file.write(np.ascontiguousarray(keys.T).tobytes())
        self._rows.append(len(keys))

    def band(self, number: int) -> npt.NDArray[np.uint64]:
        """One key of every row, in the order in which they were added."""
        parts, start = [np.zeros(0, np.uint64)], 0
        for rows in self._rows:
            self._file.seek(8 * (start * BANDS + number * rows))
            parts.append(np.frombuffer(self._file.read(8 * rows), np.uint64))
            start += rows
        return np.concatenate(parts)

    def close(self) -> None:
        self._file.close()


def candidate_pairs(bands: BandFile, sketched: Sketches, order: Rows, standing: int, similarity: float) -> Rows:
    """Pairs of ranks (smaller first), sorted, n x 2; none of two ``standing`` rows, which are the first so many ranks.

    ``order`` gives the row of each rank, as rows were added to ``bands`` and stand in ``sketched``.
    """
    found = np.zeros(0, dtype=np.uint64)
    for number in range(BANDS):
        near = [found]
        for first, second in _in_buckets(bands.band(number)[order]):
            new = second >= standing
            near.append(_similar(sketched, order, first[new], second[new], similarity - SLACK))
        found = _likeliest(np.unique(np.concatenate(near)))
    pairs = np.stack([found & np.uint64((1 << 28) - 1), found >> _LATER], axis=1).astype(np.int64)
    return pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]


def _likeliest(found: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Of the sorted pairs of each later row the first `MOST`."""
    later = found >> _LATER
    kept = np.ones(len(found), dtype=bool)
    kept[MOST:] = later[MOST:] != later[:-MOST]
    return found[kept]


def _in_buckets(keys: npt.NDArray[np.uint64]) -> Iterator[tuple[Rows, Rows]]:
    """Pairs of rows with equal keys."""
    rows = np.argsort(keys, kind="stable")  # stable: equal keys stay in the order of ranks
    keys = keys[rows]
    for distance in range(1, NEIGHBOURS + 1):
        same = np.flatnonzero(keys[distance:] == keys[:-distance])
        yield rows[same], rows[same + distance]
    places = np.arange(len(keys))
    opens = np.concatenate([[True], keys[1:] != keys[:-1]])[: len(keys)]
    heads = np.maximum.accumulate(np.where(opens, places, 0))
    far = np.flatnonzero(places - heads > NEIGHBOURS)
    yield rows[heads[far]], rows[far]


def _similar(sketched: Sketches, order: Rows, first: Rows, second: Rows, limit: float) -> npt.NDArray[np.uint64]:
    """Of these pairs those that look similar enough, each as one number."""
    kept = [np.zeros(0, dtype=np.uint64)]
    for start in range(0, len(first), PAIRS_AT_ONCE):
        one, other = first[start : start + PAIRS_AT_ONCE], second[start : start + PAIRS_AT_ONCE]
        equal = np.count_nonzero(sketched[order[one]] == sketched[order[other]], axis=1)
        near = equal >= limit * PERMUTATIONS
        unlike = (PERMUTATIONS - equal[near]).astype(np.uint64)
        kept.append(other[near].astype(np.uint64) << _LATER | unlike << _UNLIKE | one[near].astype(np.uint64))
    return np.concatenate(kept)

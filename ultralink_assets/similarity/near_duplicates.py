"""Which rows are nearly the same as one that is kept: Jaccard similarity of their shingles, never below the limit.

Rows have ranks: the standing ones first (an earlier stage's, say), then the sets in the order in which they are given,
and within a set by id. In this order each row is kept unless it is similar to a row that is kept. So the choice does
not depend on the order of rows, every row that is turned down names a row that stays and that is really similar, and of
a chain a ~ b ~ c whose ends differ a and c stay: b goes for a, and c has no twin left. Standing rows are never turned
down, nor compared with each other.

Memory is at most 500 bytes a row, whatever its length (a sketch, a rank, the id): the texts are read twice, in batches,
and band keys (256 bytes a row) and the shingles of candidates (8 bytes each) lie in files of ``scratch``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ultralink_assets.similarity.candidates import BandFile, Rows, Sketches, candidate_pairs, sketches
from ultralink_assets.similarity.signatures import PERMUTATIONS, band_keys, jaccard, pieces, shingles, signatures
from ultralink_assets.similarity.spill import Spill
from ultralink_assets.similarity.texts import Texts

SIMILARITY = 0.5
# A longer text is compared by its beginning: memory must not depend on one row.
LONGEST = 1_000_000
PAIRS_AT_ONCE = 1 << 12


@dataclass(frozen=True, slots=True)
class Twin:
    """A row to turn down, and the row that is kept instead; sets count the standing ones first, from 0."""

    row_set: int
    row_id: str
    kept_set: int
    kept_id: str
    similarity: float


@dataclass(frozen=True, slots=True)
class _Rows:
    """All rows in the order of the files; ``sets`` and ``ids`` are theirs."""

    sets: npt.NDArray[np.int32]
    ids: pa.StringArray
    sketched: Sketches

    def named(self, row: int) -> tuple[int, str]:
        """The set and the id of a row."""
        return int(self.sets[row]), str(self.ids[row])


def find(
    sets: Sequence[Texts],
    scratch: Path,
    *,
    standing: Sequence[Texts] = (),
    similarity: float = SIMILARITY,
    unlike: Callable[[str, str], bool] = lambda row_id, other_id: False,
) -> list[Twin]:
    """The twins among the rows of ``sets``, in the order of ranks. Ids are unique within a set.

    Rows whose ids are ``unlike`` are never compared, such as two that share their questions by design.
    """
    every = [*standing, *sets]
    with (
        TemporaryDirectory(dir=scratch, prefix="similarity-") as folder,
        closing(BandFile(Path(folder) / "bands")) as bands,
        closing(Spill(Path(folder) / "shingles")) as spill,
    ):
        rows = _sign(every, bands)
        order = _order(rows)
        before = int(np.count_nonzero(rows.sets < len(standing)))
        pairs = candidate_pairs(bands, rows.sketched, order, before, similarity)
        ranks = np.empty_like(order)
        ranks[order] = np.arange(len(order))
        _store_shingles(every, ranks, pairs, spill)

        def similar(kept: int, row: int) -> float:
            if unlike(rows.named(order[kept])[1], rows.named(order[row])[1]):
                return 0
            return jaccard(spill.of(kept), spill.of(row))

        chosen = _choose(pairs, similar, similarity)
        return [Twin(*rows.named(order[row]), *rows.named(order[kept]), value) for row, kept, value in chosen]


def _sign(sets: Sequence[Texts], bands: BandFile) -> _Rows:
    ids: list[pa.StringArray] = [pa.array([], pa.string())]
    sketched = [np.zeros((0, PERMUTATIONS), np.uint8)]
    counts = [0] * len(sets)
    for number, names, said in _batches(sets):
        ids.append(pa.array(names, pa.string()))
        counts[number] += len(names)
        signed = np.concatenate([signatures(shingles(said[some])) for some in pieces(said)])
        bands.add(band_keys(signed))
        sketched.append(sketches(signed))
    return _Rows(np.repeat(np.arange(len(sets), dtype=np.int32), counts), pa.concat_arrays(ids), _stacked(sketched))


def _batches(sets: Sequence[Texts]) -> Iterator[tuple[int, list[str], list[str]]]:
    """The number of the set, ids, and what of the texts is compared; always in the same order."""
    for number, texts in enumerate(sets):
        for names, said in texts.batches():
            yield number, names, [text[:LONGEST] for text in said]


def _stacked(parts: list[Sketches]) -> Sketches:
    """All parts below each other; each is let go once it is copied, so that no two copies are held."""
    stacked = np.empty((sum(map(len, parts)), PERMUTATIONS), np.uint8)
    at = len(stacked)
    while parts:
        part = parts.pop()
        at -= len(part)
        stacked[at : at + len(part)] = part
    return stacked


def _order(rows: _Rows) -> Rows:
    """The row of each rank."""
    table = pa.table({"set": rows.sets, "id": rows.ids})
    order: Rows = pc.sort_indices(table, sort_keys=[("set", "ascending"), ("id", "ascending")]).to_numpy()
    return order.astype(np.int64)


def _store_shingles(sets: Sequence[Texts], ranks: Rows, pairs: Rows, spill: Spill) -> None:
    """The shingles of each row of a pair, under its rank."""
    wanted = np.zeros(len(ranks), dtype=bool)
    wanted[pairs.ravel()] = True
    start = 0
    for _, _, said in _batches(sets):
        here = ranks[start : start + len(said)]
        start += len(said)
        places = np.flatnonzero(wanted[here])
        chosen = [said[place] for place in places]
        for some in pieces(chosen):
            cut = shingles(chosen[some])
            for at, rank in enumerate(here[places[some]].tolist()):
                spill.add(rank, cut.of(at))


def _choose(pairs: Rows, similar: Callable[[int, int], float], similarity: float) -> list[tuple[int, int, float]]:
    """Ranks of the rows to turn down, of what is kept for each, and how similar they are; sorted."""
    gone = np.zeros(int(pairs.max(initial=-1)) + 1, dtype=bool)
    found: list[tuple[int, int, float]] = []
    for kept, row in _open_pairs(pairs, gone):
        value = similar(kept, row)
        if value >= similarity:
            gone[row] = True
            found.append((row, kept, value))
    return sorted(found)


def _open_pairs(pairs: Rows, gone: npt.NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """The pairs of which neither row is ``gone`` when it is their turn.

    They come sorted by their first row, so whether that one is kept is known by then.
    """
    for start in range(0, len(pairs), PAIRS_AT_ONCE):
        some = pairs[start : start + PAIRS_AT_ONCE]
        for first, second in some[~gone[some].any(axis=1)].tolist():
            if not gone[first] and not gone[second]:
                yield first, second

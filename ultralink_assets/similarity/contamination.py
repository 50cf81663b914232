"""Items of benchmarks in texts: how much of each item a text holds.

An item's coverage in a text is the share of its different runs of 20 characters (6 where a script has no blanks) that
stand somewhere in the text; from 0.3 on the text holds the item. What the rule needs beside that:

- Chance: at least `LEAST` runs, or all of an item that has fewer, so that a turn of phrase is no item.
- Short items: one without a run (fewer than 20 characters, or 6) is held only by a text with a line that is this item
  and nothing else. An item without a word is never held.
- Boilerplate: a run that more than `COMMON` items have ("which of the following statements is") says nothing of any of
  them. An item that would have fewer than `LEAST` runs left keeps all.

Memory: about 16 bytes a character of the items, so 100 MB for 20,000 items of 300 characters.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ultralink_assets.similarity.grams import Hashes, Widths, grams, plain_words
from ultralink_assets.similarity.signatures import pieces

RUNS = Widths(letters=20, wide=6)
COVERAGE = 0.3
LEAST = 3
COMMON = 10
_FILTER_BITS = 22
LONG_LINE = 200  # characters with all punctuation: no short item's
PART, OVERLAP = 1 << 20, 200  # characters

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class BenchmarkItem:
    """What a benchmark asks; ``item_id`` names the benchmark too."""

    item_id: str
    text: str


@dataclass(frozen=True, slots=True)
class Held:
    """An item that a text holds, and how much of it."""

    item_id: str
    coverage: float


class Index:
    """The runs of benchmark items, and which items have each of them; ``items`` that all lack runs are fine too.

    ``coverage``: from which share of an item's runs on a text holds it.
    """

    def __init__(self, items: Iterable[BenchmarkItem], coverage: float = COVERAGE) -> None:
        every = list(items)
        self._ids = [item.item_id for item in every]
        self._coverage = coverage
        hashes, owners = _telling(*_different([item.text for item in every]), len(every))
        self._sizes = np.bincount(owners, minlength=len(every))
        self._hashes, starts = np.unique(hashes, return_index=True)
        self._starts = np.append(starts, len(hashes))
        self._owners = owners
        self._seen = np.zeros(1 << _FILTER_BITS, dtype=bool)
        self._seen[_low_bits(self._hashes)] = True
        self._short: dict[str, list[str]] = defaultdict(list)
        short = np.flatnonzero(self._sizes == 0).tolist()
        for number, words in zip(short, plain_words([every[number].text for number in short]), strict=True):
            self._short[words].append(self._ids[number])
        self._short.pop("", None)

    def __len__(self) -> int:
        return len(self._ids)

    def held(self, texts: Sequence[str]) -> list[list[Held]]:
        """The items that each text holds, the best covered first."""
        found = self._by_lines(texts)
        for row, item in self._by_runs(texts):
            found[row].append(item)
        return [sorted(row, key=lambda one: (-one.coverage, one.item_id)) for row in found]

    def _by_lines(self, texts: Sequence[str]) -> list[list[Held]]:
        found: list[list[Held]] = [[] for _ in texts]
        if self._short:
            lines = [(row, line) for row, text in enumerate(texts) for line in text.splitlines()]
            lines = [(row, line) for row, line in lines if len(line) <= LONG_LINE]
            words = plain_words([line for _, line in lines])
            for row, said in {(row, said) for (row, _), said in zip(lines, words, strict=True)}:
                found[row] += [Held(item_id, 1.0) for item_id in self._short.get(said, ())]
        return found

    def _by_runs(self, texts: Sequence[str]) -> Iterator[tuple[int, Held]]:
        """Texts and the items that they hold."""
        rows, places = self._known(texts)
        counts = self._starts[places + 1] - self._starts[places]
        # The owners of place p are owners[starts[p] : starts[p + 1]]; here of all places one after another.
        within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        owners = self._owners[np.repeat(self._starts[places], counts) + within]
        pairs, shared = np.unique(np.repeat(rows, counts) * max(1, len(self)) + owners, return_counts=True)
        at, item = np.divmod(pairs, max(1, len(self)))
        sizes = self._sizes[item]
        enough = shared >= np.maximum(self._coverage * sizes, np.minimum(sizes, LEAST))
        for row, number, share in zip(at[enough], item[enough], (shared / sizes)[enough], strict=True):
            yield int(row), Held(self._ids[number], round(float(share), 3))

    def _known(self, texts: Sequence[str]) -> tuple[Numbers, Numbers]:
        """The different runs of each text that items have too: the text, and the run's place in the index."""
        parts = [(row, part) for row, text in enumerate(texts) for part in _parts(text)]
        found, width = [np.zeros(0, np.int64)], max(1, len(self._hashes))
        for some in pieces([part for _, part in parts]):
            cut = grams([part for _, part in parts[some]], RUNS)
            likely = self._seen[_low_bits(cut.hashes)]
            rows = np.array([row for row, _ in parts[some]])[cut.rows()[likely]]
            hashes = cut.hashes[likely]
            places = np.minimum(np.searchsorted(self._hashes, hashes), width - 1)
            there = self._hashes[places] == hashes
            found.append(np.unique(rows[there] * width + places[there]))
        return np.divmod(np.unique(np.concatenate(found)), width)


def _parts(text: str) -> Iterator[str]:
    """The text in overlapping parts, so that a huge one needs no huge arrays."""
    for start in range(0, max(1, len(text) - OVERLAP), PART):
        yield text[start : start + PART + OVERLAP]


def _low_bits(hashes: Hashes) -> Numbers:
    return (hashes & np.uint64((1 << _FILTER_BITS) - 1)).astype(np.int64)


def _different(texts: Sequence[str]) -> tuple[Hashes, Numbers]:
    """Each run of each text once, with the text's number; sorted."""
    cuts = [(some.start, grams(texts[some], RUNS)) for some in pieces(texts)]
    hashes = np.concatenate([np.zeros(0, np.uint64), *(cut.hashes for _, cut in cuts)])
    owners = np.concatenate([np.zeros(0, np.int64), *(start + cut.rows() for start, cut in cuts)])
    order = np.lexsort((owners, hashes))
    hashes, owners = hashes[order], owners[order]
    again = (hashes[1:] == hashes[:-1]) & (owners[1:] == owners[:-1])
    first = np.concatenate([[True], ~again])[: len(hashes)]
    return hashes[first], owners[first]


def _telling(hashes: Hashes, owners: Numbers, items: int) -> tuple[Hashes, Numbers]:
    """Without boilerplate, but for the items that would have too little left."""
    _, which, shared_by = np.unique(hashes, return_inverse=True, return_counts=True)
    rare = shared_by[which] <= COMMON
    poor = np.bincount(owners[rare], minlength=items) < LEAST
    kept = rare | poor[owners]
    return hashes[kept], owners[kept]

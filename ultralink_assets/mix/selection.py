"""Which candidates a mix keeps, and why: the first ``keep`` of a ranking by the strategy of the settings.

==================  ===========================================================================================
random              by a seeded hash of the id
grouped             one of each family before a second of any; what has no family is one of its own
length_balanced     the same number of each tenth of the candidates by length
clusters            one of each cluster of the embeddings before a second of any (`clusters`)
score               the highest first; those without a score last
==================  ===========================================================================================

Ties, and the order of families, bins and clusters, are drawn by the same seeded hashes. So the order in which the
candidates come decides nothing. A ranking does not depend on ``keep``: of the same candidates, a smaller share lies
inside a larger one, by every strategy. When candidates come or go, `random`, `grouped` and `score` keep all others in
their order; bins and clusters may move. Random is hard to beat at a million rows (https://arxiv.org/abs/2410.09335).

Everything is in arrays: 10 million candidates take about 2 GB at most, beside the embeddings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ultralink_assets.mix import ranking
from ultralink_assets.mix.clusters import cluster
from ultralink_assets.mix.seeded import hashes, seeded_order
from ultralink_assets.records import SelectionStrategy

BINS = 10  # of length_balanced


@dataclass(frozen=True, slots=True)
class Candidates:
    """What is chosen from, a row each in every field. ``families`` may hold nulls, and be dictionary-encoded.

    ``scores``: NaN where there is none. ``embeddings``: float32, one normalised vector a row; may be memory-mapped.
    """

    ids: pa.ChunkedArray[Any]
    families: pa.ChunkedArray[Any]
    tokens: npt.NDArray[np.int64]
    scores: npt.NDArray[np.float64] | None = None
    embeddings: npt.NDArray[np.float32] | None = None

    def __post_init__(self) -> None:
        columns = (self.families, self.tokens, self.scores, self.embeddings)
        if any(column is not None and len(column) != len(self.ids) for column in columns):
            raise ValueError("each candidate has one value in every field")


class Choice(NamedTuple):
    """Whether a candidate is kept, and why or why not, in words."""

    kept: bool
    why: str


@dataclass(frozen=True, slots=True)
class Selection:
    """What was chosen, in the order of the candidates. ``kept``: a bool for each."""

    kept: npt.NDArray[np.bool_]
    _why: Callable[[int], str]

    def __len__(self) -> int:
        return len(self.kept)

    def __getitem__(self, row: int) -> Choice:
        return Choice(bool(self.kept[row]), self._why(row))

    def __iter__(self) -> Iterator[Choice]:
        return (self[row] for row in range(len(self)))


def choose(candidates: Candidates, keep: float, strategy: SelectionStrategy, seed: int) -> Selection:
    """Keep the share ``keep``, from 0 to 1. All or none takes neither scores nor embeddings.

    Raises `InputError` for an id that comes twice, and `ValueError` for a strategy without what it ranks by.
    """
    total, count = len(candidates.ids), share_of(len(candidates.ids), keep)
    if not is_a_choice(total, keep):
        word = "all" if count else "none"
        return Selection(np.full(total, bool(count)), lambda _: f"{word} of {total:,} are kept")
    found = _RANKINGS[strategy](candidates, seeded_order(candidates.ids, seed), seed)

    def why(row: int) -> str:
        return f"{strategy}: {found.why(row)}place {found.places[row] + 1:,} of {total:,}, the first {count:,} are kept"

    return Selection(found.places < count, why)


def share_of(total: int, keep: float) -> int:
    """How many of ``total`` a share is, rounded to the nearest, halves up."""
    return int(total * keep + 0.5)


def is_a_choice(total: int, keep: float) -> bool:
    """Whether some are kept and some are not: else nothing is ranked."""
    return 0 < share_of(total, keep) < total


def _random(_: Candidates, order: ranking.Rows, __: int) -> ranking.Ranking:
    return ranking.as_ordered(order, lambda _: "")


def _grouped(candidates: Candidates, order: ranking.Rows, seed: int) -> ranking.Ranking:
    families = hashes(candidates.families, "family", seed)[:, 0]
    alone = candidates.families.is_null().to_numpy()
    families[alone] = hashes(candidates.ids, "alone", seed)[alone, 0]
    return ranking.one_of_each(families, order, lambda row, nth: "" if alone[row] else f"{nth} of its family, ")


def _length_balanced(candidates: Candidates, order: ranking.Rows, seed: int) -> ranking.Ranking:
    bins = ranking.quantiles(candidates.tokens, order, BINS)

    def words(row: int, _: str) -> str:
        return f"{candidates.tokens[row]:,} tokens, in bin {bins[row] + 1} of {bins.max() + 1} by length, "

    return ranking.one_of_each(ranking.shuffled(bins, seed), order, words)


def _clusters(candidates: Candidates, order: ranking.Rows, seed: int) -> ranking.Ranking:
    if candidates.embeddings is None:
        raise ValueError("clusters are made of embeddings")
    labels = cluster(candidates.embeddings, order, seed)
    groups = ranking.shuffled(labels, seed)
    return ranking.one_of_each(groups, order, lambda row, nth: f"{nth} of cluster {labels[row] + 1}, ")


def _score(candidates: Candidates, order: ranking.Rows, _: int) -> ranking.Ranking:
    scores = candidates.scores
    if scores is None:
        raise ValueError("score ranks by scores")
    best_first = order[np.argsort(-scores[order], kind="stable")]  # NaN last
    return ranking.as_ordered(
        best_first, lambda row: "no score, " if np.isnan(scores[row]) else f"score {scores[row]:g}, "
    )


_RANKINGS: dict[SelectionStrategy, Callable[[Candidates, ranking.Rows, int], ranking.Ranking]] = {
    "random": _random,
    "grouped": _grouped,
    "length_balanced": _length_balanced,
    "clusters": _clusters,
    "score": _score,
}

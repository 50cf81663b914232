"""Rankings of candidates, in arrays. ``order`` is always the rows in the order of their seeded hashes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.int64]
Groups = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Ranking:
    """``places``: where each row stands, from 0; ``why``: what put a row there, "" or words that end in a comma."""

    places: Rows
    why: Callable[[int], str]


def as_ordered(rows: Rows, why: Callable[[int], str]) -> Ranking:
    """The ranking in which ``rows`` come in this order."""
    places = np.empty_like(rows)
    places[rows] = np.arange(len(rows))
    return Ranking(places, why)


def one_of_each(groups: Groups, order: Rows, words: Callable[[int, str], str]) -> Ranking:
    """One row of each group before a second of any, within a group in seeded order, among groups by their number.

    ``words`` takes a row and its number within its group, such as "number 2 of 5".
    """
    own = groups[order]
    together = np.argsort(own, kind="stable")
    starts = np.flatnonzero(np.diff(own[together], prepend=~own[together[0]]) != 0)
    sizes = np.diff(starts, append=len(own))
    nth, size = np.empty_like(order), np.empty_like(order)
    nth[order[together]] = np.arange(len(own)) - np.repeat(starts, sizes)
    size[order[together]] = np.repeat(sizes, sizes)
    rows = order[np.lexsort((own, nth[order]))]
    return as_ordered(rows, lambda row: words(row, f"number {nth[row] + 1:,} of the {size[row]:,}"))


def quantiles(values: npt.NDArray[np.int64], order: Rows, bins: int) -> npt.NDArray[np.int64]:
    """The bin of each row, from 0: as many rows in each as can be, equal values shared out in seeded order."""
    found = np.empty_like(order)
    ascending = order[np.argsort(values[order], kind="stable")]
    found[ascending] = np.arange(len(order)) * min(bins, len(order)) // len(order)
    return found


def shuffled(labels: npt.NDArray[np.int64], seed: int) -> Groups:
    """Labels from 0, renamed by a seeded permutation: their own order says something, such as which are shortest."""
    renamed = np.random.default_rng(seed).permutation(int(labels.max()) + 1).astype(np.uint64)
    found: Groups = renamed[labels]
    return found

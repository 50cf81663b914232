"""Clusters of embeddings by k-means, in numpy: the same for the same rows, however they come.

Centres are learnt on a seeded sample (k-means++, then Lloyd's rounds), and each row goes to the nearest. Of n rows of d
numbers in k clusters, k = min(sqrt(n), `MOST`), learning takes O(`PER_CLUSTER` k^2 d `ROUNDS`) steps and assigning
O(n k d), in batches of `BATCH` rows: at most some 200 MB beside the embeddings. Products of matrices are rounded
differently by another processor or numerical library: there a row between two clusters may change sides.

Sources: Arthur and Vassilvitskii, k-means++ (2007); that choosing across clusters helps, https://arxiv.org/abs/2409.11378.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]

MOST = 1000  # clusters, as in the paper
PER_CLUSTER = 64  # rows of the sample; k-means gains little from more
ROUNDS = 10
BATCH = 8192


def cluster(embeddings: Matrix, order: Rows, seed: int) -> Rows:
    """The cluster of each row, from 0. ``order``: the rows in an order that depends on their ids alone."""
    count = min(MOST, math.ceil(math.sqrt(len(order))))
    sample = np.asarray(embeddings[order[: count * PER_CLUSTER]], np.float32)
    centres = _spread(sample, count, np.random.default_rng(seed))
    for _ in range(ROUNDS):
        centres = _means(sample, _nearest(sample, centres), centres)
    labels = np.empty_like(order)
    for start in range(0, len(order), BATCH):
        rows = order[start : start + BATCH]
        labels[rows] = _nearest(np.asarray(embeddings[rows], np.float32), centres)
    return labels


def _spread(sample: Matrix, count: int, random: np.random.Generator) -> Matrix:
    """Rows of the sample as first centres: each next one drawn by its squared distance to the nearest so far."""
    chosen = [0]
    away = np.full(len(sample), np.inf)
    while len(chosen) < count:
        away = np.minimum(away, ((sample - sample[chosen[-1]]) ** 2).sum(axis=1, dtype=np.float64))
        reach = away.cumsum()
        drawn = np.searchsorted(reach, random.random() * reach[-1], side="right")
        chosen.append(min(int(drawn), len(sample) - 1))
    return sample[chosen]


def _nearest(rows: Matrix, centres: Matrix) -> Rows:
    lengths = (centres**2).sum(axis=1)
    found = [
        (lengths - 2 * (rows[start : start + BATCH] @ centres.T)).argmin(axis=1) for start in range(0, len(rows), BATCH)
    ]
    return np.concatenate(found)


def _means(sample: Matrix, labels: Rows, before: Matrix) -> Matrix:
    """The mean of each cluster; an empty one stays where it was."""
    together = np.argsort(labels, kind="stable")
    taken, starts, sizes = np.unique(labels[together], return_index=True, return_counts=True)
    centres = before.copy()
    centres[taken] = np.add.reduceat(sample[together], starts) / sizes[:, None].astype(np.float32)
    return centres

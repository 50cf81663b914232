"""The filter lets every hash pass that it was made of, and few others."""

from __future__ import annotations

import numpy as np

from ultralink_assets.similarity.filter import BITS_A_HASH, Filter


def test_it_passes_its_own_hashes_and_few_others() -> None:
    hashes = np.random.default_rng(1).integers(0, 2**64, 20_000, dtype=np.uint64)
    made = Filter(hashes[:10_000])
    assert made.may_hold(hashes[:10_000]).all()
    assert made.may_hold(hashes[10_000:]).mean() < 1.5 / BITS_A_HASH


def test_a_filter_of_nothing_passes_nothing() -> None:
    assert not Filter(np.zeros(0, np.uint64)).may_hold(np.arange(5, dtype=np.uint64)).any()

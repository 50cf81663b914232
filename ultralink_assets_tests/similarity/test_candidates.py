"""Bands come back as they were added, and a bucket of any size costs a few pairs a row."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ultralink_assets.similarity.candidates import MOST, BandFile, candidate_pairs, sketches
from ultralink_assets.similarity.signatures import BANDS, PERMUTATIONS, band_keys


def test_bands_are_read_as_they_were_added(tmp_path: Path) -> None:
    keys = np.random.default_rng(1).integers(0, 2**63, (10, BANDS), dtype=np.uint64)
    bands = BandFile(tmp_path / "bands")
    for start, end in ((0, 3), (3, 3), (3, 10)):
        bands.add(keys[start:end])
    assert all((bands.band(number) == keys[:, number]).all() for number in range(BANDS))
    bands.close()


def test_a_bucket_of_a_thousand_rows_is_not_compared_all_with_all(tmp_path: Path) -> None:
    signed = np.zeros((1000, PERMUTATIONS), dtype=np.uint32)
    bands = BandFile(tmp_path / "bands")
    bands.add(band_keys(signed))
    pairs = candidate_pairs(bands, sketches(signed), np.arange(1000), 0, 0.5)
    bands.close()
    assert len(pairs) <= 1000 * MOST
    assert set(range(1, 1000)) == set(pairs[pairs[:, 0] == 0][:, 1].tolist())


def test_of_many_candidates_the_likeliest_are_left(tmp_path: Path) -> None:
    """Each of 300 rows has a half of its own; the last row is also most of row 299's copy."""
    signed = np.random.default_rng(3).integers(0, 2**32, (300, PERMUTATIONS), dtype=np.uint32)
    signed[:, :64] = signed[0, :64]
    signed[299, :120] = signed[5, :120]
    bands = BandFile(tmp_path / "bands")
    bands.add(band_keys(signed))
    pairs = candidate_pairs(bands, sketches(signed), np.arange(300), 0, 0.5)
    bands.close()
    assert len(pairs) <= 300 * MOST
    assert [5, 299] in pairs.tolist()


def test_rows_that_share_a_band_alone_are_no_pair(tmp_path: Path) -> None:
    signed = np.random.default_rng(2).integers(0, 2**32, (2, PERMUTATIONS), dtype=np.uint32)
    signed[1, :4] = signed[0, :4]
    bands = BandFile(tmp_path / "bands")
    bands.add(band_keys(signed))
    assert not len(candidate_pairs(bands, sketches(signed), np.arange(2), 0, 0.5))
    bands.close()

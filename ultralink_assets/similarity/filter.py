"""A quick "surely not" for most hashes, before they are searched for in a large sorted array."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ultralink_assets.similarity.grams import Hashes

BITS_A_HASH = 16


class Filter:
    """A bit for the low bits of each hash: about one in `BITS_A_HASH` of the others passes too."""

    def __init__(self, hashes: Hashes) -> None:
        bits = 1 << max(10, (BITS_A_HASH * len(hashes)).bit_length())
        self._mask = np.uint64(bits - 1)
        self._bytes = np.zeros(bits // 8, dtype=np.uint8)
        for bit in range(8):  # so equal places, of which only one is written, say the same
            places = hashes[hashes & np.uint64(7) == bit] & self._mask
            self._bytes[places >> np.uint64(3)] |= np.uint8(1 << bit)

    def may_hold(self, hashes: Hashes) -> npt.NDArray[np.bool_]:
        """False for what is surely none of the hashes."""
        places = hashes & self._mask
        found: npt.NDArray[np.bool_] = (self._bytes[places >> np.uint64(3)] >> (places & np.uint64(7))) & 1 > 0
        return found

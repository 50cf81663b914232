"""Sorted hashes of many rows in a file, for what is compared later and would not fit into memory."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ultralink_assets.similarity.grams import Hashes


class Spill:
    """Written row by row, then read in any order."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("w+b")
        self._places: dict[int, tuple[int, int]] = {}  # row -> start and number of bytes
        self._size = 0

    def add(self, row: int, hashes: Hashes) -> None:
        """The hashes of one row."""
        self._places[row] = (self._size, self._file.write(hashes.tobytes()))
        self._size += hashes.nbytes

    def of(self, row: int) -> Hashes:
        """The hashes that were added for ``row``."""
        start, size = self._places[row]
        self._file.seek(start)
        return np.frombuffer(self._file.read(size), np.uint64)

    def close(self) -> None:
        self._file.close()

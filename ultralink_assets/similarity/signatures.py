"""Shingles of texts and their MinHash signatures (rensa), and what two texts have in common.

Character 5-grams, and pairs where a script has no blanks; 128 permutations in 32 bands of 4. Two texts of Jaccard
similarity 0.5 share a band with probability 1 - (1 - 0.5^4)^32 = 0.87, of 0.6 with 0.99, of 0.2 with 0.05.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import blake2b

import numpy as np
import numpy.typing as npt
from rensa import RMinHash

from ultralink_assets.similarity.grams import Grams, Hashes, Widths, grams, mixed, plain_words

SHINGLES = Widths(letters=5, wide=2)
PERMUTATIONS = 128
BANDS = 32
SEED = 20240206
# Arrays of so many characters stay in the processor's cache.
CHARACTERS_AT_ONCE = 1 << 16

Signatures = npt.NDArray[np.uint32]  # rows x PERMUTATIONS
Keys = npt.NDArray[np.uint64]  # rows x BANDS


def shingles(texts: Sequence[str]) -> Grams:
    """The shingles of each text; of a text without any, one that stands for the whole of it."""
    cut = grams(texts, SHINGLES)
    without = np.diff(cut.offsets) == 0
    whole = _whole([texts[row] for row in np.flatnonzero(without).tolist()])
    hashes = np.insert(cut.hashes, cut.offsets[:-1][without], np.array(whole, dtype=np.uint64))
    return Grams(hashes, cut.offsets + np.concatenate([[0], np.cumsum(without)]))


def signatures(cut: Grams) -> Signatures:
    """The signature of each text's shingles."""
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(cut.hashes, cut.offsets.tolist(), PERMUTATIONS, SEED)
    return np.array(matrix.to_rows(), dtype=np.uint32).reshape(-1, PERMUTATIONS)


def band_keys(signed: Signatures) -> Keys:
    """A hash of each band of each signature; equal bands at different places have different keys."""
    parts = signed.astype(np.uint64).reshape(len(signed), BANDS, -1)
    keys = np.tile(np.arange(BANDS, dtype=np.uint64), (len(signed), 1))
    for at in range(parts.shape[2]):
        keys = mixed(keys ^ parts[:, :, at])
    return keys


def jaccard(first: Hashes, second: Hashes) -> float:
    """Shared shingles by all shingles of two texts, given the sorted, different ones of each."""
    both = np.sort(np.concatenate([first, second]))
    shared = int(np.count_nonzero(both[1:] == both[:-1]))
    return shared / (len(first) + len(second) - shared)


def pieces(texts: Sequence[str], characters: int = CHARACTERS_AT_ONCE) -> Iterator[slice]:
    """Slices of consecutive texts of about so many characters; a longer text is one of its own."""
    start = size = 0
    for at, text in enumerate(texts):
        if size and size + len(text) > characters:
            yield slice(start, at)
            start, size = at, 0
        size += len(text)
    if start < len(texts):
        yield slice(start, len(texts))


def _whole(texts: Sequence[str]) -> list[int]:
    said = [words or text.strip() for words, text in zip(plain_words(texts), texts, strict=True)]
    digests = [blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest() for text in said]
    return [int.from_bytes(digest, "little") for digest in digests]

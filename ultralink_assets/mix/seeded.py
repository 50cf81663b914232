"""Seeded hashes of many texts, and the order that they put candidates in."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ultralink_assets.records import InputError

Hashes = npt.NDArray[np.uint64]
_BYTES = 16  # wide enough that no two of 10 million ids share a hash (1 in 10^24)


def hashes(texts: pa.ChunkedArray[Any], purpose: str, seed: int) -> Hashes:
    """Shape (texts, 2). ``purpose`` keeps draws apart; a null gets that of the empty text. A text of a chunk once."""
    found = [np.empty((0, 2), np.uint64)]
    for chunk in texts.chunks:
        encoded: Any = chunk.dictionary_encode()  # as it is where it is one
        of_each = _of_all(encoded.dictionary.cast(pa.binary()), f"{purpose}:{seed}:".encode())
        found.append(of_each[encoded.indices.fill_null(-1).to_numpy()])
    return np.concatenate(found)


def _of_all(texts: pa.Array[Any], lead: bytes) -> Hashes:
    """Of each text, and last of the empty one."""
    every: list[Any] = [*texts.to_pylist(), b""]
    digests = b"".join(blake2b(lead + text, digest_size=_BYTES).digest() for text in every)
    return np.frombuffer(digests, ">u8").astype(np.uint64).reshape(-1, 2)


def seeded_order(ids: pa.ChunkedArray[Any], seed: int) -> npt.NDArray[np.int64]:
    """The rows by the hash of their ids: the same order of ids, however the rows come. Refuses an id that is twice.

    The hashes are others than those by which English items are shared out among languages: else a choice among the
    items of one language's arc would be a part of the arc, and not a sample of it.
    """
    found = hashes(ids, "choose", seed)
    order = np.lexsort((found[:, 1], found[:, 0]))
    twice = np.flatnonzero((found[order[1:]] == found[order[:-1]]).all(axis=1))
    if len(twice):
        name = ids[int(order[twice[0]])].as_py()
        raise InputError(f"two rows to choose from are called {name!r}", "give each row an id of its own")
    return order

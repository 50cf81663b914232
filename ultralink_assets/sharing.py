"""Which English items each language gets, so that as few as possible are translated twice.

Every item has a seeded position on a circle of length 1, the hash of its id, or of its family, so that the rephrasings
of one original stay together. The n-th language takes the arc of length ``keep`` that begins at the n-th point of van
der Corput's sequence to the base 2 (0, 1/2, 1/4, 3/4, 1/8, ...). So another language at the end of the list moves
nothing, a smaller share lies inside a larger one, and nothing depends on the order of the items or on history. Arcs of
the same power of 1/2 meet without overlap for as long as they add up to no more than 1.

Sources: van der Corput, Verteilungsfunktionen I (1935); the paper samples each language on its own, which translates
the same item several times (https://arxiv.org/abs/2402.04588, 3.2).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

_BITS = 53  # what a float between 0 and 1 holds


@dataclass(frozen=True, slots=True)
class Arc:
    """A part of the circle: from ``start``, ``length`` onwards, past 1 to 0 where it must."""

    start: float
    length: float

    def holds(self, position: float) -> bool:
        """Whether a position lies on it."""
        return (position - self.start) % 1.0 < self.length


def position(item_id: str, family: str | None, seed: int) -> float:
    """Where an item lies on the circle: from 0 to below 1, the same for all of a family."""
    named = f"{seed}:item:{item_id}" if family is None else f"{seed}:family:{family}"
    digest = hashlib.blake2b(named.encode(), digest_size=8).digest()
    return (int.from_bytes(digest, "big") >> (64 - _BITS)) / (1 << _BITS)


def arc_of(language: str, translated: Sequence[str], keep: float) -> Arc:
    """The arc of ``language``, one of those that data are ``translated`` into, in the order of the settings."""
    return Arc(van_der_corput(translated.index(language)), keep)


def van_der_corput(number: int) -> float:
    """The point ``number`` of the sequence to the base 2, from 0: the binary digits mirrored at the point."""
    point, weight = 0.0, 0.5
    while number:
        number, digit = divmod(number, 2)
        point += digit * weight
        weight /= 2
    return point

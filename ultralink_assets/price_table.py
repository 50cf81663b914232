"""How many items and tokens any share of the English data comes to, in a language, before anything is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ultralink_assets.scripts import Expected
from ultralink_assets.sharing import arc_of


@dataclass(frozen=True, slots=True)
class Pool:
    """The items of one part: where they lie on the circle of `sharing`, and what one of them takes, by language."""

    part: str
    positions: npt.NDArray[np.float64]
    mean: Mapping[str, Expected]


@dataclass(frozen=True, slots=True)
class Share:
    """What is translated: items by part, and what they are expected to take together."""

    items: Mapping[str, int]
    requests: float
    prompt_tokens: float
    completion_tokens: float


def share(pools: Sequence[Pool], language: str, translated: Sequence[str], keep: Mapping[str, float]) -> Share:
    """What ``language`` gets, one of those that are ``translated``. ``keep``: its share of each part."""
    items = {pool.part: _held(pool, language, translated, keep[pool.part]) for pool in pools}
    taken = [(items[pool.part], pool.mean[language]) for pool in pools]
    return Share(
        items,
        sum(count * mean.requests for count, mean in taken),
        sum(count * mean.prompt_tokens for count, mean in taken),
        sum(count * mean.completion_tokens for count, mean in taken),
    )


def _held(pool: Pool, language: str, translated: Sequence[str], keep: float) -> int:
    arc = arc_of(language, translated, keep)
    return int(np.count_nonzero((pool.positions - arc.start) % 1.0 < arc.length))


def together(shares: Sequence[Share]) -> Share:
    """All of them as one; an item that several languages get counts for each."""
    parts = dict.fromkeys(part for one in shares for part in one.items)
    return Share(
        {part: sum(one.items[part] for one in shares) for part in parts},
        sum(one.requests for one in shares),
        sum(one.prompt_tokens for one in shares),
        sum(one.completion_tokens for one in shares),
    )


def mean_of(each: Sequence[Expected]) -> Expected:
    """What one of them takes on average; nothing where there are none."""
    count = max(len(each), 1)
    return Expected(
        sum(one.requests for one in each) / count,
        sum(one.prompt_tokens for one in each) / count,
        sum(one.completion_tokens for one in each) / count,
    )

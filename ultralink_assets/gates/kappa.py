"""How far two raters agree beyond what chance would bring: Cohen's kappa with its interval.

Cohen, J. (1960): A coefficient of agreement for nominal scales. Educational and Psychological Measurement 20, 37-46.
Fleiss, J. L., Cohen, J., Everitt, B. S. (1969): Large sample standard errors of kappa and weighted kappa.
Psychological Bulletin 72, 323-327 (their equation 13, for a kappa that is not 0).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt

Z = 1.959964  # of a 95 % interval
FEWEST = 20  # below it the large-sample error says nothing


@dataclass(frozen=True, slots=True)
class Kappa:
    """``table[first, second]`` counts the items of which the raters said so. Undecided: ``value`` is None, ``why``."""

    table: Mapping[tuple[str, str], int]
    value: float | None = None
    low: float | None = None
    high: float | None = None
    why: str = ""


def cohens_kappa(pairs: Iterable[tuple[str, str]]) -> Kappa:
    """Of what two raters say of the same items, a pair an item.

    Undecided for fewer than `FEWEST` items, and when a rater says the same of all: chance alone would agree as often.
    """
    table = Counter(pairs)
    count = table.total()
    if count < FEWEST:
        return Kappa(table, why=f"{count} items, and fewer than {FEWEST} say nothing")
    for rater in (0, 1):
        if len(said := {pair[rater] for pair in table}) == 1:
            name = ("first", "second")[rater]
            return Kappa(table, why=f"the {name} rater says {said.pop()!r} of every item")
    value, error = _estimate({pair: number / count for pair, number in table.items()})
    return Kappa(table, value, max(-1.0, value - Z * error / sqrt(count)), min(1.0, value + Z * error / sqrt(count)))


def _estimate(share: Mapping[tuple[str, str], float]) -> tuple[float, float]:
    """Kappa of the shares of all pairs, and its standard error times the root of the number of items."""
    first: dict[str, float] = defaultdict(float)
    second: dict[str, float] = defaultdict(float)
    for (one, other), part in share.items():
        first[one] += part
        second[other] += part
    classes = first.keys() | second.keys()
    observed = sum(share.get((name, name), 0.0) for name in classes)
    by_chance = sum(first[name] * second[name] for name in classes)
    value = (observed - by_chance) / (1 - by_chance)
    agreeing = sum(
        share.get((name, name), 0.0) * (1 - (first[name] + second[name]) * (1 - value)) ** 2 for name in classes
    )
    differing = sum(part * (second[one] + first[other]) ** 2 for (one, other), part in share.items() if one != other)
    variance = agreeing + (1 - value) ** 2 * differing - (value - by_chance * (1 - value)) ** 2
    return value, sqrt(max(0.0, variance)) / (1 - by_chance)

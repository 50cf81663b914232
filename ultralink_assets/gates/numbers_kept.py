"""Every number of the English is in the translation, and no other, however either language writes it.

Code, formulas and addresses are left to `protected_kept`, and lines that stayed as they were hold nothing to check.
The rest is compared as multisets: each number that no faithful translation goes without has a partner of its own. The
translation may repeat a number of the English, and may say 1 where the English says "a".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ultralink_assets import languages
from ultralink_assets.gates.translated_prose import changed_prose
from ultralink_assets.languages.quantities import Quantity, quantities_in, values_in
from ultralink_assets.records import Finding, Outcome, Translated

GATE = "numbers_kept"
SHOWN = 5


def check(translated: Translated) -> Finding:
    """FAIL with the numbers that are lost or new."""
    english, language = languages.load(languages.SOURCE), languages.load(translated.language)
    source, text = changed_prose(translated)
    given = quantities_in(source, english, values_in(text, language))
    said = quantities_in(text, language, values_in(source, english))
    known = {value for quantity in given for value in quantity.values}
    lost = _without_partner([*(one for one in given if one.certain), *_said_by_words(given, said)], said)
    new = _without_partner([one for one in said if one.certain and one.kind in ("count", "month")], given)
    new = [one for one in new if not one.values & {1.0, *known}]
    if not lost and not new:
        return Finding(GATE, Outcome.PASS)
    told = [
        f"{name}: {', '.join(one.text for one in some[:SHOWN])}"
        for name, some in (("lost", lost), ("new", new))
        if some
    ]
    return Finding(GATE, Outcome.FAIL, "; ".join(told))


def _said_by_words(given: Sequence[Quantity], said: Sequence[Quantity]) -> list[Quantity]:
    """Words such as "pair" that words of the translation stand for: those stand for no number beside them, then."""
    words = [one for one in given if one.kind != "count"]
    found = []
    for other in (one for one in said if one.kind != "count"):
        alike = [one for one in words if one.values & other.values]
        if alike:
            nearest = max(alike, key=lambda one: (one.kind == other.kind, one.certain))
            words.remove(nearest)
            found.append(nearest)
    return [one for one in found if not one.certain]


def _without_partner(ones: Sequence[Quantity], others: Sequence[Quantity]) -> list[Quantity]:
    """Those of ``ones`` that have no partner among ``others`` when as many as can be have one.

    Equal ones of one value go together first, which never costs a pair; for the rest partners are exchanged along
    augmenting paths.
    """
    equal = Counter(_only(one) for one in ones) & Counter(_only(one) for one in others)
    left = _less(ones, equal)
    free = _less(others, equal)
    partners: dict[int, int] = {}
    return [one for place, one in enumerate(left) if not _found_partner(place, left, free, partners, set())]


def _only(quantity: Quantity) -> float | None:
    return next(iter(quantity.values)) if len(quantity.values) == 1 else None


def _less(quantities: Sequence[Quantity], equal: Counter[float | None]) -> list[Quantity]:
    left = equal.copy()
    kept = []
    for one in quantities:
        value = _only(one)
        if value is not None and left[value]:
            left[value] -= 1
        else:
            kept.append(one)
    return kept


def _found_partner(
    place: int, ones: Sequence[Quantity], others: Sequence[Quantity], partners: dict[int, int], tried: set[int]
) -> bool:
    """``partners`` maps places in ``others`` to places in ``ones``."""
    for at, other in enumerate(others):
        if at not in tried and not ones[place].values.isdisjoint(other.values):
            tried.add(at)
            if at not in partners or _found_partner(partners[at], ones, others, partners, tried):
                partners[at] = place
                return True
    return False

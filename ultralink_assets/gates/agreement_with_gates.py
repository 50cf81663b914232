"""Do people and gates agree on what to keep? Passes when they surely agree more often than by chance."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ultralink_assets.gates.kappa import cohens_kappa
from ultralink_assets.warehouse.books import Verdict

GATE = "agreement_with_gates"


def check(pairs: Iterable[tuple[str, str]], gate: str = GATE, second: str = "gates") -> Verdict:
    """A warning. ``pairs``: what people and what ``second`` say of each item ("keep" or "reject").

    Passes when the interval of kappa lies above 0; undecided, and so no pass, when kappa is.
    """
    kappa = cohens_kappa(pairs)
    items = sum(kappa.table.values())
    table = [f"people {one}, {second} {other}: {count}" for (one, other), count in sorted(kappa.table.items())]
    detail: dict[str, Any] = {"items": items, "table": table}
    if kappa.value is None or kappa.low is None or kappa.high is None:
        return Verdict(gate, False, False, items, {**detail, "why": f"undecided: {kappa.why}"})
    numbers = {"kappa": round(kappa.value, 3), "low": round(kappa.low, 3), "high": round(kappa.high, 3)}
    return Verdict(gate, False, kappa.low > 0, 0, {**detail, **numbers})

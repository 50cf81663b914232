"""Do people and judge agree on what to keep? As `agreement_with_gates`, where the judge had a word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from ultralink_assets.gates import agreement_with_gates
from ultralink_assets.warehouse.books import Verdict

GATE = "agreement_with_judge"


def check(items: Iterable[tuple[str, str | None, str | None]]) -> Verdict:
    """A warning. ``items``: what people say, what the judge says, and why; None for a judge without a word.

    Items without a word are undecided and counted by reason; kappa is of the others.
    """
    every = list(items)
    pairs = [(people, judge) for people, judge, _ in every if judge is not None]
    wordless = Counter(why or "not_judged" for _, judge, why in every if judge is None)
    verdict = agreement_with_gates.check(pairs, GATE, "judge")
    detail = {**verdict.detail, "without_a_word": dict(wordless)}
    if not pairs:
        detail["why"] = "undecided: the judge had said nothing that counts of any reviewed item"
    return replace(verdict, undecided=verdict.undecided + wordless.total(), detail=detail)

"""The cultural filter is judged first: conversations of ours, which break one criterion or none, went to it unmarked.

For each criterion: recall, of the canaries that break it how many were found, and false alarms, of all others how many
were said to break it. Clean canaries that would have been rejected, by whatever criterion, are counted beside these. A
canary without a reply that could be read counts as wrong in every respect.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ultralink_assets.gates.tally import SHOWN
from ultralink_assets.languages.criteria import CRITERIA
from ultralink_assets.settings import AgnosticSftSettings
from ultralink_assets.warehouse.books import Verdict

GATE = "filter_canaries"


@dataclass(frozen=True, slots=True)
class FilterOutcome:
    """``name``: the canary's in the ledger. ``breaks``: the criterion that it breaks, "" for a clean one. ``said``: the
    scores, by criterion; empty when no reply could be read.
    """

    name: str
    breaks: str
    said: Mapping[str, int]

    def found(self, criterion: str) -> bool:
        """Whether the filter said that it breaks the criterion."""
        return self.said.get(criterion) == 1

    def accused(self, criterion: str) -> bool:
        """Whether it did not say that it does not."""
        return self.said.get(criterion) != 0

    @property
    def right(self) -> bool:
        """Whether the filter found what it breaks, and nothing else."""
        return all(self.found(name) if name == self.breaks else not self.accused(name) for name in CRITERIA)


def check(outcomes: Sequence[FilterOutcome], asked: int, limits: AgnosticSftSettings) -> Verdict:
    """``asked``: rows that a teacher was asked about, or should have been. Without any there is nothing to believe;
    with some, canaries are needed. Fails below the least recall or above the most false alarms of any criterion.
    """
    if not outcomes:
        why = "a teacher was asked, and about no canary" if asked else "no teacher was asked"
        return Verdict(GATE, True, not asked, asked, {"why": why})
    others = {name: [one for one in outcomes if one.breaks != name] for name in CRITERIA}
    recall = {name: _share([one for one in outcomes if one.breaks == name], _finds(name)) for name in CRITERIA}
    alarms = {name: _share(others[name], _accuses(name)) for name in CRITERIA}
    alarms["clean"] = _share([one for one in outcomes if not one.breaks], lambda one: not one.right)
    failed = [f"recall of {name}" for name, share in recall.items() if _below(share, limits.min_canary_recall)]
    failed += [f"false alarms of {name}" for name, share in alarms.items() if _above(share, limits)]
    unreadable = sum(not one.said for one in outcomes)
    detail: dict[str, Any] = {
        "canaries": len(outcomes),
        "unreadable": unreadable,
        "recall": recall,
        "false_alarms": alarms,
        "limits": limits.model_dump(),
        "failed": failed,
        "wrong": [_told(one) for one in outcomes if not one.right][:SHOWN],
    }
    return Verdict(GATE, True, not failed, unreadable, detail)


def _finds(criterion: str) -> Callable[[FilterOutcome], bool]:
    return lambda one: one.found(criterion)


def _accuses(criterion: str) -> Callable[[FilterOutcome], bool]:
    return lambda one: one.accused(criterion)


def _share(outcomes: Sequence[FilterOutcome], counts: Callable[[FilterOutcome], bool]) -> float | None:
    """None when there is nothing to count: then nobody knows, and the check fails."""
    return round(sum(map(counts, outcomes)) / len(outcomes), 4) if outcomes else None


def _below(share: float | None, limit: float) -> bool:
    return share is None or share < limit


def _above(share: float | None, limits: AgnosticSftSettings) -> bool:
    return share is None or share > limits.max_canary_false_alarms


def _told(outcome: FilterOutcome) -> dict[str, object]:
    said = [name for name in CRITERIA if outcome.found(name)] if outcome.said else "nothing that could be read"
    return {"canary": outcome.name, "breaks": outcome.breaks or "nothing", "said": said}

"""The judge is judged first: rows that we wrote, good ones and ones that are bad in one criterion, went to it unmarked.

A judge that errs too often about them, or that misses every row of one kind, is not believed about any other row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ultralink_assets.languages.judge import CRITERIA
from ultralink_assets.warehouse.books import Verdict

GATE = "judge_canaries"


@dataclass(frozen=True, slots=True)
class CanaryOutcome:
    """``bad``: the criterion that the row fails, "" for a good one. ``said``: the judge's words, by criterion; empty
    when it gave none that could be read.
    """

    bad: str
    said: dict[str, str]

    @property
    def right(self) -> bool:
        """A good row is good in all respects; of a bad one it is enough that its fault was seen."""
        if self.bad:
            return self.said.get(self.bad) == "no"
        return all(self.said.get(name) == "yes" for name in CRITERIA)


def check(outcomes: Sequence[CanaryOutcome], limit: float) -> Verdict:
    """Fails above ``limit`` of wrong rows, when all rows of a kind are wrong, and when there are no rows."""
    wrong = [one for one in outcomes if not one.right]
    asked, missed = Counter(one.bad for one in outcomes), Counter(one.bad for one in wrong)
    blind = sorted(kind or "good" for kind in asked if missed[kind] == asked[kind])
    share = len(wrong) / len(outcomes) if outcomes else None
    detail: dict[str, Any] = {"rows": len(outcomes), "wrong": len(wrong), "share": share, "limit": limit}
    if wrong:
        detail["wrong_rows"] = [{"is": f"bad in {one.bad}" if one.bad else "good", "said": one.said} for one in wrong]
    if blind:
        detail["never_right_about"] = blind
    return Verdict(GATE, True, share is not None and share <= limit and not blind, 0, detail)

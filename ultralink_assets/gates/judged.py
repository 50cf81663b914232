"""What the judge said of the drawn turns, one check for each criterion: ``judge_faithful`` and so on."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from ultralink_assets.gates.tally import EXAMPLES, SHOWN
from ultralink_assets.languages.judge import CRITERIA, Criterion
from ultralink_assets.warehouse.books import Verdict

GATES: dict[Criterion, str] = {name: f"judge_{name}" for name in CRITERIA}


@dataclass(slots=True)
class Judged:
    """Counts the judge's words in one criterion; keeps some ids and reasons of those turns that it finds bad."""

    criterion: Criterion
    said: Counter[str] = field(default_factory=Counter)
    ids: list[str] = field(default_factory=list)
    examples: list[str] = field(default_factory=list)

    def add(self, row: dict[str, Any]) -> None:
        """One row of ``judgements``."""
        self.said[row[self.criterion]] += 1
        if row[self.criterion] == "no":
            if len(self.ids) < SHOWN:
                self.ids.append(f"{row['dialogue_id']} turn {row['turn']}")
            if len(self.examples) < EXAMPLES:
                self.examples.append(row["why"])

    def verdict(self, limit: float, believed: bool) -> Verdict:
        """Passes when at least ``limit`` of the rows are "yes"; unsure is no yes. Without a judge that can be
        ``believed``, all rows are undecided, and nothing passes.
        """
        rows = self.said.total()
        share = self.said["yes"] / rows if rows else None
        detail: dict[str, Any] = {"rows": rows, **{word: self.said[word] for word in ("yes", "no", "unsure")}}
        detail |= {"share": share, "limit": limit}
        if self.ids:
            detail |= {"ids": self.ids, "examples": self.examples}
        if not believed:
            detail["why"] = "the judge was wrong about its canaries: its words count for nothing"
        passed = believed and share is not None and share >= limit
        return Verdict(GATES[self.criterion], True, passed, self.said["unsure"] if believed else rows, detail)

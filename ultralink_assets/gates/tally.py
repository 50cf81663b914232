"""What a gate said of many rows, as one verdict.

A gate passes a stage when some text passed it and none failed. One that decided nothing has not passed, and neither
has one that raised: nobody knows then.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ultralink_assets.records import Finding, Outcome
from ultralink_assets.warehouse.books import Verdict

SHOWN = 20  # offending ids in a verdict
EXAMPLES = 5


@dataclass(slots=True)
class Tally:
    """Counts rows by what a gate said of their texts; keeps some ids and examples of those that failed."""

    gate: str
    blocking: bool = True
    rows: int = 0
    failed: int = 0
    undecided: int = 0
    decided: bool = False
    ids: list[str] = field(default_factory=list)
    examples: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def add(self, row_id: str, findings: Iterable[Finding]) -> None:
        """Count one row: failed when any of its texts fails, undecided when any of them is.

        ``findings`` may be a generator that calls the gate: what it raises counts as a failure here.
        """
        self.rows += 1
        try:
            found = list(findings)
        except Exception as error:  # whatever a gate trips over, its verdict must be a failure that says so
            self.failed += 1
            if len(self.errors) < EXAMPLES:
                self.errors.append(f"{row_id}: {type(error).__name__}: {error}")
            return
        self.decided = self.decided or any(one.outcome is not Outcome.UNDECIDED for one in found)
        if bad := [one for one in found if one.outcome is Outcome.FAIL]:
            self.failed += 1
            self._keep(row_id, bad[0].detail)
        elif any(one.outcome is Outcome.UNDECIDED for one in found):
            self.undecided += 1

    def verdict(self) -> Verdict:
        """The verdict on all rows that were added."""
        detail: dict[str, Any] = {"rows": self.rows, "failed": self.failed, "undecided": self.undecided}
        if self.failed:
            detail |= {"ids": self.ids, "examples": self.examples, "errors": self.errors}
        elif not self.decided:
            detail["why"] = "nothing could be decided"
        passed = self.decided and not self.failed
        return Verdict(self.gate, self.blocking, passed, self.undecided, detail)

    def _keep(self, row_id: str, example: str) -> None:
        if len(self.ids) < SHOWN:
            self.ids.append(row_id)
        if len(self.examples) < EXAMPLES:
            self.examples.append(example)

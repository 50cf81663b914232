"""A stage that made nothing stops the flow."""

from __future__ import annotations

from ultralink_assets.warehouse.books import Verdict

GATE = "not_empty"


def check(rows: int) -> Verdict:
    """Passes when there is a row."""
    return Verdict(GATE, True, rows > 0, 0, {"rows": rows})

"""When most of what a stage was given is turned down, something is wrong with the teacher, the prompts or a gate.

What people rejected does not count: they look at a sample, and stop nothing by what they do to it.
"""

from __future__ import annotations

from ultralink_assets.gates import review
from ultralink_assets.warehouse.books import Books, Verdict

GATE = "rejected_share"


def check(books: Books, limit: float) -> Verdict:
    """Fails above ``limit`` of the rows that were asked about (in, less not drawn), and when there are none."""
    asked = books.total("in") - books.total("not_drawn")
    rejected = books.total("rejected") - books.rows.get(("rejected", review.GATE), 0)
    share = rejected / asked if asked > 0 else None
    reasons = {reason: rows for (side, reason), rows in sorted(books.rows.items()) if side == "rejected"}
    detail = {"rejected": rejected, "of": asked, "share": share, "limit": limit, "reasons": reasons}
    return Verdict(GATE, True, share is not None and share <= limit, 0, detail)

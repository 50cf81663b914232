"""No input row is lost and none is counted twice: in = out + rejected + not drawn + pending."""

from __future__ import annotations

from ultralink_assets.warehouse.books import Books, Verdict

GATE = "books_balance"


def check(books: Books, rows: int) -> Verdict:
    """The first check of every stage. ``rows`` are the output rows that were counted now; the books call them made."""
    missing, made = books.balance(), books.total("made")
    detail = {"books": books.to_lists(), "missing": missing, "made": made, "rows": rows}
    known = books.total("in") > 0
    return Verdict(GATE, True, known and missing == 0 and made == rows and not books.total("pending"), 0, detail)

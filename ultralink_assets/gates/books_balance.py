"""No input row is lost and none is counted twice: in = out + rejected + not drawn + pending."""

from __future__ import annotations

from ultralink_assets.warehouse.books import Books, Verdict

GATE = "books_balance"


def check(books: Books, rows: int, inputs: int, may_be_empty: bool = False) -> Verdict:
    """The first check of every stage. ``rows`` are the output rows that were counted now, and ``inputs`` the different
    input rows that they were made of; the books call them made and out. To have no input fails, unless it
    ``may_be_empty``.
    """
    missing, made, out = books.balance(), books.total("made"), books.total("out")
    detail = {"books": books.to_lists(), "missing": missing, "made": made, "rows": rows, "inputs": inputs}
    passed = (
        (may_be_empty or books.total("in") > 0)
        and missing == 0
        and (made, out) == (rows, inputs)
        and not books.total("pending")
    )
    return Verdict(GATE, True, passed, 0, detail)

"""Dialogues that are turned down after they were made: copies, and what a person rejected."""

from __future__ import annotations

import pyarrow as pa

_GROUNDED, _TWIN = ":grounded", ":closed_book"


def together(*found: pa.Table) -> pa.Table:
    """``dialogue_id``, ``reason``, ``detail`` of all tables: each dialogue once, by the first table that names it.

    A closed-book twin goes with its dialogue, whose questions it answers; it may be named where there is none.
    """
    rows: dict[str, dict[str, str]] = {}
    for row in (row for table in found for row in table.to_pylist()):
        rows.setdefault(row["dialogue_id"], row)
    for dialogue_id, row in list(rows.items()):
        twin = dialogue_id.removesuffix(_GROUNDED) + _TWIN
        if dialogue_id.endswith(_GROUNDED):
            rows.setdefault(
                twin, {**row, "dialogue_id": twin, "detail": f"its dialogue was turned down: {row['detail']}"}
            )
    names = ("dialogue_id", "reason", "detail")
    return pa.Table.from_pylist(list(rows.values()), pa.schema([(name, pa.string()) for name in names]))


def passages_lost(turned_down: pa.Table) -> list[str]:
    """A reason for each passage that has no dialogue any more; a twin that goes alone leaves its passage."""
    return [row["reason"] for row in turned_down.to_pylist() if row["dialogue_id"].endswith(_GROUNDED)]

"""What a person rejected is turned down, for as long as its text stays the same."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa

from ultralink_assets.records import Turn, item_id_of
from ultralink_assets.warehouse.connections import MEMORY_LIMIT

GATE = "review"

_COLUMNS = pa.schema([(name, pa.string()) for name in ("dialogue_id", "reason", "detail")])
_REVIEWED = """
SELECT dialogue_id, turns, item_id, reviewer, note
FROM read_parquet(?) JOIN (FROM read_parquet(?) WHERE verdict = 'reject') USING (dialogue_id) ORDER BY dialogue_id
"""


def find(rows_path: Path, reviews_path: Path) -> pa.Table:
    """The dialogues of which exactly this text was rejected: ``dialogue_id``, ``reason``, ``detail``.

    ``reviews_path``: the rows of ``reviews``. One of a dialogue that was made anew since says nothing of this one.
    """
    with duckdb.connect(config={"memory_limit": MEMORY_LIMIT}) as connection:
        reviewed = connection.execute(_REVIEWED, [str(rows_path), str(reviews_path)]).fetchall()
    found = [
        {"dialogue_id": dialogue_id, "reason": GATE, "detail": f"{reviewer}: {note}" if note else reviewer}
        for dialogue_id, turns, item_id, reviewer, note in reviewed
        if item_id_of(dialogue_id, [Turn(**turn) for turn in turns]) == item_id
    ]
    return pa.Table.from_pylist(found, _COLUMNS)

"""No two dialogues are nearly the same: Jaccard similarity of their shingles of characters.

Nothing is reported that is below the limit; recall at 5 % of edited words is .98. `similarity` says how they are found.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

import pyarrow as pa

from ultralink_assets import similarity as near
from ultralink_assets.records import are_twins
from ultralink_assets.similarity import Texts, Twin

GATE = "near_duplicates"


def find(rows_path: Path, similarity: float, language: str) -> pa.Table:
    """The dialogues to turn down: ``dialogue_id``, ``reason``, ``detail``; of similar ones the smallest id is kept.

    Exact copies are among them (reason ``duplicates``); a dialogue and its closed-book twin are not compared. The order
    of the rows in the file does not matter, nor does the partition ``language``: the texts' own characters decide how
    they are cut.
    """
    dialogues = Texts(rows_path, "dialogue_id")
    return _table(near.find([dialogues], rows_path.parent, similarity=similarity, unlike=are_twins), "dialogue_id")


def find_in_mix(rows_path: Path, similarity: float, without: Collection[str] = ()) -> pa.Table:
    """The same of the rows of a mix, whatever their part, by ``origin_id``; as if those ``without`` were not there."""

    def unlike(one: str, other: str) -> bool:
        return one in without or other in without or are_twins(one, other)

    every = Texts(rows_path, "origin_id")
    return _table(near.find([every], rows_path.parent, similarity=similarity, unlike=unlike), "origin_id")


def _table(twins: Sequence[Twin], key: str) -> pa.Table:
    columns = {
        key: [twin.row_id for twin in twins],
        "reason": ["duplicates" if twin.similarity == 1 else GATE for twin in twins],
        "detail": [f"{twin.similarity:.2f} similar to {twin.kept_id}" for twin in twins],
    }
    return pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})

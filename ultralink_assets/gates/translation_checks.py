"""The checks of translations that are about to be published, each beside its English."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any, Literal, get_args

import duckdb

from ultralink_assets.gates import books_balance, not_empty, rejected_share, same_in_every_language, source_known
from ultralink_assets.gates.rows import ROWS_A_BATCH, Row
from ultralink_assets.gates.tally import Tally
from ultralink_assets.gates.translation import TRANSLATION_GATES
from ultralink_assets.records import Translated
from ultralink_assets.settings import GatesSettings
from ultralink_assets.warehouse.books import Books, Verdict
from ultralink_assets.warehouse.connections import MEMORY_LIMIT

Role = Literal["question", "answer"]

# Each translation with the turns of its English item; those of an item that is not known come with nulls.
_WITH_ENGLISH = """
SELECT translations.*, english.turns AS english
FROM read_parquet($translations) AS translations LEFT JOIN read_parquet($english) AS english USING (part, item_id)
"""


def check_translated_sft(
    rows_path: Path,
    language: str,
    books: Books,
    english_paths: Sequence[Path],
    limits: GatesSettings,
    others: Mapping[str, Path],
) -> list[Verdict]:
    """``english_paths``: the items of each part that the translations were made of; ``others``: the translations that
    other languages have published."""
    known = Tally(source_known.GATE)
    tallies = {name: Tally(name) for name in TRANSLATION_GATES}
    for row in _with_english(rows_path, english_paths):
        name = f"{row['part']}:{row['item_id']}"
        known.add(name, [source_known.check(row["turns"], row["english"])])
        texts = list(_texts(row))
        for gate, tally in tallies.items():
            tally.add(name, map(TRANSLATION_GATES[gate], texts))
    return [
        books_balance.check(books, known.rows, known.rows),
        not_empty.check(known.rows),
        rejected_share.check(books, limits.max_rejected_share),
        known.verdict(),
        *(tally.verdict() for tally in tallies.values()),
        same_in_every_language.check(rows_path, language, others, english_paths),
    ]


def _with_english(rows_path: Path, english_paths: Sequence[Path]) -> Iterator[Row]:
    paths = {"translations": str(rows_path), "english": [str(path) for path in english_paths]}
    with duckdb.connect(config={"memory_limit": MEMORY_LIMIT}) as connection:
        for batch in connection.execute(_WITH_ENGLISH, paths).to_arrow_reader(ROWS_A_BATCH):
            yield from batch.to_pylist()


def _texts(row: dict[str, Any]) -> Iterator[Translated]:
    nothing = {"question": "", "answer": ""}
    roles: tuple[Role, ...] = get_args(Role)
    for turn, english in zip_longest(row["turns"], row["english"] or (), fillvalue=nothing):
        for role in roles:
            yield Translated(row["language"], row["part"], role, english[role], turn[role])

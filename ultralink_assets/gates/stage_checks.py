"""The checks of each stage on the rows that are about to be published. They read in batches: memory stays flat.

Each returns one `Verdict` for each name in `BLOCKING` and `WARNINGS` of its stage, in that order; `drift`, which also
needs the version before, is not theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from ultralink_assets import languages
from ultralink_assets.gates import (
    books_balance,
    duplicates,
    filter_words,
    length,
    near_duplicates,
    no_damage,
    no_markup,
    not_empty,
    passage_known,
    rejected_share,
)
from ultralink_assets.gates import language as language_gate
from ultralink_assets.gates.said import utterances
from ultralink_assets.gates.tally import Tally
from ultralink_assets.gates.utterance import UTTERANCE_GATES
from ultralink_assets.languages.model import Language
from ultralink_assets.records import Finding
from ultralink_assets.settings import GatesSettings, PassagesSettings
from ultralink_assets.warehouse.books import Books, Verdict
from ultralink_assets.warehouse.connections import MEMORY_LIMIT

ROWS_A_BATCH = 256
Row = dict[str, Any]

# The passage of each dialogue; what a passage is not known for comes with nulls.
_WITH_PASSAGES = """
SELECT dialogues.*, passages.title, passages.headings, passages.text AS passage
FROM read_parquet(?) AS dialogues LEFT JOIN read_parquet(?) AS passages USING (passage_id)
"""


def check_raw_wikipedia(rows_path: Path, books: Books, damage: Sequence[str]) -> list[Verdict]:
    """``damage``: what of the dumps could not be read."""
    markup = Tally(no_markup.GATE)
    for row in _rows(rows_path, ["page_id", "title", "sections"]):
        texts = [text for section in row["sections"] for text in (section["heading"], section["text"])]
        markup.add(f"{row['page_id']} {row['title']}", (no_markup.check(text) for text in texts))
    return [
        books_balance.check(books, markup.rows, markup.rows),
        not_empty.check(markup.rows),
        markup.verdict(),
        no_damage.check(damage),
    ]


def check_passages(rows_path: Path, books: Books, language: str, limits: PassagesSettings) -> list[Verdict]:
    """``language``: the partition's code; ``limits``: the settings that the passages were made by."""
    gates = _passage_gates(languages.load(language), limits)
    tallies = {name: Tally(name) for name in gates}
    rows = 0
    for row in _rows(rows_path, ["passage_id", "text", "tokens"]):
        rows += 1
        for name, gate in gates.items():
            tallies[name].add(row["passage_id"], map(gate, [row]))
    return [
        books_balance.check(books, rows, _different(rows_path, "page_id")),
        not_empty.check(rows),
        *(tally.verdict() for tally in tallies.values()),
        duplicates.verdict(duplicates.find(rows_path, "passages", language), rows),
    ]


def _passage_gates(language: Language, limits: PassagesSettings) -> dict[str, Callable[[Row], Finding]]:
    return {
        language_gate.GATE: lambda row: language_gate.check_text(row["text"], language),
        length.GATE: lambda row: length.check(row["text"], row["tokens"], limits.passage_tokens, language),
        no_markup.GATE: lambda row: no_markup.check(row["text"]),
        filter_words.GATE: lambda row: filter_words.check(row["text"], language),
    }


def check_dialogues(
    rows_path: Path, books: Books, language: str, passages_path: Path, limits: GatesSettings
) -> list[Verdict]:
    """``passages_path``: the passages that the dialogues were made of."""
    known = Tally(passage_known.GATE)
    tallies = {name: Tally(name) for name in UTTERANCE_GATES}
    for row in _dialogues_with_passages(rows_path, passages_path):
        known.add(row["dialogue_id"], [passage_known.check(row["passage"])])
        said = list(utterances(row))
        for name, gate in UTTERANCE_GATES.items():
            tallies[name].add(row["dialogue_id"], map(gate, said))
    similar = near_duplicates.find(rows_path, limits.near_duplicate_similarity, language)
    return [
        books_balance.check(books, known.rows, _different(rows_path, "passage_id")),
        not_empty.check(known.rows),
        rejected_share.check(books, limits.max_rejected_share),
        known.verdict(),
        *(tally.verdict() for tally in tallies.values()),
        duplicates.verdict(duplicates.find(rows_path, "dialogues", language), known.rows),
        duplicates.verdict(similar, known.rows, near_duplicates.GATE),
    ]


# ---------------------------------------------------------------------------------------- rows


def _rows(rows_path: Path, columns: list[str]) -> Iterator[Row]:
    with pq.ParquetFile(rows_path) as file:
        for batch in file.iter_batches(batch_size=ROWS_A_BATCH, columns=columns, use_threads=False):
            yield from batch.to_pylist()


def _different(rows_path: Path, column: str) -> int:
    """How many input rows the rows were made of."""
    with duckdb.connect(config={"memory_limit": MEMORY_LIMIT}) as connection:
        counted = connection.execute(f"SELECT count(DISTINCT {column}) FROM read_parquet(?)", [str(rows_path)])
        return int(counted.fetchall()[0][0])


def _dialogues_with_passages(rows_path: Path, passages_path: Path) -> Iterator[Row]:
    with duckdb.connect(config={"memory_limit": MEMORY_LIMIT}) as connection:
        joined = connection.execute(_WITH_PASSAGES, [str(rows_path), str(passages_path)])
        for batch in joined.to_arrow_reader(ROWS_A_BATCH):
            yield from batch.to_pylist()

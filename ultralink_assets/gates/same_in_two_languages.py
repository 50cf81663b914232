"""No answer stands, whole or nearly, in dialogues of another language too: one of the two was left untranslated.

A warning, computed when dialogues are published, against what other languages have published by then: so it says
nothing of languages that come later, and making one language again never changes another's rows. Whoever is published
last sees all. Compared as near-duplicates are: words without case and punctuation, Jaccard similarity of shingles; 1.00
is the same text. The signatures of this publication lie in DuckDB, which spills, and the other texts are read in
batches: memory stays flat.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ultralink_assets.gates.rows import read_rows, turns_of
from ultralink_assets.gates.tally import EXAMPLES, SHOWN
from ultralink_assets.languages.words import words_of
from ultralink_assets.similarity import band_keys, jaccard, shingles, signatures
from ultralink_assets.units import batches
from ultralink_assets.warehouse.books import Verdict
from ultralink_assets.warehouse.connections import connect

GATE = "same_in_two_languages"
ANSWERS_A_BATCH = 4096
SHORTEST = 40  # characters of words: names and figures alone may well be the same

# Of a text that many answers of this publication share, one is enough.
_CANDIDATES = """
WITH pairs AS (
    SELECT other.number, min(own.number) AS own_number
    FROM other JOIN own USING (band) GROUP BY other.number, band
)
SELECT DISTINCT pairs.number, answers.dialogue_id, answers.turn
FROM pairs JOIN answers ON answers.number = pairs.own_number ORDER BY ALL
"""


@dataclass(frozen=True, slots=True)
class _Answer:
    dialogue_id: str
    turn: int
    text: str


@dataclass(slots=True)
class _Seen:
    """What was compared, and what was found to be the same."""

    answers: int = 0
    compared: dict[str, int] = field(default_factory=dict)
    same: int = 0
    ids: list[str] = field(default_factory=list)
    examples: list[str] = field(default_factory=list)

    def add(self, own: tuple[str, int], other: _Answer, similarity: float) -> None:
        self.same += 1
        if len(self.ids) < SHOWN and own[0] not in self.ids:
            self.ids.append(own[0])
        if len(self.examples) < EXAMPLES:
            places = f"{own[0]} turn {own[1]} and {other.dialogue_id} turn {other.turn}"
            self.examples.append(f"{places}: {similarity:.2f} {other.text[:80]!r}")


def check(rows_path: Path, language: str, others: Mapping[str, Path], similarity: float) -> Verdict:
    """Fails when an answer of ``others`` (published dialogues by language) is so similar to one of ``language``.

    With no other language it passes, since there is no such answer; without an answer of its own it fails.
    """
    seen = _Seen()
    with TemporaryDirectory(dir=rows_path.parent) as spill, connect(Path(spill)) as connection:
        seen.answers = _store(connection, rows_path)
        for code, path in sorted(others.items()):
            seen.compared[code] = _compare(connection, rows_path, path, similarity, seen)
    detail: dict[str, Any] = {"answers": seen.answers, "compared": seen.compared, "failed": seen.same}
    if seen.same:
        detail |= {"ids": seen.ids, "examples": seen.examples}
    return Verdict(GATE, False, seen.answers > 0 and not seen.same, 0, detail)


def _store(connection: duckdb.DuckDBPyConnection, rows_path: Path) -> int:
    """Tables ``answers`` and ``own`` (a row for each band of each answer); returns how many answers there are."""
    connection.execute("CREATE TABLE answers (number UINTEGER, dialogue_id VARCHAR, turn INTEGER)")
    connection.execute("CREATE TABLE own (number UINTEGER, band UBIGINT)")
    stored = 0
    for answers in batches(_answers(rows_path), ANSWERS_A_BATCH):
        numbers = np.arange(stored, stored + len(answers), dtype=np.uint32)
        ids = [answer.dialogue_id for answer in answers]
        batch = pa.table({"number": numbers, "id": ids, "turn": [answer.turn for answer in answers]})
        bands = _bands(answers, numbers)
        for name, table in (("answers", batch), ("own", bands)):
            connection.register("batch", table)
            connection.execute(f"INSERT INTO {name} SELECT * FROM batch")
        stored += len(answers)
    return stored


def _compare(
    connection: duckdb.DuckDBPyConnection, rows_path: Path, other_path: Path, similarity: float, seen: _Seen
) -> int:
    """Notes in ``seen`` what of ``other_path`` is the same; returns how many of its answers were compared."""
    compared = 0
    for others in batches(_answers(other_path), ANSWERS_A_BATCH):
        compared += len(others)
        connection.register("other", _bands(others, np.arange(len(others), dtype=np.uint32)))
        candidates = connection.execute(_CANDIDATES).fetchall()
        wanted = {dialogue_id for _, dialogue_id, _ in candidates}
        texts = {name: [turn.answer for turn in turns] for name, turns in turns_of([rows_path], wanted)}
        matched: set[int] = set()
        for number, dialogue_id, turn in candidates:
            other = others[number]
            both = shingles([texts[dialogue_id][turn - 1], other.text])
            value = jaccard(both.of(0), both.of(1))
            if value >= similarity and number not in matched:
                matched.add(number)
                seen.add((dialogue_id, turn), other, value)
    return compared


def _bands(answers: list[_Answer], numbers: npt.NDArray[np.uint32]) -> pa.Table:
    """A row for each band of each answer's signature: the answer's number, and a hash of the band."""
    keys = band_keys(signatures(shingles([answer.text for answer in answers])))
    return pa.table({"number": np.repeat(numbers, keys.shape[1]), "band": keys.ravel()})


def _answers(rows_path: Path) -> Iterator[_Answer]:
    """The answers that are long enough to be somebody's."""
    for row in read_rows(rows_path, ["dialogue_id", "turns"]):
        for number, turn in enumerate(row["turns"], 1):
            if sum(map(len, words_of(turn["answer"]))) >= SHORTEST:
                yield _Answer(row["dialogue_id"], number, turn["answer"])

"""Small Parquet tables of stages for the tests of stage checks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow.parquet as pq

from ultralink_assets.languages import load
from ultralink_assets.languages.tokens import count_tokens
from ultralink_assets.records import Article, Dialogue, Passage, Section, Step, Turn
from ultralink_assets.warehouse import Books, Verdict, to_table
from ultralink_assets_tests.gates.planting import Clean


def passage_of(clean: Clean, page_id: int) -> Passage:
    tokens = count_tokens(clean.passage, load(clean.language))
    passage_id = f"{clean.language}:{page_id}:x"
    return Passage(passage_id, clean.language, page_id, None, clean.title, (), 0, clean.passage, tokens)


def dialogue_of(clean: Clean, page_id: int, turns: Sequence[Turn] | None = None) -> Dialogue:
    passage_id = f"{clean.language}:{page_id}:x"
    said = tuple(turns or clean.turns)
    deeper: Step = "deeper"
    steps: tuple[Step, ...] = ("first", *[deeper] * (len(said) - 1))
    return Dialogue(
        f"{passage_id}:grounded", clean.language, passage_id, "grounded", said, steps, "drawn", False, "test", "v"
    )


def article(page_id: int, text: str) -> Article:
    return Article("en", page_id, f"Page {page_id}", "", (Section(1, "", text),), "dump")


def write(path: Path, stage: str, rows: Sequence[Article | Passage | Dialogue]) -> Path:
    pq.write_table(to_table(stage, rows), path)
    return path


def books(rows: int, rejected: int = 0, *, lost: int = 0) -> Books:
    return Books(
        {("in", ""): rows + rejected + lost, ("out", ""): rows, ("made", ""): rows, ("rejected", "refusal"): rejected}
    )


def failed(verdicts: Sequence[Verdict]) -> list[str]:
    return [verdict.check_name for verdict in verdicts if verdict.passed is not True]

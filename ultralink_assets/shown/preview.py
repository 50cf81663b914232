"""Some rows of a stage as Markdown: a table that the UI shows in the page, and the same rows in full.

The rows are a sample by the hash of their ids, so that equal data are previewed equally, and not only what begins
the alphabet.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import duckdb

from ultralink_assets.shown.charts import INLINE_CHARACTERS
from ultralink_assets.warehouse.connections import MEMORY_LIMIT
from ultralink_assets.warehouse.tables import STAGES

ROWS = 3
FULL_TEXT_CHARACTERS = 12_000  # of one text
_CELL_WIDTHS = (80, 65, 50, 40, 30, 20)
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&$!])")
_LIST_MARK = re.compile(r"^(\s*\d*)([-+.)])(?=\s)")
_ORIGINAL = "original"  # of a translation: the turns it was made of, where they are known
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Shown:
    """One row: the cells of the table, and its texts in full, each with a heading."""

    name: str
    cells: Mapping[str, str]
    texts: Sequence[tuple[str, str]]


def sample(stage: str, rows_path: Path, count: int = ROWS, originals: Sequence[Path] = ()) -> list[Shown]:
    """``count`` rows of a published Parquet file, chosen by the hash of their keys.

    ``originals`` are Parquet files in which the turns that were translated are found by ``item_id``: as the id is made
    of the turns, whatever version of them is there holds the same ones.
    """
    key = ", ".join(f'"{name}"' for name in STAGES[stage].key)
    chosen = f"SELECT {key} FROM read_parquet($path) ORDER BY md5(concat_ws(' ', {key})), {key} LIMIT $count"
    sql = f"SELECT * FROM read_parquet($path) SEMI JOIN ({chosen}) USING ({key}) ORDER BY {key}"
    with duckdb.connect(config={"memory_limit": MEMORY_LIMIT}) as connection:
        found = connection.execute(sql, {"path": str(rows_path), "count": count})
        names = [column[0] for column in found.description]
        rows = [dict(zip(names, values, strict=True)) for values in found.fetchall()]
        known = _turns_of(connection, originals, [row["item_id"] for row in rows]) if originals else {}
    return [_SHOWN.get(stage, _any_row)({**row, _ORIGINAL: known.get(row.get("item_id", ""))}) for row in rows]


def table(rows: Sequence[Shown]) -> str:
    """The rows as a Markdown table whose cells are cut until the UI shows it in the page."""
    if not rows:
        return "no rows"
    widest = [_table(rows, width) for width in _CELL_WIDTHS]
    return next((text for text in widest if len(text) < INLINE_CHARACTERS), widest[-1])


def in_full(rows: Sequence[Shown]) -> str:
    """The rows one below the other with their whole texts (of a very long one, the beginning)."""
    parts = []
    for row in rows:
        parts.append(f"### {escaped(row.name)}")
        parts += [f"**{escaped(head)}**\n\n{_paragraphs(text)}" for head, text in row.texts]
    return "\n\n".join(parts) or "no rows"


def escaped(text: str) -> str:
    """One line of text that Markdown shows as it is."""
    return _LIST_MARK.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", text))


def shortened(text: object, width: int) -> str:
    """One line of at most ``width`` characters."""
    line = " ".join(str(text).split())
    return line if len(line) <= width else line[: width - 1] + "…"


def _table(rows: Sequence[Shown], width: int) -> str:
    heads = list(rows[0].cells)
    lines = [[escaped(shortened(cell, width)) for cell in row.cells.values()] for row in rows]
    return "\n".join(f"|{'|'.join(line)}|" for line in [heads, ["---"] * len(heads), *lines])


def _paragraphs(text: str) -> str:
    cut = text[:FULL_TEXT_CHARACTERS]
    more = [f"… and {len(text) - len(cut):,} characters more"] if len(cut) < len(text) else []
    return "\n\n".join(escaped(line) for line in [*cut.splitlines(), *more] if line.strip())


def _turns_of(
    connection: duckdb.DuckDBPyConnection, paths: Sequence[Path], ids: Sequence[str]
) -> dict[str, list[dict[str, str]]]:
    sql = "SELECT item_id, turns FROM read_parquet($paths) WHERE list_contains($ids, item_id)"
    found = connection.execute(sql, {"paths": [str(path) for path in paths], "ids": ids}).fetchall()
    return dict(found)


# ---------------------------------------------------------------------------------- by stage


def _article(row: Row) -> Shown:
    sections = row["sections"]
    lead = sections[0]["text"] if sections else ""
    cells = {
        "title": row["title"],
        "sections": str(len(sections)),
        "characters": f"{row['characters']:,}",
        "text": lead,
    }
    return Shown(row["title"], cells, [(each["heading"] or row["title"], each["text"]) for each in sections])


def _passage(row: Row) -> Shown:
    where = " / ".join([row["title"], *row["headings"]])
    cells = {"title": row["title"], "tokens": str(row["tokens"]), "text": row["text"]}
    return Shown(row["passage_id"], cells, [(where, row["text"])])


def _dialogue(row: Row) -> Shown:
    turns = row["turns"]
    cells = {"turns": str(len(turns)), "first question": turns[0]["question"], "answer": turns[0]["answer"]}
    texts = []
    for number, (turn, step) in enumerate(zip(turns, row["steps"], strict=True), 1):
        texts += [(f"Question {number} ({step})", turn["question"]), (f"Answer {number}", turn["answer"])]
    return Shown(f"{row['dialogue_id']}, {row['teacher']}", cells, texts)


def _conversation(row: Row) -> Shown:
    """Of English data, their translation or the mix: a translation with the original below each text."""
    turns, originals = row["turns"], row[_ORIGINAL]
    cells = {"part": row["part"], "turns": str(len(turns)), "first question": turns[0]["question"]}
    cells |= {"original question": originals[0]["question"]} if originals else {"answer": turns[0]["answer"]}
    texts = []
    for number, turn in enumerate(turns, 1):
        for side in ("question", "answer"):
            texts.append((f"{side.capitalize()} {number}", turn[side]))
            if originals:
                texts.append((f"{side.capitalize()} {number}, original", originals[number - 1][side]))
    by = [row[name] for name in ("item_id", "source", "teacher", "kept_by") if row.get(name)]
    return Shown(", ".join(by), cells, texts)


def _any_row(row: Row) -> Shown:
    cells = {name: str(value) for name, value in row.items() if name != _ORIGINAL}
    return Shown(next(iter(cells.values())), cells, list(cells.items()))


_SHOWN: Mapping[str, Callable[[Row], Shown]] = MappingProxyType(
    {"raw_wikipedia": _article, "passages": _passage, "dialogues": _dialogue}
    | dict.fromkeys(("english_sft", "agnostic_sft", "translated_sft", "pruned_mix"), _conversation)
)

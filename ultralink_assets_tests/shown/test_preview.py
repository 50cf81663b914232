"""Rows as Markdown: short in the page, whole behind a link, with nothing of theirs read as Markdown."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from ultralink_assets.records import AgnosticItem, Dialogue, Translation, Turn
from ultralink_assets.shown import preview
from ultralink_assets.shown.charts import INLINE_CHARACTERS
from ultralink_assets.warehouse import to_table


def dialogues(path: Path, texts: list[str]) -> Path:
    rows = [
        Dialogue(
            f"xx:{number}:a:grounded", "xx", f"xx:{number}:a", "grounded", (Turn(text, text),), ("first",), "drawn",
            False, "demo", "v",
        )
        for number, text in enumerate(texts)
    ]  # fmt: skip
    pq.write_table(to_table("dialogues", rows), path)
    return path


def test_the_table_fits_into_the_page_whatever_the_texts_and_the_full_text_has_them_whole(tmp_path: Path) -> None:
    long = "слово " * 500
    rows = preview.sample("dialogues", dialogues(tmp_path / "rows.parquet", [long] * 5))
    table = preview.table(rows)
    assert len(table) < INLINE_CHARACTERS
    assert table.count("\n") == preview.ROWS + 1
    assert long.strip() in preview.in_full(rows)


def test_the_sample_is_the_same_however_the_rows_are_ordered(tmp_path: Path) -> None:
    path = dialogues(tmp_path / "rows.parquet", [f"text {number}" for number in range(50)])
    backwards = pq.read_table(path).take(list(reversed(range(50))))
    pq.write_table(backwards, tmp_path / "backwards.parquet")
    assert preview.sample("dialogues", path) == preview.sample("dialogues", tmp_path / "backwards.parquet")


def test_no_rows_are_said_to_be_none(tmp_path: Path) -> None:
    rows = preview.sample("dialogues", dialogues(tmp_path / "rows.parquet", []))
    assert (preview.table(rows), preview.in_full(rows)) == ("no rows", "no rows")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a|b", r"a\|b"),
        ("<script>", r"\<script\>"),
        ("**x** _y_ `z`", r"\*\*x\*\* \_y\_ \`z\`"),
        ("1. first", r"1\. first"),
        ("- item", r"\- item"),
        ("![x](data:y)", r"\!\[x\](data:y)"),
    ],
)
def test_texts_are_shown_as_they_are(text: str, shown: str) -> None:
    assert preview.escaped(text) == shown


def test_a_very_long_text_is_cut_and_says_how_much_is_left(tmp_path: Path) -> None:
    text = "x" * (preview.FULL_TEXT_CHARACTERS + 1234)
    rows = preview.sample("dialogues", dialogues(tmp_path / "rows.parquet", [text]))
    assert "… and 1,234 characters more" in preview.in_full(rows)


def test_a_translation_is_shown_with_its_original_beside_it_as_far_as_it_is_known(tmp_path: Path) -> None:
    ids = ("chat:1", "chat:2")
    made = [Translation(each, "xx", "chat", None, (Turn("vraag", "antwoord"),), "demo", "v") for each in ids]
    of = AgnosticItem("chat:1", "chat", "yy", "file", 0, None, (Turn("ask", "say"),), None, None, None)
    pq.write_table(to_table("translated_sft", made), tmp_path / "rows.parquet")
    pq.write_table(to_table("agnostic_sft", [of]), tmp_path / "originals.parquet")
    rows = preview.sample("translated_sft", tmp_path / "rows.parquet", originals=[tmp_path / "originals.parquet"])
    known, unknown = sorted(rows, key=lambda row: row.name)
    assert [text for _, text in known.texts] == ["vraag", "ask", "antwoord", "say"]
    assert known.cells["original question"] == "ask"
    assert [text for _, text in unknown.texts] == ["vraag", "antwoord"]

"""What is plotted: counts of rows, also of those that were turned down."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq

from ultralink_assets.records import AgnosticItem, Criteria, Rejection, Turn
from ultralink_assets.shown import plots
from ultralink_assets.warehouse import rejections_to_table, to_table

PLACE = Criteria(human_name=0, code_or_formula=0, place=1, custom=0, wordplay=0, tradition=0, company=0)


def test_conversations_are_counted_by_turns_and_those_turned_down_by_criterion(tmp_path: Path) -> None:
    turn = Turn("ask", "say")
    kept = [AgnosticItem(f"chat:{n}", "chat", "xx", "file", n, None, (turn,) * n, None, None, None) for n in (1, 2, 2)]
    broken = (replace(PLACE, custom=1), PLACE)
    rejected = [
        Rejection({"part": "chat", "item_id": f"chat:{number}"}, "cultural", "", {"criteria": one})
        for number, one in enumerate(broken, 3)
    ]
    unasked = Rejection({"part": "chat", "item_id": "chat:5"}, "url", "")
    pq.write_table(to_table("agnostic_sft", kept), tmp_path / "rows.parquet")
    pq.write_table(rejections_to_table("agnostic_sft", [*rejected, unasked]), tmp_path / "rejected.parquet")
    drawn = {
        p.name: p.values
        for p in plots.of_rows("agnostic_sft", tmp_path / "rows.parquet", tmp_path / "rejected.parquet")
    }
    assert drawn["turns"] == {"1": 1, "2": 2}
    assert drawn["criteria"] == {"place": 2, "custom": 1}


def test_without_a_rejected_row_there_is_no_chart_of_criteria(tmp_path: Path) -> None:
    for name in ("rows", "rejected"):
        table = to_table("agnostic_sft", []) if name == "rows" else rejections_to_table("agnostic_sft", [])
        pq.write_table(table, tmp_path / f"{name}.parquet")
    assert plots.of_rows("agnostic_sft", tmp_path / "rows.parquet", tmp_path / "rejected.parquet") == []

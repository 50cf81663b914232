"""What the docs list is what there is."""

from __future__ import annotations

import re
from pathlib import Path

from ultralink_assets.gates import sql_tests
from ultralink_assets.warehouse import STAGES

ROOT = Path(__file__).parent.parent
QUALITY = (ROOT / "docs" / "quality.md").read_text(encoding="utf-8")


def test_each_sql_test_is_listed_under_its_stages_with_its_promise() -> None:
    listed = set()
    for stages, lines in re.findall(r"^\| of ([\w, ]+) \| promise \|\n\| --- \| --- \|\n((?:\|.*\n)+)", QUALITY, re.M):
        for name, warns, promise in re.findall(r"^\| `(\w+)`( \(w\))? \| (.+) \|$", lines, re.M):
            listed.add(sql_tests.SqlTest(name, promise, tuple(stages.split(", ")), not warns))
    assert listed == set(sql_tests.every())


def test_every_table_is_a_source_of_the_sql_tests() -> None:
    sources = (ROOT / "dbt_quality" / "sources" / "warehouse.yml").read_text(encoding="utf-8")
    tables = {name for stage in STAGES.values() for name in (stage.name, stage.rejected_name)}
    tables |= {"stage_books", "publications", "gate_verdicts", "schema_version"}
    assert set(re.findall(r"^      - name: (\w+)$", sources, re.M)) == tables

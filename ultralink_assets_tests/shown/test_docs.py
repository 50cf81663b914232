"""docs/ui.md names keys that assets have, and pictures that are there."""

from __future__ import annotations

import re
from pathlib import Path

from ultralink_assets_tests.conftest import Project, run

DOCS = Path(__file__).parents[2] / "docs"
TEXT = (DOCS / "ui.md").read_text(encoding="utf-8")


def test_every_key_of_its_table_is_in_the_metadata(project: Project) -> None:
    settings = project()
    (settings.data_dir / "reports").mkdir(parents=True)
    (settings.data_dir / "reports" / "ru.html").touch()
    result = run(settings, "raw_wikipedia/ru", "passages/ru", "dialogues/ru")
    [made] = result.asset_materializations_for_node("dialogues__ru")
    named = {key for line in re.findall(r"^\| ([a-z_, ]+) \|", TEXT, re.MULTILINE) for key in line.split(", ")}
    assert {"preview", "plot_cost", "report"} <= named
    assert named - {"key"} <= set(made.metadata)


def test_every_picture_is_there_and_every_picture_there_is_shown() -> None:
    named = set(re.findall(r"\]\(images/([^)]+)\)", TEXT))
    assert named == {path.name for path in (DOCS / "images").iterdir()}

"""What the README points to is there. Its commands and settings are run by docs/test_commands.py."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ultralink_assets.flow import STAGES

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("link", re.findall(r"\]\((docs/[^)]+)\)", README))
def test_every_page_it_links_to_is_there(link: str) -> None:
    assert (ROOT / link).is_file()


def test_every_asset_it_selects_is_a_stage() -> None:
    selected = {
        name.split("/")[0] for names in re.findall(r"--select '?([^ `']+)", README) for name in names.split(",")
    }
    assert selected
    assert {name.lstrip("+").removeprefix('key:"') for name in selected} <= set(STAGES)


def test_it_stays_short() -> None:
    assert README.count("\n") < 150

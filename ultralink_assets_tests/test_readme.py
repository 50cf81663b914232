"""The settings of README and operating guide are valid, and their commands exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ultralink_assets import cli
from ultralink_assets.flow import STAGES
from ultralink_assets_tests.conftest import Project

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
OPERATING = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
COMMANDS = sorted(set(re.findall(r"^ultralink (\S+)", README + OPERATING, flags=re.MULTILINE)))


def test_the_settings_block_is_valid(project: Project) -> None:
    [block] = re.findall(r"```toml\n(.*?)```", README, flags=re.DOTALL)
    settings = project(block)
    assert settings.teacher is not None
    assert settings.teacher.budget_usd == 25
    assert set(settings.raw_wikipedia) == {"ru"}


@pytest.mark.parametrize("block", re.findall(r"```toml\n(.*?)```", OPERATING, flags=re.DOTALL))
def test_the_settings_blocks_of_the_guide_are_valid(project: Project, block: str) -> None:
    settings = project(block)
    assert settings.automation.paid or settings.teacher is not None


@pytest.mark.parametrize("link", re.findall(r"\]\((docs/[^)]+)\)", README))
def test_every_page_it_links_to_is_there(link: str) -> None:
    assert (ROOT / link).is_file()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_it_names_exists(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main([command, "--help"])
    assert ended.value.code == 0


def test_every_asset_it_selects_is_a_stage() -> None:
    selected = {
        name.split("/")[0] for names in re.findall(r"--select '?([^ `']+)", README) for name in names.split(",")
    }
    assert selected
    assert {name.lstrip("+").removeprefix('key:"') for name in selected} <= set(STAGES)


def test_it_stays_short() -> None:
    assert README.count("\n") < 150

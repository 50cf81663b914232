"""Small projects: settings in a folder of their own, a dump, and Dagster without a home."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from dagster import AssetKey, DagsterInstance, ExecuteInProcessResult, materialize

from ultralink_assets import definitions, languages, sandbox
from ultralink_assets import settings as settings_module
from ultralink_assets.settings import Settings

Project = Callable[..., Settings]


@pytest.fixture(autouse=True)
def _no_settings_of_ours(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test sees the settings, the key, the language entries or the Dagster home of whoever runs it."""
    languages.use(None)
    for name in ("ULTRALINK_SETTINGS", "DAGSTER_HOME", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent.parent))  # for tests that start Python themselves


@pytest.fixture(scope="session")
def lacking() -> list[str]:
    """What this machine lacks to protect itself from the programs of a sandbox."""
    return [each.name for each in sandbox.describe().protections if each.needed and not each.holds]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Settings from TOML text; the data folder is ``tmp_path/data``."""

    def build(text: str = "") -> Settings:
        file = tmp_path / "ultralink.toml"
        file.write_text(text, encoding="utf-8")
        return settings_module.load({"ULTRALINK_SETTINGS": str(file)}, tmp_path)

    return build


def run(
    settings: Settings, *selection: str, instance: DagsterInstance | None = None, raise_on_error: bool = True
) -> ExecuteInProcessResult:
    """Materialize ``selection`` ("dialogues/ru") in this process; raises what the asset raised."""
    return materialize(
        definitions.assets(settings),
        selection=[AssetKey(name.split("/")) for name in selection],
        resources=definitions.RESOURCES,
        instance=instance,
        raise_on_error=raise_on_error,
    )

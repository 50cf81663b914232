"""``ultralink publish``: what keeps a data set from the Hub, and how it gets there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ultralink_assets import publish as publishing
from ultralink_assets.mix.dataset import SCHEMA
from ultralink_assets.records import HubError, SettingsError, UltralinkError, UpstreamRefused
from ultralink_assets.settings import Settings
from ultralink_assets.warehouse import Verdict
from ultralink_assets_tests.conftest import Project
from ultralink_assets_tests.mix.fake_hub import TOKEN, FakeHub, serving
from ultralink_assets_tests.mix.making import OWN, files_below, folder_of, make, pass_sql_tests, publish_mix
from ultralink_assets_tests.warehouse.making import open_warehouse, silent

DOC = (Path(__file__).parent.parent / "docs" / "publishing.md").read_text(encoding="utf-8")
ONE = OWN.replace('["ru", "fr"]', '["ru"]').replace('fr = "frwiki.xml.bz2"', "")


@pytest.fixture
def fake() -> Iterator[FakeHub]:
    with serving() as hub:
        yield hub


@pytest.fixture(autouse=True)
def _token(monkeypatch: pytest.MonkeyPatch, fake: FakeHub, tmp_path: Path) -> None:
    """The token of the tests, and a Hub to count what is asked of it."""
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    monkeypatch.setattr("huggingface_hub.constants.HF_TOKEN_PATH", str(tmp_path / "token"))
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", fake.url)


@pytest.fixture
def made(project: Project) -> Settings:
    """Settings with a data set of one language."""
    settings = project(ONE)
    publish_mix(settings)
    make(settings)
    pass_sql_tests(settings)
    return settings


def publish(settings: Settings, *, private: bool = False, say: list[str] | None = None) -> list[str]:
    said = silent if say is None else say.append
    return list(publishing.publish(settings, "me/talk", private=private, revision=None, say=said))


def refused(settings: Settings, fake: FakeHub, kind: type[UltralinkError]) -> str:
    """The words of the refusal, before any request."""
    with pytest.raises(kind) as refusal:
        publish(settings)
    assert fake.requests == []
    return str(refusal.value)


def test_the_command_pushes_every_file_and_shows_no_token(made: Settings, fake: FakeHub, tmp_path: Path) -> None:
    environ = {
        **os.environ,
        "HF_ENDPOINT": fake.url,
        "HF_HUB_DISABLE_XET": "1",
        "ULTRALINK_SETTINGS": str(tmp_path / "ultralink.toml"),
    }
    command = [sys.executable, "-m", "ultralink_assets.cli", "publish", "me/talk", "--private", "--revision", "v1"]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert f"8 files of version {folder_of(made).name} are at {fake.url}/datasets/me/talk" in done.stdout
    assert fake.repos["me/talk"]["v1"] == {".gitattributes": b"", **files_below(folder_of(made))}
    assert fake.private["me/talk"]
    assert TOKEN not in done.stdout + done.stderr


def test_demo_rows_are_refused(project: Project, fake: FakeHub) -> None:
    settings = project(ONE)
    publish_mix(settings, teacher="demo")
    make(settings)
    pass_sql_tests(settings)
    assert "demo rows are no data" in refused(settings, fake, UpstreamRefused)


@pytest.mark.parametrize("passed", [False, None])
def test_a_blocking_gate_without_a_pass_refuses(made: Settings, fake: FakeHub, passed: bool | None) -> None:
    version = folder_of(made).name
    open_warehouse(made.data_dir).set_verdict("dataset", "all", version, Verdict("files_whole", True, passed))
    assert "files_whole" in refused(made, fake, UpstreamRefused)


def test_a_data_set_that_was_never_made_is_refused_with_the_command_that_makes_it(
    project: Project, fake: FakeHub
) -> None:
    assert "--select dataset/all" in refused(project(ONE), fake, UpstreamRefused)


def test_a_file_that_changed_since_it_was_checked_is_refused(made: Settings, fake: FakeHub) -> None:
    with (folder_of(made) / "ru_code.jsonl").open("a", encoding="utf-8") as file:
        file.write("{}\n")
    assert "ru_code.jsonl: bytes" in refused(made, fake, UpstreamRefused)


def test_a_missing_card_is_refused(made: Settings, fake: FakeHub) -> None:
    (folder_of(made) / "README.md").unlink()
    assert "the data card is gone" in refused(made, fake, UpstreamRefused)


def test_a_missing_token_is_one_error(made: Settings, fake: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HF_TOKEN")
    assert "hf auth login" in refused(made, fake, HubError)


def test_without_a_licence_it_is_published_privately_or_not_at_all(
    project: Project, fake: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_DISABLE_XET", True)
    settings = project(ONE.replace('license = "cc-by-sa-4.0"', ""))
    publish_mix(settings)
    make(settings)
    pass_sql_tests(settings)
    assert "[dataset] license" in refused(settings, fake, SettingsError)
    publish(settings, private=True)
    assert fake.private == {"me/talk": True}


def test_a_mix_that_has_changed_since_is_named(made: Settings, fake: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_DISABLE_XET", True)
    said: list[str] = []
    publish(made, say=said)
    assert said == []
    publish_mix(made, count=2)
    publish(made, say=said)
    assert said == ["note: pruned_mix/ru has changed since this data set was made of it"]
    assert len(fake.commits) == 2


def test_the_settings_of_its_page_are_valid(project: Project) -> None:
    [block] = re.findall(r"```toml\n(.*?)```", DOC, flags=re.DOTALL)
    assert set(project(block).dataset.sources) == {"chat", "math", "code"}


def test_its_page_names_the_columns_that_the_files_have() -> None:
    assert {name for name in SCHEMA.names if f"`{name}`" not in DOC} == set()

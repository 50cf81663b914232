"""Every command and settings block of README and docs, run as a reader would run them: in their order, in one shell.

A fixed port becomes a free one. Endpoint and dump are the demo teacher and the shipped sample: `base_url` of the pages
leads to the former, and the file that the README names is the latter.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from ultralink_assets import flow, sample
from ultralink_assets.settings import Settings
from ultralink_assets_tests.docs.blocks import PROGRAMS, ROOT, blocks, inline, pages, prints, with_settings
from ultralink_assets_tests.docs.shell import Shell, checkout, free_port, reader
from ultralink_assets_tests.mix.fake_hub import TOKEN, FakeHub, serving

# What stands in sentences and is not run here, with the reason.
NOT_RUN = {
    "apt-get install chromium": "installs a program of the system",
    "make test": "this is it",
    "make test-ui": "needs a browser; runs the tests of the folder ui",
    "make bench": "downloads what the benchmarks compare with",
    "python benchmarks/": "needs texts and dumps that are not shipped",
    "python -m ultralink_assets_tests.chaos": "test_chaos.py runs its short form",
    "python -m ultralink_assets.teacher.worker": "the runs start it themselves",
    "pip install": "downloads what trains and embeds",
    "ultralink estimate agnostic_sft/chat": "the README estimates two stages with the same command",
    "ultralink rollback dataset/all": "the tutorial rolls back dialogues with the same command",
    "ultralink new-language": "test_german_example.py follows the page",
    "dagster asset materialize --select raw_wikipedia/de,passages/de": "test_german_example.py makes these assets",
}
READ_ELSEWHERE = {"languages.md": "test_german_example.py puts its settings together"}
FOLLOWED = (
    "README.md",
    *(f"docs/{name}.md" for name in ("publishing", "selection", "operating", "quality", "ui", "review", "gates")),
)
COMMAND = re.compile(rf"^(?:{PROGRAMS}) ", re.MULTILINE)
Done = Callable[[Shell, str], None]


class Page:
    """Runs the blocks of a page in ``shell``. ``servers`` are the commands that wait for a person, and where they
    answer; ``before`` is what a person does before a command that begins so."""

    def __init__(
        self,
        shell: Shell,
        ports: Mapping[str, int],
        servers: Mapping[str, tuple[str, Done]],
        before: Mapping[str, Done],
    ) -> None:
        self._shell, self._ports, self._servers, self._before = shell, ports, servers, before

    def read(self, page: Path) -> None:
        for block in blocks(page):
            if block.kind == "toml":
                self._write(self._adapted(block.text))
            for command, shown in block.commands():
                self._run(self._adapted(command), None if shown is None else self._adapted(shown))

    def _write(self, settings: str) -> None:
        file = self._shell.folder / "ultralink.toml"
        old = file.read_text(encoding="utf-8") if file.exists() else ""
        file.write_text(with_settings(old, settings), encoding="utf-8")

    def _run(self, command: str, shown: str | None) -> None:
        for start, done in self._before.items():
            if command.startswith(start):
                done(self._shell, command)
        for start, (url, done) in self._servers.items():
            if command.startswith(start):
                self._shell.start(command, url)
                done(self._shell, url)
                return
        output = self._shell.run(command)
        assert shown is None or prints(shown, output), f"$ {command}\n{output[-3000:]}\nis not what is shown:\n{shown}"

    def _adapted(self, text: str) -> str:
        for port, free in self._ports.items():
            text = re.sub(rf"(:|--port ){port}\b", rf"\g<1>{free}", text)
        return text


def asked(url: str, query: str) -> list[dict[str, Any]]:
    """The nodes that Dagster's web server knows."""
    body = json.dumps({"query": f"{{assetNodes{{{query}}}}}"}).encode()
    request = urllib.request.Request(f"{url}/graphql", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        nodes: list[dict[str, Any]] = json.load(answer)["data"]["assetNodes"]
    return nodes


def stay(shell: Shell, url: str) -> None:
    """A server that later commands need."""


def only_dialogues_are_stale(shell: Shell, url: str) -> None:
    nodes = asked(url.removesuffix("/server_info"), "assetKey{path} staleStatus staleCauses{reason}")
    stale = {
        "/".join(node["assetKey"]["path"]): node["staleCauses"] for node in nodes if node["staleStatus"] == "STALE"
    }
    shell.stop()
    assert stale == {"dialogues/en": [{"reason": "has a new code version"}]}


@pytest.mark.timeout(900)
def test_the_tutorial_leads_where_it_says(tmp_path: Path) -> None:
    (tmp_path / "ultralink-assets").mkdir()
    checkout(tmp_path / "ultralink-assets")
    ports = {"8400": free_port(), "3000": free_port()}
    servers = {
        "ultralink demo-teacher": (f"http://127.0.0.1:{ports['8400']}/v1/models", stay),
        "dagster dev": (f"http://127.0.0.1:{ports['3000']}/server_info", only_dialogues_are_stale),
    }
    with reader(tmp_path, {}) as shell:
        Page(shell, ports, servers, {}).read(ROOT / "docs" / "tutorial.md")


def every_asset_is_loaded(shell: Shell, url: str) -> None:
    keys = {"/".join(node["assetKey"]["path"]) for node in asked(url.removesuffix("/server_info"), "assetKey{path}")}
    shell.stop()
    every = flow.places(Settings())
    made = {"/".join(place) for place in every if place[0] != "judgements"}  # off
    assert keys >= made


def in_one_language(shell: Shell, command: str) -> None:
    """`make demo` makes the sample of one language, since this is about the command."""
    shell.run("export ULTRALINK_LANGUAGES=ru")


def in_all_languages(shell: Shell, command: str) -> None:
    shell.run("unset ULTRALINK_LANGUAGES")


def with_verdicts(shell: Shell, command: str) -> None:
    """Anna's file comes back with one rejection, and Argilla's with the same."""
    with (shell.folder / "for-anna.csv").open(encoding="utf-8-sig", newline="") as file:
        first, *rest = csv.DictReader(file)
    for name in ("for-anna.csv", "from-argilla.csv"):
        with (shell.folder / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(first))
            writer.writeheader()
            writer.writerows([{**first, "verdict": "reject", "reviewer": "Anna"}, *rest])


def hub_of(hub: FakeHub) -> dict[str, str]:
    return {"HF_ENDPOINT": hub.url, "HF_TOKEN": TOKEN, "HF_HUB_DISABLE_XET": "1"}


@pytest.mark.timeout(900)
def test_the_readme_and_the_guides_can_be_followed_one_after_the_other(tmp_path: Path) -> None:
    checkout(tmp_path)
    (tmp_path / "dumps").mkdir()
    shutil.copy(sample.dump("ru"), tmp_path / "dumps" / "ruwiki-latest-pages-articles-multistream.xml.bz2")
    ports = {"8000": free_port()}
    ui = free_port()
    servers = {"make ui": (f"http://127.0.0.1:{ui}/server_info", every_asset_is_loaded)}
    before = {"make demo": in_one_language, "make ui": in_all_languages, "ultralink review import": with_verdicts}
    data = str(tmp_path / "data")  # before there are settings, an installed package's checkout is where data go
    shutil.copy(sample.english("chat")[0], tmp_path / "sharegpt.jsonl")
    shutil.copy(sample.english("math")[0], tmp_path / "metamath.jsonl")
    environ = {"PORT": str(ui), "ULTRALINK_DATA_DIR": data, "DBT_TARGET_PATH": str(tmp_path / "target")}
    with serving() as hub, reader(tmp_path, {**environ, **hub_of(hub)}) as shell:
        shell.start(f"ultralink demo-teacher --port {ports['8000']}", f"http://127.0.0.1:{ports['8000']}/v1/models")
        page = Page(shell, ports, servers, before)
        for name in FOLLOWED:
            page.read(ROOT / name)
        rejected = shell.run(
            "ultralink sql --format csv \"SELECT count(*) FROM dialogues_rejected WHERE reason = 'review'\""
        )
    assert rejected.splitlines()[-1] == "1"
    assert "README.md" in hub.repos["my-account/my-data"]["main"]


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_every_block_is_run_or_settings_or_python_or_a_picture(page: Path) -> None:
    followed = {ROOT / name for name in FOLLOWED} | {ROOT / "docs" / "tutorial.md"}
    for block in blocks(page):
        assert block.kind in {"sh", "console", "toml", "python", ""}, block
        assert block.kind or not COMMAND.search(block.text), f"{page.name}: say ```sh\n{block.text}"
        assert page in followed or page.name in READ_ELSEWHERE or block.kind in {"python", ""}, block


def test_every_command_in_a_sentence_is_run_somewhere() -> None:
    """And no reason is given for what need not have one."""
    run = [command for page in pages() for block in blocks(page) for command, _ in block.commands()]
    named = {command for page in pages() for command in inline(page)}
    excused = {command: start for command in named for start in NOT_RUN if command.startswith(start)}
    left = {command for command in named if not any(one.startswith(command) for one in run)}
    assert left - set(excused) == set()
    assert {excused[command] for command in left} == set(NOT_RUN)

"""The SQL tests of ``dbt_quality/``: which there are, whose publication each judges, and the parsed project for dbt.

dbt parses the project once for each state of its files, into the user's cache folder. What is known of a test is read
from there as plain JSON: importing dbt takes a second that nobody should pay for looking at the asset graph.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
import tempfile
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ultralink_assets
from ultralink_assets.records import SettingsError
from ultralink_assets.warehouse import Verdict, files

if TYPE_CHECKING:
    from dbt.cli.main import dbtRunner

PROJECT = Path(ultralink_assets.__file__).parent.parent / "dbt_quality"
MANIFEST = "manifest.json"
PARSED = "partial_parse.msgpack"  # the manifest with all that dbt needs to run; the JSON leaves parts out
_SOURCES = ("*.sql", "*.yml")
_NOT_SOURCES = {"target", "logs"}
QUIET = (
    *("--log-level", "none", "--log-level-file", "none"),
    *("--no-version-check", "--no-send-anonymous-usage-stats", "--no-partial-parse"),
)


@dataclass(frozen=True, slots=True)
class SqlTest:
    """One test. ``stages`` are those whose publications it judges; one that is not ``blocking`` only warns."""

    name: str
    description: str
    stages: tuple[str, ...]
    blocking: bool


@cache
def every() -> tuple[SqlTest, ...]:
    """All tests, sorted by name; raises `SettingsError` for one that names no stage."""
    nodes = json.loads((parsed() / MANIFEST).read_text(encoding="utf-8"))["nodes"].values()
    return tuple(sorted((_test(node) for node in nodes if node["resource_type"] == "test"), key=lambda one: one.name))


def of_stage(stage: str) -> tuple[SqlTest, ...]:
    """The tests that judge the publications of a stage, blocking ones first."""
    return tuple(sorted((one for one in every() if stage in one.stages), key=lambda one: not one.blocking))


def blocking(stage: str) -> tuple[str, ...]:
    """The names of those without whose pass the next stage may not read."""
    return tuple(one.name for one in of_stage(stage) if one.blocking)


def unanswered(stage: str) -> list[Verdict]:
    """What is known of a publication's tests when it is published: nothing yet."""
    why = {"why": "the SQL test has not run on these rows"}
    return [Verdict(one.name, one.blocking, None, 0, why) for one in of_stage(stage)]


@cache
def parsed() -> Path:
    """The folder with `MANIFEST` and `PARSED` for the project as it is now; dbt makes it when it is missing."""
    folder = _cache_folder() / _state()
    if (folder / PARSED).is_file():
        return folder
    with tempfile.TemporaryDirectory() as scratch:
        _parse(Path(scratch))
        return _keep(Path(scratch), folder)


def project_arguments(scratch: Path) -> list[str]:
    """How dbt is called on the project so that it writes nowhere but to ``scratch``, and says nothing."""
    places = {"--project-dir": PROJECT, "--profiles-dir": PROJECT, "--target-path": scratch, "--log-path": scratch}
    return [*(str(part) for place in places.items() for part in place), *QUIET]


def dbt_runner() -> type[dbtRunner]:
    """dbt, imported late. Its tracker, though off, gives the root logger a handler when it is imported, which would
    print every line of a run's log twice."""
    handlers = logging.root.handlers[:]
    from dbt.cli.main import dbtRunner

    logging.root.handlers[:] = handlers
    return dbtRunner


def _test(node: dict[str, Any]) -> SqlTest:
    stages = node["config"].get("meta", {}).get("stages")
    if not stages:
        raise SettingsError(
            f"{PROJECT}: the test {node['name']!r} names no stage",
            "give it config: {meta: {stages: [dialogues]}}, the stages whose publications it judges",
        )
    hard = node["config"]["severity"].upper() == "ERROR"
    return SqlTest(node["name"], node["description"], tuple(stages), hard)


def _state() -> str:
    """A hash of the project's files and of who reads them."""
    if not (PROJECT / "dbt_project.yml").is_file():
        raise SettingsError(f"{PROJECT}: the SQL tests are missing", "install ultralink-assets again")
    digest = hashlib.sha256()
    for package in ("dbt-core", "dbt-duckdb"):
        digest.update(f"{package} {version(package)}\n".encode())
    for path in sorted(path for pattern in _SOURCES for path in PROJECT.rglob(pattern)):
        name = path.relative_to(PROJECT)
        if name.parts[0] not in _NOT_SOURCES:
            digest.update(f"{name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()[:16]


def _cache_folder() -> Path:
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "ultralink_assets" / "dbt"


def _parse(target: Path) -> None:
    done = dbt_runner()().invoke(["parse", *project_arguments(target)])
    if not done.success:
        raise SettingsError(
            f"{PROJECT}: dbt can't parse the SQL tests: {done.exception}",
            f"correct them; look: dbt parse --project-dir {PROJECT} --profiles-dir {PROJECT}",
        )


def _keep(made: Path, folder: Path) -> Path:
    """What was made, in ``folder``; in a temporary one where that can't be written."""
    try:
        with files.new_folder(folder) as new:
            for name in (MANIFEST, PARSED):
                shutil.copyfile(made / name, new / name)
    except OSError:
        if not (folder / PARSED).is_file():  # nobody else has made it meanwhile
            return Path(shutil.copytree(made, tempfile.mkdtemp(prefix="ultralink-dbt-"), dirs_exist_ok=True))
    return folder

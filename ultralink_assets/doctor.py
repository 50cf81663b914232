"""``ultralink doctor``: is everything there that a run needs, and what to do where it is not."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from ultralink_assets import flow, gates, languages, sample, sandbox
from ultralink_assets import settings as settings_module
from ultralink_assets.from_english.english_sft import find_files
from ultralink_assets.from_wikipedia.dump_sources import find_sources
from ultralink_assets.languages.translation_prompts import words_of
from ultralink_assets.records import PARTS, Part, SandboxRefused, UltralinkError
from ultralink_assets.settings import CHECKOUT, FILE_NAME, Settings, TeacherSettings
from ultralink_assets.sources import Source

PACKAGES = ("dagster", "dagster-webserver", "duckdb", "openai", "polars", "dbt-core")
LOW_DISK_BYTES = 5 * 2**30
ASK_TIMEOUT_S = 10
NAMES_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Examined:
    """One line of the report."""

    level: Literal["ok", "warning", "error"]
    subject: str
    text: str
    remedy: str = ""

    def __str__(self) -> str:
        remedy = f"\n            -> {self.remedy}" if self.remedy else ""
        return f"{self.level:<8}  {self.subject}: {self.text}{remedy}"


def examine(environ: Mapping[str, str] = os.environ) -> Iterator[Examined]:
    """All findings, in the order in which a run would meet them."""
    yield Examined(
        "ok",
        "versions",
        ", ".join(f"{name} {version(name)}" for name in PACKAGES) + f", python {sys.version.split()[0]}",
    )
    try:
        settings = settings_module.load(environ)
    except UltralinkError as error:
        yield Examined("error", "settings", error.message, error.hint)
        return
    yield from _settings(settings)
    yield from _overrides(settings)
    yield from _disk(settings.data_dir)
    yield from _home(environ)
    for language in settings.languages:
        yield _dump(settings, language)
    for part in PARTS:
        yield _data(settings, part)
    for language in flow.translated(settings):
        yield _translation(language)
    yield from _sandbox()
    yield from _teacher(settings, environ)
    if settings.judge is not None and settings.judgements.sample and not settings.judge.demo:
        yield from _asked(settings.judge, environ)


def _settings(settings: Settings) -> Iterator[Examined]:
    used = str(settings.file) if settings.file else "none: the shipped sample and the demo teacher"
    made = "" if settings.data_dir.exists() else ", which the first run will make"
    yield Examined("ok", "settings", f"{used}; data in {settings.data_dir}{made}")
    other = CHECKOUT / FILE_NAME
    if other.is_file() and other != settings.file:
        yield Examined(
            "warning",
            "settings",
            f"{other} exists and is not the one in use",
            "set ULTRALINK_SETTINGS to it, or remove it",
        )


def _overrides(settings: Settings) -> Iterator[Examined]:
    try:
        gates.refuse_unknown(settings.gates.override)
    except UltralinkError as error:
        yield Examined("error", "settings", error.message, error.hint)


def _disk(data_dir: Path) -> Iterator[Examined]:
    existing = next(folder for folder in (data_dir, *data_dir.parents) if folder.exists())
    try:
        with tempfile.TemporaryFile(dir=existing):
            pass  # a file system may refuse what the permissions allow
    except OSError as error:
        text = f"{existing} can't be written: {error.strerror}"
        yield Examined("error", "data folder", text, "change its owner, or set data_dir")
        return
    free = shutil.disk_usage(existing).free
    text = f"{free / 2**30:.1f} GiB free in {existing}"
    if free < LOW_DISK_BYTES:
        yield Examined("warning", "disk", text, "free some room, or set data_dir to a larger disk")
    else:
        yield Examined("ok", "disk", text)


def _home(environ: Mapping[str, str]) -> Iterator[Examined]:
    home = environ.get("DAGSTER_HOME", "")
    if not home:
        text = "DAGSTER_HOME is not set: runs work, and Dagster forgets their history"
        yield Examined(
            "warning", "dagster", text, "run from the checkout after `make demo`, which writes .env, or set it"
        )
    elif not Path(home).is_dir():
        yield Examined("error", "dagster", f"DAGSTER_HOME names {home}, which is no folder", f"mkdir -p {home}")
    else:
        yield Examined("ok", "dagster", f"DAGSTER_HOME {home}")
        yield from _dead_runs(home)


def _dead_runs(home: str) -> Iterator[Examined]:
    from dagster import DagsterError, DagsterInstance  # takes seconds to import, and is needed only here

    from ultralink_assets import runs

    try:
        with DagsterInstance.from_config(home) as instance:
            dead = runs.mark_dead(instance)
    except (DagsterError, OSError) as error:
        text = f"DAGSTER_HOME {home} can't be used: {error}"
        yield Examined("error", "dagster", text, f"correct {home}/dagster.yaml, or check the permissions there")
        return
    if dead:
        text = f"marked as failed, since their processes are gone: {', '.join(dead)}"
        yield Examined("warning", "runs", text, "materialize them again: they go on where they stopped")


def _dump(settings: Settings, language: str) -> Examined:
    subject, patterns = f"dump {language}", settings.raw_wikipedia.get(language, ())
    if patterns:
        return _files(subject, patterns, find_sources)
    if settings.sample and language in sample.languages():
        return Examined("ok", subject, "the shipped sample")
    if flow.parts(settings):
        return Examined("ok", subject, "none is named, so there are no dialogues in it")
    remedy = f"set [raw_wikipedia] {language}, or take it out of 'languages'"
    return Examined("error", subject, "none is configured", remedy)


def _data(settings: Settings, part: Part) -> Examined:
    subject, patterns = f"data {part}", settings.english_sft.of(part)
    if patterns:
        return _files(subject, patterns, find_files)
    if part in flow.parts(settings):
        return Examined("ok", subject, "the shipped sample")
    return Examined("ok", subject, f"none is named, so no {part} is translated ([english_sft] {part})")


def _files(subject: str, patterns: Sequence[str], find: Callable[[Sequence[str]], Sequence[Source]]) -> Examined:
    try:
        names = [file.name for file in find(patterns)]
    except UltralinkError as error:
        return Examined("error", subject, error.message, error.hint)
    more = f" and {len(names) - NAMES_SHOWN:,} more" if len(names) > NAMES_SHOWN else ""
    return Examined("ok", subject, ", ".join(names[:NAMES_SHOWN]) + more)


def _translation(language: str) -> Examined:
    try:
        words_of(languages.load(language))
    except UltralinkError as error:
        return Examined("error", f"translation {language}", error.message, error.hint)
    return Examined("ok", f"translation {language}", "its entry says what a translator has to know")


def _sandbox() -> Iterator[Examined]:
    """What protects this machine from programs of data sets; without it their gate is undecided, and nothing else."""
    try:
        found = sandbox.describe()
    except SandboxRefused as error:
        yield Examined("warning", "sandbox", error.message, error.hint)
        return
    lacking = [each for each in found.protections if each.needed and not each.holds]
    for each in lacking:
        text = f"no {each.name}, so that programs are not run: nothing guards against {each.covers}"
        yield Examined("warning", "sandbox", text, f"{each.name} needs {each.remedy}")
    if found.trial.ending is not sandbox.Ending.PASSED:
        text = f"an empty program did not run through ({found.trial.ending}): {found.trial.stderr.strip()}"
        yield Examined(
            "warning", "sandbox", text, "see what it says; TMPDIR must be writable, and this Python start there"
        )
    elif not lacking:
        holding = ", ".join(each.name for each in found.protections if each.holds)
        yield Examined("ok", "sandbox", f"{holding} protect this machine; a program ran through")


def _teacher(settings: Settings, environ: Mapping[str, str]) -> Iterator[Examined]:
    teacher = settings.teacher
    if teacher is None or teacher.demo:
        missing = teacher is None and not settings.sample
        remedy = "set [teacher] base_url and model" if missing else ""
        text = "none is configured" if missing else "the built-in demo teacher"
        yield Examined("error" if missing else "ok", "teacher", text, remedy)
        return
    yield from _asked(teacher, environ)


def _asked(teacher: TeacherSettings, environ: Mapping[str, str]) -> Iterator[Examined]:
    """Key, endpoints and prices of a teacher or a judge."""
    if not environ.get(teacher.api_key_env):
        text = f"{teacher.api_key_env} is not set: only servers that want no key will answer"
        yield Examined("warning", "key", text, f"export {teacher.api_key_env}=...")
    for url in teacher.base_url:
        yield _endpoint(url, teacher, environ)
    if teacher.price_per_million is None:
        remedy = "set [teacher.price_per_million] input and output (US dollars)"
        yield Examined("warning", "prices", "not set: costs will be null", remedy)


def _endpoint(url: str, teacher: TeacherSettings, environ: Mapping[str, str]) -> Examined:
    request = urllib.request.Request(url.rstrip("/") + "/models")
    request.add_header("Authorization", f"Bearer {environ.get(teacher.api_key_env) or 'none'}")
    try:
        with urllib.request.urlopen(request, timeout=ASK_TIMEOUT_S) as answer:
            served = [model["id"] for model in json.load(answer).get("data", [])]
    except urllib.error.HTTPError as error:
        remedy = f"check the key in {teacher.api_key_env}" if error.code in (401, 403) else "check base_url"
        return Examined("error", "teacher", f"{url} answers {error.code} {error.reason}", remedy)
    except (OSError, ValueError, KeyError) as error:
        return Examined("error", "teacher", f"{url} can't be reached: {error}", "start the server, or correct base_url")
    if served and teacher.model not in served:
        listed = ", ".join(served[:10])
        return Examined(
            "warning",
            "teacher",
            f"{url} does not list the model {teacher.model!r}; it lists: {listed}",
            "correct model",
        )
    return Examined("ok", "teacher", f"{url} answers and serves {teacher.model}")

"""Which assets a user names: ``dialogues/ru`` for ``ultralink``, or what a command of Dagster selects.

Dagster's own answer to an asset that is not there names neither a language nor a remedy. Its commands load the code
location in their own process (dagster 1.13), so that the options of the command can be read while it is loaded, and
what went wrong can be said once more when it ends. A code server has no such command, and the UI offers only what is
there and shows errors by themselves.
"""

from __future__ import annotations

import atexit
import re
import sys

import click

from ultralink_assets import flow, languages
from ultralink_assets.records import EVERYTHING, PARTS, SettingsError
from ultralink_assets.settings import FILE_NAME, Settings

_OPTIONS = ("select", "assets")  # of `dagster asset materialize` and of `dg launch`
_KEY = re.compile(r"(?<![\w/])[\w-]+/[\w-]+(?![\w/*-])")


def of_command() -> str:
    """What the command that this process runs selects; "" where it selects nothing."""
    command = click.get_current_context(silent=True)
    options = command.params if command else {}
    return next((str(options[name]) for name in _OPTIONS if options.get(name)), "")


def say_last(words: str) -> None:
    """Print ``words`` when a command ends, after pages of stack and Dagster's "Materialization failed."."""
    if of_command():
        atexit.register(print, words, file=sys.stderr)


def refuse_missing(selection: str, settings: Settings) -> None:
    """Raises `SettingsError` for the first asset in ``selection`` that the settings make none of."""
    for name in _KEY.findall(selection):
        asset(name, settings)


def asset(name: str, settings: Settings) -> tuple[str, str]:
    """Stage and partition of ``name``; raises `SettingsError` with what to do."""
    stage, _, partition = name.partition("/")
    if stage not in flow.STAGES:
        raise SettingsError(
            f"no stage {stage!r} (in {name!r})",
            f"stages: {', '.join(flow.STAGES)}; for example dialogues/{settings.languages[0]}",
        )
    made = flow.partitions(settings, stage)
    if partition in made:
        return stage, partition
    if stage in flow.BY_PART:
        raise SettingsError(
            f"{name}: there is no such part of English data (configured: {', '.join(made) or 'none'})",
            f"name its files: [english_sft] {' or '.join(PARTS)} = a path, a glob or a url",
        )
    if partition in settings.languages or made == (EVERYTHING,):
        what = ", ".join(f"{stage}/{one}" for one in made) or "none: no data are configured for it"
        raise SettingsError(f"{name}: there is no such asset", f"there is {what}")
    raise SettingsError(
        f"{name}: {partition!r} is not in `languages` (configured: {', '.join(settings.languages)})",
        _remedy(partition, settings),
    )


def _remedy(language: str, settings: Settings) -> str:
    file = settings.file or FILE_NAME
    listed = f"languages = {[*settings.languages, language]}".replace("'", '"')
    if language in languages.available():
        return f"write {listed} in {file}"
    there = ", ".join(languages.available())
    entry = f"languages/{language}.toml (ultralink new-language {language} begins it; there are {there})"
    return f"write its entry {entry}, then {listed} in {file}"

"""Finding ``ultralink.toml`` and reading it; every mistake is one error that names the key."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ultralink_assets import languages as language_entries
from ultralink_assets.records import PARTS, SettingsError
from ultralink_assets.settings.environment import PREFIX, from_environment, put
from ultralink_assets.settings.keys import explain, nearest
from ultralink_assets.settings.model import Settings
from ultralink_assets.settings.sections import PrunedMixSettings, TranslatedKeep, TranslatedSftSettings

FILE_NAME = "ultralink.toml"
SAMPLE_SHARES = TranslatedKeep(chat=0.5, math=0.5, code=0.5)
CHECKOUT = Path(__file__).resolve().parents[2]


def load(environ: Mapping[str, str] | None = None, working_directory: Path | None = None) -> Settings:
    """Read the settings; raises `SettingsError` with the first mistake."""
    environ = os.environ if environ is None else environ
    here = working_directory or Path.cwd()
    file = find_file(environ, here)
    language_entries.use(own_entries(file, here) if file else None)
    values: dict[str, Any] = {}
    if file is not None:
        try:
            values = tomllib.loads(file.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise SettingsError(f"{file}: not valid TOML: {error}", "correct the file") from error
        except OSError as error:
            raise SettingsError(f"{file}: {error.strerror}", "check the path and its permissions") from error
    for path, value in from_environment(environ):
        put(values, path, value)
    try:
        settings = Settings.model_validate({**values, "file": file})
    except ValidationError as error:
        raise explain(error, file) from error
    _languages_exist(settings)
    base = file.parent if file else _default_base(here)
    return settings.model_copy(
        update={
            "data_dir": (base / settings.data_dir.expanduser()).resolve(),
            "raw_wikipedia": {code: _absolute(paths, base) for code, paths in settings.raw_wikipedia.items()},
            "english_sft": settings.english_sft.model_copy(
                update={part: _absolute(settings.english_sft.of(part), base) for part in PARTS}
            ),
            "translated_sft": _with_shares(settings),
            "pruned_mix": _with_absolute_paths(settings.pruned_mix, base),
        }
    )


def _with_shares(settings: Settings) -> TranslatedSftSettings:
    """The shipped sample is small: of it every language gets a half, unless the settings say otherwise."""
    translated = settings.translated_sft
    named = "keep" in translated.model_fields_set
    return translated.model_copy(update={} if named or not settings.sample else {"keep": SAMPLE_SHARES})


def _with_absolute_paths(mix: PrunedMixSettings, base: Path) -> PrunedMixSettings:
    """A model may be a name of the Hub: it is a path only where there is such a folder."""
    model = base / Path(mix.embedding_model).expanduser()
    return mix.model_copy(
        update={
            "score_file": "".join(_absolute((mix.score_file,) * bool(mix.score_file), base)),
            "embedding_model": str(model) if mix.embedding_model and model.is_dir() else mix.embedding_model,
            "benchmarks": {code: _absolute(paths, base) for code, paths in mix.benchmarks.items()},
        }
    )


def _languages_exist(settings: Settings) -> None:
    available = language_entries.available()
    named = [("languages", code) for code in settings.languages]
    named += [(f"raw_wikipedia.{code}", code) for code in settings.raw_wikipedia]
    named += [(f"pruned_mix.benchmarks.{code}", code) for code in settings.pruned_mix.benchmarks]
    for key, code in named:
        if code not in available:
            where = f"{settings.file}: " if settings.file else ""
            hint = f"{nearest(code, list(available))} To add one: ultralink new-language {code} (docs/languages.md)"
            raise SettingsError(f"{where}{key}: there is no language entry {code!r}", hint)
        language_entries.load(code)


def find_file(environ: Mapping[str, str], here: Path) -> Path | None:
    """The settings file in use, or None."""
    if named := environ.get(PREFIX + "SETTINGS"):
        path = (here / Path(named).expanduser()).resolve()
        if not path.is_file():
            raise SettingsError(
                f"ULTRALINK_SETTINGS names {named!r}, and there is no such file ({path})",
                "correct the path, or unset ULTRALINK_SETTINGS",
            )
        return path
    return next((folder / FILE_NAME for folder in (here, *here.parents) if (folder / FILE_NAME).is_file()), None)


def own_entries(file: Path | None, here: Path) -> Path:
    """Where the user's own language entries lie: beside the settings file, or where one is still to be written."""
    return (file.parent if file else here) / "languages"


def _default_base(here: Path) -> Path:
    return CHECKOUT if (CHECKOUT / "pyproject.toml").is_file() else here


def _absolute(paths: tuple[str, ...], base: Path) -> tuple[str, ...]:
    return tuple(path if "://" in path else os.path.normpath(base / Path(path).expanduser()) for path in paths)

"""TOML files of this folder, read into typed values; what is wrong with one is a `SettingsError` that names file and key."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from ultralink_assets.languages.strict import Strict
from ultralink_assets.records import SettingsError

Model = TypeVar("Model", bound=Strict)


def read(path: Path) -> dict[str, Any]:
    """The values of ``path``, unchecked."""
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path.name}: not valid TOML: {error}", "correct the file") from error


def checked(model: type[Model], values: Mapping[str, Any], path: Path, hint: str) -> Model:
    """``values``, which stand in ``path``, as a ``model``."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise SettingsError(f"{path.name}: {key}: {first['msg']}", hint) from error

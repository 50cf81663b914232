"""The sample's files, read into models that know no other keys, with errors that name the key."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from ultralink_assets.languages.strict import Strict
from ultralink_assets.records import InputError

__all__ = ["Strict", "read_toml"]


Model = TypeVar("Model", bound=Strict)


def read_toml(path: Path, model: type[Model]) -> Model:
    """``path`` as ``model``; raises `InputError` that names the file and the key."""
    try:
        return model.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: not valid TOML: {error}", "correct the file") from error
    except ValidationError as error:
        key = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise InputError(f"{path}: {key}: {error.errors()[0]['msg']}", "correct this key") from error

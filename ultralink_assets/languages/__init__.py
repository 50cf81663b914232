"""The languages: one ``<code>.toml`` each, loaded into `Language`.

``load("ru")`` reads and checks ``ru.toml``; nothing outside of this folder and ``sample/`` names a language.
"""

from __future__ import annotations

import tomllib
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from ultralink_assets.languages.model import Conventions, GateWords, Language, Prompts, Wikitext
from ultralink_assets.records import SettingsError

__all__ = ["Conventions", "GateWords", "Language", "Prompts", "Wikitext", "available", "load", "load_file"]

FOLDER = Path(__file__).parent


@cache
def available() -> tuple[str, ...]:
    """The codes of all entries, sorted."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


@cache
def load(code: str) -> Language:
    """The entry of ``code``; raises `SettingsError` when there is none or it is faulty."""
    if code not in available():
        near = get_close_matches(code, available(), n=1)
        meant = f" Did you mean {near[0]!r}?" if near else ""
        raise SettingsError(
            f"no language entry {code!r}; there are: {', '.join(available())}.{meant}",
            f"take it out of the setting 'languages', or write {code}.toml (CONTRIBUTING.md, 'Add a language')",
        )
    return load_file(FOLDER / f"{code}.toml")


def load_file(path: Path) -> Language:
    """Read one entry from ``path``; its stem is the language's code."""
    try:
        with path.open("rb") as file:
            return Language.model_validate({"code": path.stem, **tomllib.load(file)})
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path.name}: not valid TOML: {error}", "correct the file") from error
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise SettingsError(f"{path.name}: {key}: {first['msg']}", "correct this key of the language entry") from error

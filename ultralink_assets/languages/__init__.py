"""The languages: one ``<code>.toml`` each, loaded into `Language`.

``load("ru")`` reads and checks ``ru.toml``. Entries are looked for in the user's own folder, when `use` named one, and
in this folder; of two with the same code the user's counts. Nothing outside of this folder and ``sample/`` names a language.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from ultralink_assets.languages import toml_file
from ultralink_assets.languages.model import Conventions, GateWords, Language, Prompts, Wikitext
from ultralink_assets.records import SettingsError

__all__ = [
    "DEFAULT",
    "SOURCE",
    "Conventions",
    "GateWords",
    "Language",
    "Prompts",
    "Wikitext",
    "available",
    "finished",
    "load",
    "load_file",
    "own_folder",
    "unfilled",
    "use",
]

SOURCE = "en"  # what data of general ability are written in, and translated from
DEFAULT = ("en", "zh", "ru", "fr", "es")  # of the setting; the paper's four, and French
FOLDER = Path(__file__).parent
FILL_IN = "FILL IN"  # what `new_entry` writes where the language's own words belong

SHOWN_KEYS = 6
_own: Path | None = None


def use(folder: Path | None) -> None:
    """From now on this process finds the entries of ``folder``, as they are now, too; without it ours alone."""
    global _own
    found = folder if folder and folder.is_dir() else None
    if found or _own:
        _files.cache_clear()
        _loaded.cache_clear()
    _own = found


def own_folder() -> Path | None:
    """The user's folder of entries, for processes that this one starts and for what is cached by it."""
    return _own


def available() -> tuple[str, ...]:
    """The codes of all entries, sorted."""
    return tuple(sorted(_files(_own)))


def load(code: str) -> Language:
    """The entry of ``code``; raises `SettingsError` when there is none or it is faulty."""
    if file := _files(_own).get(code):
        return _loaded(file)
    near = get_close_matches(code, available(), n=1)
    meant = f" Did you mean {near[0]!r}?" if near else ""
    raise SettingsError(
        f"no language entry {code!r}; there are: {', '.join(available())}.{meant}",
        f"take it out of the setting 'languages', or write one: ultralink new-language {code} (docs/languages.md)",
    )


@cache
def _files(own: Path | None) -> dict[str, Path]:
    folders = (FOLDER, own) if own else (FOLDER,)
    return {path.stem: path for folder in folders for path in folder.glob("*.toml")}


@cache
def _loaded(file: Path) -> Language:
    return load_file(file)


def finished() -> tuple[str, ...]:
    """The codes of the entries that hold no placeholder any more: one that is being written disturbs no other."""
    return tuple(code for code in available() if not any(unfilled(toml_file.read(_files(_own)[code]))))


def load_file(path: Path) -> Language:
    """Read one entry from ``path``; its stem is the language's code."""
    values = toml_file.read(path)
    if missing := list(unfilled(values)):
        keys = ", ".join(missing[:SHOWN_KEYS]) + (", ..." if len(missing) > SHOWN_KEYS else "")
        raise SettingsError(
            f"{path.name}: still to be filled in ({len(missing)}): {keys}",
            f"the comment above each in {path} says what it wants; docs/languages.md shows a whole entry",
        )
    found = {"code": path.stem, **values}
    return toml_file.checked(Language, found, path, "correct this key of the language entry")


def unfilled(values: dict[str, Any], above: str = "") -> Iterator[str]:
    """The keys whose value is still a placeholder."""
    for key, value in values.items():
        if isinstance(value, dict) and FILL_IN not in value:
            yield from unfilled(value, f"{above}{key}.")
        elif FILL_IN in (value if isinstance(value, str | list | dict) else ()):
            yield above + key

"""Which keys there are, and what to say of one that is none of them, or whose value can't be used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import get_args

from pydantic import ValidationError

from ultralink_assets import languages as language_entries
from ultralink_assets.records import SettingsError
from ultralink_assets.settings.model import Settings
from ultralink_assets.settings.sections import Section


def known_keys() -> dict[str, list[str]]:
    """Top-level keys, each with the keys of its section (empty for a plain value)."""
    sections = _sections(Settings)
    known = {
        name: list(sections[name].model_fields) if name in sections else []
        for name in Settings.model_fields
        if name != "file"
    }
    return {**known, "raw_wikipedia": list(language_entries.available())}


def _sections(model: type[Section]) -> dict[str, type[Section]]:
    """The sections within a model by their dotted names: ``"teacher"``, ``"teacher.price_per_million"``."""
    found: dict[str, type[Section]] = {}
    for name, field in model.model_fields.items():
        for kind in (field.annotation, *get_args(field.annotation)):
            if isinstance(kind, type) and issubclass(kind, Section):
                found[name] = kind
                found |= {f"{name}.{inner}": each for inner, each in _sections(kind).items()}
    return found


def paths(known: Mapping[str, list[str]]) -> Iterator[list[str]]:
    for key, inner in known.items():
        yield [key]
        yield from ([key, name] for name in inner)


def explain(error: ValidationError, file: Path | None) -> SettingsError:
    # An unknown key first: the missing one is often the same key, spelled wrong.
    first = min(error.errors(), key=lambda found: found["type"] != "extra_forbidden")
    place = ".".join(str(part) for part in first["loc"])
    where = f"{file}: " if file else ""
    if first["type"] == "extra_forbidden":
        return SettingsError(f"{where}unknown key {place!r}", _nearest_key(place))
    message = first["msg"].removeprefix("Value error, ")
    if first["type"] == "value_error" and place and ": " in message:
        key, _, rest = message.partition(": ")
        return SettingsError(f"{where}{place}.{key}: {rest}", "correct this key")
    got = "" if isinstance(first["input"], dict) else f" (got {first['input']!r})"
    return SettingsError(f"{where}{place + ': ' if place else ''}{message}{got}", "correct this key")


def _nearest_key(place: str) -> str:
    """The key of the same section that looks like ``place``, or all keys of that section."""
    section, _, key = place.rpartition(".")
    if not section:
        return nearest(key, list(known_keys()), [".".join(path) for path in paths(known_keys())])
    if section not in (sections := _sections(Settings)):
        return "take it out"
    keys = list(sections[section].model_fields)
    near = [each for each in keys if each.startswith(key)] or get_close_matches(key, keys, n=1, cutoff=0.5)
    meant = " or ".join(repr(f"{section}.{each}") for each in near)
    return f"did you mean {meant}?" if near else f"keys of [{section}]: {', '.join(keys)}"


def nearest(name: str, names: list[str], further: list[str] | None = None) -> str:
    near = get_close_matches(name, names, n=1, cutoff=0.5) or [
        each for each in further or () if each.rpartition(".")[2] == name
    ]
    return f"did you mean {near[0]!r}?" if near else f"known: {', '.join(names)}"

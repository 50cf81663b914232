"""Settings from ``ULTRALINK_*``: they win over the file's."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ultralink_assets.records import SettingsError
from ultralink_assets.settings.keys import known_keys, nearest, paths

PREFIX = "ULTRALINK_"
_NOT_KEYS = {"SETTINGS"}


def from_environment(environ: Mapping[str, str]) -> Iterator[tuple[list[str], Any]]:
    for name in sorted(environ):
        if not name.startswith(PREFIX) or name.removeprefix(PREFIX) in _NOT_KEYS:
            continue
        path = name.removeprefix(PREFIX).lower().split("__")
        known = known_keys()
        if path[0] not in known or (len(path) > 1 and known[path[0]] is not None and path[1] not in known[path[0]]):
            names = [PREFIX + "__".join(parts).upper() for parts in paths(known)]
            raise SettingsError(f"unknown environment variable {name}", nearest(name, names))
        yield path, _value(name, environ[name])


def _value(name: str, text: str) -> Any:
    if not text.startswith(("{", "[")):
        return text
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise SettingsError(
            f"environment variable {name}: not valid JSON: {error}",
            'what begins with { or [ is read as JSON, for example {"top_k": 5}',
        ) from error


def put(values: dict[str, Any], path: list[str], value: Any) -> None:
    for depth, part in enumerate(path[:-1], 1):
        inner: Any = values.setdefault(part, {})
        if not isinstance(inner, dict):
            name = PREFIX + "__".join(path).upper()
            raise SettingsError(
                f"{name} is set, and {'.'.join(path[:depth])!r} is a plain value, not a section",
                f"remove that value, or {name}",
            )
        values = inner
    values[path[-1]] = value

"""Replies that are JSON: what makes a server give one, and finding it in what it gave.

A server is asked for a schema, else for JSON mode, else the instructions alone have to do: one that does not know a
``response_format`` refuses the request, and bills nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

KEY = "response_format"
Form = Mapping[str, Any]  # members of a request's body


def forms(name: str, schema: Mapping[str, Any]) -> tuple[Form, ...]:
    """The ways to ask for JSON by ``schema``, called ``name``; the strictest first."""
    by_schema = {"type": "json_schema", "json_schema": {"name": name, "strict": True, "schema": dict(schema)}}
    every: tuple[dict[str, Any], ...] = ({KEY: by_schema}, {KEY: {"type": "json_object"}}, {})
    return tuple(MappingProxyType(form) for form in every)


def object_of(properties: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of an object that has all of ``properties``, in their order, and no other."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": [*properties],
        "additionalProperties": False,
    }


def objects_in(text: str) -> Iterator[dict[str, Any]]:
    """Every JSON object in ``text``, whatever stands around it; one within another comes after it.

    One that holds half of a character, which no table can store, is left out.
    """
    decoder, at = json.JSONDecoder(strict=False), text.find("{")
    while at >= 0:
        try:
            value, _ = decoder.raw_decode(text, at)
            json.dumps(value, ensure_ascii=False).encode()
        except (ValueError, RecursionError):
            pass
        else:
            yield value
        at = text.find("{", at + 1)

"""What makes a server give a judgement as JSON: a schema, else JSON mode, else the instructions alone.

A server that does not know a ``response_format`` refuses the request, and bills nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from ultralink_assets.judging.judgements import WORDS
from ultralink_assets.languages.judge import CRITERIA

KEY = "response_format"
_PROPERTIES: dict[str, Any] = {
    "why": {"type": "string"},
    **{name: {"type": "string", "enum": [*WORDS]} for name in CRITERIA},
}
_SCHEMA = {
    "type": "object",
    "properties": _PROPERTIES,
    "required": [*_PROPERTIES],
    "additionalProperties": False,
}
# Members of a request's body, the strictest form first.
FORMS: tuple[Mapping[str, Any], ...] = (
    MappingProxyType(
        {KEY: {"type": "json_schema", "json_schema": {"name": "judgement", "strict": True, "schema": _SCHEMA}}}
    ),
    MappingProxyType({KEY: {"type": "json_object"}}),
    MappingProxyType({}),
)

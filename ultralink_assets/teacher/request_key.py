"""The body of a chat request, and the key under which the ledger knows it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from ultralink_assets.records import Ask
from ultralink_assets.settings import TeacherSettings

DEMO_MODEL = "demo"


def request_body(settings: TeacherSettings, ask: Ask) -> dict[str, Any]:
    """What is sent: the settings' parameters, ``extra_body`` over them, and the draw as ``seed`` unless it is 0."""
    body: dict[str, Any] = {
        "model": settings.model or DEMO_MODEL,
        "temperature": settings.temperature,
        "top_p": settings.top_p,
        "max_tokens": settings.max_tokens,
        **settings.extra_body,
        "messages": [{"role": message.role, "content": message.content} for message in ask.messages],
    }
    if ask.draw:
        body["seed"] = ask.draw
    return body


def request_key(teacher: str, body: Mapping[str, Any], draw: int) -> bytes:
    """20 bytes that depend on the teacher's name, the whole body (so on the model too) and the draw, not on any url."""
    canonical = json.dumps([teacher, draw, body], sort_keys=True, separators=(",", ":"))
    return hashlib.blake2b(canonical.encode("ascii"), digest_size=20).digest()

"""The base of every section of a language entry."""

from __future__ import annotations

import re

from pydantic import BaseModel, ConfigDict


class Strict(BaseModel):
    """Frozen, and unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def expressions(patterns: tuple[str, ...]) -> tuple[str, ...]:
    """``patterns`` themselves; raises ValueError, as validators do, for one that is no regular expression."""
    for pattern in patterns:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"no regular expression: {error} ({pattern})") from error
    return patterns

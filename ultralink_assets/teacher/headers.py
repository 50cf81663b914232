"""What a response's headers say about pace: how long to wait, and how much is allowed in a minute.

Headers as OpenAI and vLLM gateways send them::

    retry-after-ms: 1200
    retry-after: 2                                (or: Wed, 21 Oct 2026 07:28:00 GMT)
    x-ratelimit-limit-requests: 6000              x-ratelimit-limit-tokens: 4000000
    x-ratelimit-remaining-requests: 0             x-ratelimit-reset-requests: 6m0.5s
"""

from __future__ import annotations

import math
import re
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import NamedTuple

_KINDS = ("requests", "tokens")
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_SPAN = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)")
_MOST_FROM_RESET_S = 60.0  # "reset" often means the whole bucket; after a minute it is better to ask again


class Limits(NamedTuple):
    """Requests and tokens a minute; 0 where there is no limit, or none is known."""

    requests: float = 0.0
    tokens: float = 0.0


def retry_after(headers: Mapping[str, str], now: float | None = None) -> float | None:
    """Seconds to wait, None where the headers don't say. ``headers`` has lower-case names."""
    milliseconds = _number(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return milliseconds / 1000
    if (text := headers.get("retry-after")) is not None:
        seconds = _number(text)
        return seconds if seconds is not None else _until(text, time.time() if now is None else now)
    resets = [span(headers.get(f"x-ratelimit-reset-{kind}", "")) for kind in _KINDS if _used_up(headers, kind)]
    known = [reset for reset in resets if reset is not None]
    return min(max(known), _MOST_FROM_RESET_S) if known else None


def announced(headers: Mapping[str, str]) -> Limits | None:
    """The limits that a response announces, None where it announces none."""
    limits = [_number(headers.get(f"x-ratelimit-limit-{kind}")) or 0.0 for kind in _KINDS]
    return Limits(*limits) if any(limits) else None


def span(text: str) -> float | None:
    """Seconds of ``6m0.5s``, ``120ms`` or ``3``; None for anything else."""
    parts = _SPAN.findall(text)
    if parts and "".join(number + unit for number, unit in parts) == text:
        return float(sum(float(number) * _UNITS[unit] for number, unit in parts))
    return _number(text)


def _used_up(headers: Mapping[str, str], kind: str) -> bool:
    return _number(headers.get(f"x-ratelimit-remaining-{kind}")) == 0


def _number(text: str | None) -> float | None:
    try:
        value = float(text) if text is not None else None
    except ValueError:
        return None
    return value if value is not None and math.isfinite(value) and value >= 0 else None


def _until(text: str, now: float) -> float | None:
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - now)
    except ValueError:
        return None

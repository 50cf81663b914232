"""What a request cost, and what it may cost at most. Without prices a cost is None, never a guess."""

from __future__ import annotations

from collections.abc import Mapping
from math import floor, log10
from typing import Any

from ultralink_assets.settings import Prices
from ultralink_assets.teacher.outcomes import Usage

_DECIMALS = 4  # of less than a dollar
_NOTHING_USD = 1e-9  # what adding and subtracting fractions leaves over
_TEMPLATE_TOKENS = 16  # what a chat template adds to one message, at most


def cost_usd(usage: Usage | None, prices: Prices | None) -> float | None:
    """US dollars for what the server says it billed; None when usage or prices are unknown."""
    if usage is None or prices is None:
        return None
    cached = min(usage.cached, usage.prompt)
    cached_price = prices.input if prices.cached_input is None else prices.cached_input
    dollars = (usage.prompt - cached) * prices.input + cached * cached_price + usage.completion * prices.output
    return dollars / 1_000_000


def worst_case_usd(body: Mapping[str, Any], prices: Prices) -> float:
    """What one request can cost at most: a token is at least one byte of UTF-8, and every answer has full length."""
    messages = body["messages"]
    prompt = sum(len(message["content"].encode()) + _TEMPLATE_TOKENS for message in messages)
    limits = [body.get(name) for name in ("max_tokens", "max_completion_tokens")]
    answer = max(limit for limit in limits if isinstance(limit, int)) * int(body.get("n") or 1)
    return (prompt * prices.input + answer * prices.output) / 1_000_000


def dollars(usd: float | None) -> str:
    """Money for people: ``$12.30``, ``$0.0123``, ``$0.000010`` (two digits are always there), ``not known``."""
    if usd is None:
        return "not known"
    if usd < _NOTHING_USD or usd >= 1:
        return f"${usd:,.2f}"
    return f"${usd:.{max(_DECIMALS, 1 - floor(log10(usd)))}f}"

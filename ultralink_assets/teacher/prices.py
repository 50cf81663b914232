"""What a request cost, and what it may cost at most. Without prices a cost is None, never a guess."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ultralink_assets.settings import Prices
from ultralink_assets.teacher.outcomes import Usage

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

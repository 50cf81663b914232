"""What the ledger knows already, and the request for what it does not know."""

from __future__ import annotations

import json

from ultralink_assets.records import Ask, Reply
from ultralink_assets.settings import TeacherSettings
from ultralink_assets.teacher.calls import settled
from ultralink_assets.teacher.ledger import Ledger
from ultralink_assets.teacher.outcomes import UNUSABLE, CallOutcome
from ultralink_assets.teacher.prices import worst_case_usd
from ultralink_assets.teacher.protocol import Request
from ultralink_assets.teacher.request_key import request_body, request_key


def look_up(ask: Ask, item_id: str, settings: TeacherSettings, ledger: Ledger) -> Reply | Request:
    """The final reply if the ledger holds one, else the request that has to be sent; never waits for the endpoint."""
    body = request_body(settings, ask)
    key = request_key(settings.identity, body, ask.draw)
    past = ledger.past(key)
    if (reply := settled(past)) is not None:
        return reply
    prices = settings.price_per_million
    return Request(
        key=key,
        item_id=item_id,
        draw=ask.draw,
        model=body["model"],
        body=json.dumps(body, ensure_ascii=False).encode(),
        worst_usd=worst_case_usd(body, prices) if prices is not None and settings.budget_usd else 0.0,
        attempts=len(past),
        unusable=sum(CallOutcome(call.outcome) in UNUSABLE for call in past),
    )

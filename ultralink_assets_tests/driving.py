"""Drives a script with replies from a list or a function, without a network."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ultralink_assets.records import Ask, Made, Reply, ReplyKind, Script


def answered(text: str) -> Reply:
    return Reply(ReplyKind.ANSWERED, text)


def drive(script: Script[Made], replies: Iterable[Reply] | Callable[[Ask], Reply]) -> tuple[Made, list[Ask]]:
    """What the script made, and its requests in order. A list of replies may be longer than what is asked for."""
    reply_to = replies if callable(replies) else _in_order(replies)
    asks: list[Ask] = []
    try:
        asks.append(next(script))
        while True:
            asks.append(script.send(reply_to(asks[-1])))
    except StopIteration as end:
        made: Made = end.value
        return made, asks


def _in_order(replies: Iterable[Reply]) -> Callable[[Ask], Reply]:
    remaining = iter(replies)
    return lambda _: next(remaining)

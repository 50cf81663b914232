"""What scripts of several stages share: ask, look at the reply, and ask again with what was wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ultralink_assets.records import Ask, Made, Message, Reply, ReplyKind, Script

MOST_ASKED_AGAIN = 2

# What a teacher is told when its reply is no usable one but has text; a filtered one is not asked for again.
_TOLD = {ReplyKind.CUT: "cut_or_empty", ReplyKind.REFUSED: "refusal"}


@dataclass(frozen=True, slots=True)
class Fault:
    """Why there is no text. ``reason``: the name of a gate, ``refused``, ``cut``, ``filtered``, ``context``, or a word
    of the stage's own; ``text``: what was said last; ``told``: what the teacher is told to do better, "" when it is
    not asked again.
    """

    reason: str
    detail: str
    text: str = ""
    told: str = ""


@dataclass(frozen=True, slots=True)
class Expected:
    """What one input row takes on average, without what gates have asked again and what ends early."""

    requests: float
    prompt_tokens: float
    completion_tokens: float


Messages = tuple[Message, ...]


def until_good(
    messages: Messages, hear: Callable[[Reply, Messages], Made | Fault], room: Callable[[Messages], Fault | None]
) -> Script[Made | Fault]:
    """What ``hear`` makes of the reply to ``messages``, or the last fault after `MOST_ASKED_AGAIN`.

    ``room`` says whether messages and an answer fit into the teacher's context.
    """
    if full := room(messages):
        return full
    asked_again = 0
    while True:
        reply = yield Ask(messages)
        heard = hear(reply, messages)
        if not isinstance(heard, Fault) or not heard.told or asked_again == MOST_ASKED_AGAIN:
            return heard
        messages = (*messages, Message("assistant", reply.text), Message("user", heard.told))
        if room(messages):
            return heard
        asked_again += 1


def unusable(reply: Reply, text: str, tell: Callable[[str], str]) -> Fault | None:
    """The fault of a reply that is no answer. ``text``: what it holds; ``tell``: a gate's name -> what is told."""
    if reply.kind is ReplyKind.TOO_LONG:
        return Fault("context", "the teacher's server says that the prompt is too long")
    if reply.kind is ReplyKind.ANSWERED:
        return None
    gate = _TOLD.get(reply.kind, "") if reply.text.strip() else ""
    return Fault(reply.kind.value, text[-80:], text, tell(gate) if gate else "")


def no_room(tokens: int, max_tokens: int, context_tokens: int) -> Fault | None:
    """The fault of a prompt of so many tokens that an answer of ``max_tokens`` could pass the context."""
    if tokens + max_tokens <= context_tokens:
        return None
    return Fault("context", f"{tokens} tokens and an answer of {max_tokens} pass {context_tokens}")

"""What a response of the endpoint, or the lack of one, amounts to.

A response body that is read here (OpenAI's chat completion; ``reasoning_content`` is vLLM's and DeepSeek's)::

    {"choices": [{"message": {"role": "assistant", "content": "…", "refusal": null, "reasoning_content": "…"},
                  "finish_reason": "stop"}],
     "usage": {"prompt_tokens": 812, "completion_tokens": 240, "prompt_tokens_details": {"cached_tokens": 768}}}
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

from ultralink_assets.records import ReplyKind


class CallOutcome(StrEnum):
    """The column ``outcome`` of ``llm_calls``."""

    ANSWERED = "answered"
    REFUSED = "refused"
    CUT = "cut"
    FILTERED = "filtered"
    TOO_LONG = "too_long"
    INVALID = "invalid"
    RATE_LIMITED = "rate_limited"
    SERVER_ERROR = "server_error"
    TIMEOUT = "timeout"
    CONNECTION = "connection"


UNUSABLE = {
    CallOutcome.REFUSED: ReplyKind.REFUSED,
    CallOutcome.CUT: ReplyKind.CUT,
    CallOutcome.FILTERED: ReplyKind.FILTERED,
}
FINAL = {CallOutcome.ANSWERED: ReplyKind.ANSWERED, CallOutcome.TOO_LONG: ReplyKind.TOO_LONG}

Fatal = Literal["key", "credit", "model", "request"]


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that the server says it billed; ``cached`` is part of ``prompt``, ``reasoning`` of ``completion``."""

    prompt: int = 0
    cached: int = 0
    completion: int = 0
    reasoning: int = 0


@dataclass(frozen=True, slots=True)
class Seen:
    """One attempt, interpreted. ``usage`` is None where it is unknown, ``words`` are the server's or the client's."""

    outcome: CallOutcome
    text: str = ""
    reasoning: str = ""
    usage: Usage | None = None
    status: int | None = None
    words: str = ""
    wait_s: float | None = None  # the server asks to wait so long
    fatal: Fatal | None = None  # no retry heals it
    unreachable: bool = False  # not even a connection was made
    headers: Mapping[str, str] = field(default_factory=dict)


# ----------------------------------------------------------------------------------- answers


def read_answer(raw: bytes, headers: Mapping[str, str]) -> Seen:
    """Interpret the body of a response with status 200."""
    try:
        body = json.loads(raw)
        usage = _usage(body)
        choice = body["choices"][0]
        message = choice["message"]
        content, refusal = message.get("content"), message.get("refusal")
        finish = choice.get("finish_reason")
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
        return Seen(CallOutcome.INVALID, status=200, words=f"not a chat completion: {error!r}"[:300], headers=headers)
    content = content if isinstance(content, str) else ""
    text, inline, unclosed = split_reasoning(content)
    reasoning = _whole(message.get("reasoning_content") or message.get("reasoning") or "", inline)
    outcome, words = _judge(text, finish, refusal, unclosed)
    return Seen(outcome, _whole(text), reasoning, usage, 200, _whole(words), headers=headers)


def _judge(text: str, finish: object, refusal: object, unclosed: bool) -> tuple[CallOutcome, str]:
    if refusal:
        return CallOutcome.REFUSED, str(refusal)[:300]
    if finish == "content_filter":
        return CallOutcome.FILTERED, ""
    if finish == "length" or unclosed:
        return CallOutcome.CUT, "the reasoning did not end" if unclosed else ""
    if finish != "stop":
        return CallOutcome.INVALID, f"finish_reason {finish!r}"
    if not text:
        return CallOutcome.INVALID, "an empty answer"
    if not _encodes(text):
        return CallOutcome.INVALID, "half of a surrogate pair in the answer"
    return CallOutcome.ANSWERED, ""


_BLOCK = re.compile(r"<think>(.*?)</think>", re.DOTALL)


def split_reasoning(content: str) -> tuple[str, str, bool]:
    """Text, reasoning, and whether a ``<think>`` was left unclosed. (Some chat templates open it in the prompt.)"""
    if "think>" not in content:
        return content.strip(), "", False
    reasoning = [block.strip() for block in _BLOCK.findall(content)]
    rest = _BLOCK.sub("", content)
    before, closing, after = rest.partition("</think>")
    if closing:
        reasoning, rest = [*reasoning, before.strip()], after
    text, opening, unfinished = rest.partition("<think>")
    if opening:
        reasoning.append(unfinished.strip())
    return text.strip(), "\n\n".join(reasoning), bool(opening)


def _whole(*parts: object) -> str:
    text = "\n\n".join(part for part in parts if isinstance(part, str) and part)
    return text if _encodes(text) else text.encode("utf-8", "replace").decode()


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _usage(body: Any) -> Usage | None:
    usage = body.get("usage")
    if not isinstance(usage, dict):
        return None
    prompt, completion = usage.get("prompt_tokens_details") or {}, usage.get("completion_tokens_details") or {}
    return Usage(
        prompt=_count(usage.get("prompt_tokens")),
        cached=_count(prompt.get("cached_tokens") or usage.get("prompt_cache_hit_tokens")),
        completion=_count(usage.get("completion_tokens")),
        reasoning=_count(completion.get("reasoning_tokens")),
    )


def _count(value: object) -> int:
    return int(value) if isinstance(value, int | float) and value > 0 else 0

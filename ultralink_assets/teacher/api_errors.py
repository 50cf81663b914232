"""What goes wrong with a request, in openai's error types, and what each amounts to.

Importing openai takes half a second of CPU, so only a run that meets an error does.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import aiohttp
import openai

from ultralink_assets.teacher.headers import retry_after
from ultralink_assets.teacher.outcomes import CallOutcome, Fatal, Seen, Usage

try:
    import httpx2 as httpx  # what openai 3 is built on
except ImportError:
    import httpx  # type: ignore[no-redef]

_ERRORS: dict[int, type[openai.APIStatusError]] = {
    400: openai.BadRequestError,
    401: openai.AuthenticationError,
    403: openai.PermissionDeniedError,
    404: openai.NotFoundError,
    409: openai.ConflictError,
    422: openai.UnprocessableEntityError,
    429: openai.RateLimitError,
}
_TOO_LONG = re.compile(
    r"maximum context length|context[ _]length|context window|(prompt|input) is too long|too many (input )?tokens",
    re.IGNORECASE,
)
_NOTHING_BILLED = Usage()


def failed(url: str, error: Exception, words: str) -> Seen:
    """What it amounts to that no whole response came; ``words`` are the error's, without the key."""
    request = httpx.Request("POST", url)
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return read_error(Unreachable(message=words, request=request))
    if isinstance(error, TimeoutError):
        return read_error(openai.APITimeoutError(request=request))
    return read_error(openai.APIConnectionError(message=words, request=request))


def refused(url: str, status: int, headers: Mapping[str, str], content: bytes) -> Seen:
    """What a response amounts to whose status is not 200."""
    return read_error(_status_error(url, status, headers, content))


def read_error(error: openai.APIError) -> Seen:
    """Interpret what openai's error types say: a status, a deadline that passed, a connection that broke."""
    if isinstance(error, openai.APIStatusError):
        return _read_status(error)
    if isinstance(error, openai.APITimeoutError):
        return Seen(CallOutcome.TIMEOUT, words=error.message)
    unreachable = isinstance(error, Unreachable)
    return Seen(CallOutcome.CONNECTION, usage=_NOTHING_BILLED, words=error.message, unreachable=unreachable)


class Unreachable(openai.APIConnectionError):
    """No connection could be made, so nothing can have been billed."""


def _read_status(error: openai.APIStatusError) -> Seen:
    status, code, words = error.status_code, str(error.code or error.type or ""), error.message
    headers = {name.lower(): value for name, value in error.response.headers.items()}
    outcome, fatal = _classify(status, code, words)
    wait = retry_after(headers) if outcome in (CallOutcome.RATE_LIMITED, CallOutcome.SERVER_ERROR) else None
    return Seen(outcome, "", "", _NOTHING_BILLED, status, words, wait, fatal, headers=headers)


def _classify(status: int, code: str, words: str) -> tuple[CallOutcome, Fatal | None]:
    if status == 402 or code in ("insufficient_quota", "billing_hard_limit_reached"):
        return CallOutcome.INVALID, "credit"
    if status == 429:
        return CallOutcome.RATE_LIMITED, None
    if status >= 500 or status in (408, 409, 425):
        return CallOutcome.SERVER_ERROR, None
    if status in (401, 403):
        return CallOutcome.INVALID, "key"
    if status == 413 or (status in (400, 422) and (code == "context_length_exceeded" or _TOO_LONG.search(words))):
        return CallOutcome.TOO_LONG, None
    if code == "content_filter":
        return CallOutcome.FILTERED, None
    if status == 404 and (code == "model_not_found" or "model" in words.lower()):
        return CallOutcome.INVALID, "model"
    return CallOutcome.INVALID, "request"


def _status_error(url: str, status: int, headers: Mapping[str, str], content: bytes) -> openai.APIStatusError:
    body = _error_body(content)
    words = body.get("message") if body else None
    message = words if isinstance(words, str) and words else content.decode("utf-8", "replace").strip()
    message = message.encode("utf-8", "replace").decode()[:500] or f"status {status} and no words"
    kind = _ERRORS.get(status, openai.InternalServerError if status >= 500 else openai.APIStatusError)
    request = httpx.Request("POST", url)
    plain = {name: value for name, value in headers.items() if not name.lower().startswith("content-")}
    return kind(message, response=httpx.Response(status, headers=plain, content=content, request=request), body=body)


def _error_body(content: bytes) -> dict[str, Any] | None:
    """``{"error": {…}}`` as OpenAI writes it, ``{"message": …}`` as others do."""
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        return None
    inner = body.get("error", body) if isinstance(body, dict) else None
    return inner if isinstance(inner, dict) else {"message": inner} if isinstance(inner, str) else None

"""How a request reaches the endpoint: one aiohttp session, and openai's error types for what goes wrong.

The bodies are OpenAI's and so are the errors, but the requests don't pass through openai's own client: on one CPU
that client needs two to four times the CPU time of a plain aiohttp session for a request (see
``benchmarks/engine.py``), and with some hundred requests in flight it, not the endpoint, is the limit.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from types import TracebackType
from typing import Any, NamedTuple, Protocol
from urllib.parse import urlsplit

import aiohttp
import openai

from ultralink_assets.records import SettingsError
from ultralink_assets.settings import TeacherSettings
from ultralink_assets.teacher.outcomes import Unreachable

try:
    import httpx2 as httpx  # what openai 3 is built on
except ImportError:
    import httpx  # type: ignore[no-redef]

LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")
_CONNECT_S = 8.0
_KEEPALIVE_S = 15.0
_AVOID_S = 10.0  # a replica that refused a connection is left alone for so long while others answer
_ERRORS: dict[int, type[openai.APIStatusError]] = {
    400: openai.BadRequestError,
    401: openai.AuthenticationError,
    403: openai.PermissionDeniedError,
    404: openai.NotFoundError,
    409: openai.ConflictError,
    422: openai.UnprocessableEntityError,
    429: openai.RateLimitError,
}


class Raw(NamedTuple):
    """A response with status 200."""

    body: bytes
    headers: Mapping[str, str]


class Transport(Protocol):
    """Sends bodies of chat requests."""

    async def post(self, body: bytes) -> Raw:
        """Send one request and read its whole answer; raises openai's ``APIError`` types."""
        ...

    async def models(self) -> list[str]:
        """Ids of the models that the endpoint serves; empty when it doesn't say."""
        ...

    async def close(self) -> None: ...


class HttpTransport:
    """Chat requests over one aiohttp session to one endpoint or to replicas, the least loaded one first."""

    def __init__(self, settings: TeacherSettings, urls: tuple[str, ...], api_key: str) -> None:
        self._secret = api_key if len(api_key) >= 8 else ""
        self._replicas = [_Replica(url.rstrip("/")) for url in urls]
        connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=_KEEPALIVE_S, ttl_dns_cache=300)
        self._session = aiohttp.ClientSession(
            connector=connector,
            timeout=aiohttp.ClientTimeout(total=settings.deadline_s, sock_connect=_CONNECT_S),
            headers={"Authorization": f"Bearer {api_key}", "Content-Type": "application/json"},
            trust_env=not all(is_local(url) for url in urls),
        )

    async def __aenter__(self) -> HttpTransport:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        await self._session.close()

    async def post(self, body: bytes) -> Raw:
        replica = self._choose()
        replica.in_flight += 1
        try:
            return await self._send(replica.url + "/chat/completions", body)
        except Unreachable:
            replica.avoid_until = asyncio.get_running_loop().time() + _AVOID_S
            raise
        finally:
            replica.in_flight -= 1

    def _choose(self) -> _Replica:
        if len(self._replicas) == 1:
            return self._replicas[0]
        now = asyncio.get_running_loop().time()
        best = min(self._replicas, key=lambda replica: (replica.avoid_until > now, replica.in_flight, replica.turn))
        best.turn += 1
        return best

    async def _send(self, url: str, body: bytes) -> Raw:
        try:
            async with self._session.post(url, data=body) as response:
                content = self._redacted(await response.read())
                if response.status == 200:
                    return Raw(content, response.headers)
                raise _status_error(url, response.status, response.headers, content)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise Unreachable(message=self._words(error), request=httpx.Request("POST", url)) from error
        except TimeoutError as error:
            raise openai.APITimeoutError(request=httpx.Request("POST", url)) from error
        except (aiohttp.ClientError, OSError) as error:
            message = self._words(error)
            raise openai.APIConnectionError(message=message, request=httpx.Request("POST", url)) from error

    async def models(self) -> list[str]:
        try:
            async with self._session.get(self._replicas[0].url + "/models") as response:
                rows = json.loads(await response.read())["data"]
                return [str(row["id"]) for row in rows]
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError, KeyError, TypeError):
            return []  # it only serves an error message

    def _redacted(self, content: bytes) -> bytes:
        secret = self._secret.encode()
        return content.replace(secret, b"***") if secret and secret in content else content

    def _words(self, error: Exception) -> str:
        return self._redacted((str(error) or type(error).__name__).encode("utf-8", "replace")).decode()


class _Replica:
    __slots__ = ("avoid_until", "in_flight", "turn", "url")

    def __init__(self, url: str) -> None:
        self.url = url
        self.in_flight = 0
        self.turn = 0
        self.avoid_until = 0.0


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


def is_local(url: str) -> bool:
    """Whether the url names this machine."""
    host = urlsplit(url).hostname or ""
    return host in LOCAL_HOSTS or host.startswith("127.")


def find_api_key(settings: TeacherSettings, urls: tuple[str, ...], environ: Mapping[str, str]) -> str:
    """The key from the environment, ``none`` for a local server without one; raises `SettingsError`."""
    for url in urls:
        if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
            raise SettingsError(f"teacher.base_url: {url!r} is not a url", 'write it as "http://host:port/v1"')
    if key := environ.get(settings.api_key_env, "").strip():
        return key
    if all(is_local(url) for url in urls):
        return "none"
    raise SettingsError(
        f"teacher.api_key_env: the environment variable {settings.api_key_env} is not set",
        f"export {settings.api_key_env}=... (any word, if the endpoint wants no key), or name another variable",
    )

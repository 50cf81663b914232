"""How a request reaches the endpoint: one aiohttp session, and openai's error types for what goes wrong.

The bodies are OpenAI's and so are the errors, but the requests don't pass through openai's own client: on one CPU
that client needs two to four times the CPU time of a plain aiohttp session for a request (see
``benchmarks/engine.py``), and with some hundred requests in flight it, not the endpoint, is the limit.
"""

from __future__ import annotations

import asyncio
import importlib
import json
from types import TracebackType
from typing import Protocol

import aiohttp

from ultralink_assets.settings import TeacherSettings
from ultralink_assets.teacher.api_key import is_local
from ultralink_assets.teacher.outcomes import Seen, read_answer

_CONNECT_S = 8.0
_KEEPALIVE_S = 15.0
_AVOID_S = 10.0  # a replica that refused a connection is left alone for so long while others answer


class Transport(Protocol):
    """Sends bodies of chat requests."""

    async def post(self, body: bytes) -> Seen:
        """Send one request, read its whole answer, and say what came of it."""
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
        self._loading = asyncio.Lock()
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

    async def post(self, body: bytes) -> Seen:
        replica = self._choose()
        replica.in_flight += 1
        try:
            seen = await self._send(replica.url + "/chat/completions", body)
        finally:
            replica.in_flight -= 1
        if seen.unreachable:
            replica.avoid_until = asyncio.get_running_loop().time() + _AVOID_S
        return seen

    def _choose(self) -> _Replica:
        if len(self._replicas) == 1:
            return self._replicas[0]
        now = asyncio.get_running_loop().time()
        best = min(self._replicas, key=lambda replica: (replica.avoid_until > now, replica.in_flight, replica.turn))
        best.turn += 1
        return best

    async def _send(self, url: str, body: bytes) -> Seen:
        trouble: Exception | None = None
        try:
            async with self._session.post(url, data=body) as response:
                content = self._redacted(await response.read())
                if response.status == 200:
                    return read_answer(content, response.headers)
        except (aiohttp.ClientError, OSError) as error:  # TimeoutError is an OSError
            trouble = error
        async with self._loading:  # openai takes its time to load: meanwhile no other answer may wait
            await asyncio.to_thread(importlib.import_module, "ultralink_assets.teacher.api_errors")
        from ultralink_assets.teacher import api_errors

        if trouble is not None:
            return api_errors.failed(url, trouble, self._words(trouble))
        return api_errors.refused(url, response.status, response.headers, content)

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

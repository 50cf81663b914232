"""A chat endpoint that misbehaves as told: in a thread of its own, on a free port of this machine."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
import threading
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

from aiohttp import web

Behaviour = Callable[[web.Request], Awaitable[web.StreamResponse]]
USAGE = {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110}


class FakeEndpoint:
    """``behave(prompt, nth)`` says what becomes of the nth request with this prompt (the last message)."""

    def __init__(self) -> None:
        self.url = ""
        self.behave: Callable[[str, int], Behaviour] = lambda prompt, nth: answer(f"an answer to {prompt}")
        self.asked: Counter[str] = Counter()
        self.delivered: Counter[str] = Counter()  # answers that were written whole to a client still there
        self.bodies: list[dict[str, Any]] = []
        self.times: list[float] = []
        self.in_flight = self.peak = 0

    @property
    def requests(self) -> int:
        return self.asked.total()

    async def chat(self, request: web.Request) -> web.StreamResponse:
        body = json.loads(await request.read())
        prompt = body["messages"][-1]["content"]
        self.asked[prompt] += 1
        self.bodies.append(body)
        self.times.append(asyncio.get_running_loop().time())
        self.in_flight += 1
        self.peak = max(self.peak, self.in_flight)
        try:
            response = await self.behave(prompt, self.asked[prompt])(request)
            await response.prepare(request)
            await response.write_eof()
            self.delivered[prompt] += response.status == 200
            return response
        finally:
            self.in_flight -= 1

    async def models(self, request: web.Request) -> web.StreamResponse:
        return web.json_response({"data": [{"id": "llama"}, {"id": "qwen"}]})


def answer(
    text: str | None,
    finish: str | None = "stop",
    after_s: float = 0.0,
    headers: dict[str, str] | None = None,
    usage: dict[str, Any] | None = None,
    message: dict[str, str] | None = None,
) -> Behaviour:
    body = {
        "choices": [{"message": {"role": "assistant", "content": text, **(message or {})}, "finish_reason": finish}],
        "usage": usage or USAGE,
    }

    async def behave(request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(after_s)
        return web.json_response(body, headers=headers)

    return behave


def refuse(status: int, words: str, code: str | None = None, headers: dict[str, str] | None = None) -> Behaviour:
    async def behave(request: web.Request) -> web.StreamResponse:
        error = {"message": words, "type": "error", "code": code}
        return web.json_response({"error": error}, status=status, headers=headers)

    return behave


def raw(body: bytes, status: int = 200) -> Behaviour:
    async def behave(request: web.Request) -> web.StreamResponse:
        return web.Response(body=body, status=status)

    return behave


def hang() -> Behaviour:
    async def behave(request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(60)
        return web.Response()

    return behave


def drip() -> Behaviour:
    """A body that never ends, a byte now and then."""

    async def behave(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(600):
            await response.write(b" ")
            await asyncio.sleep(0.05)
        return response

    return behave


def reset() -> Behaviour:
    async def behave(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        connection = request.transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        request.transport.abort()
        return web.Response()

    return behave


@contextmanager
def serving() -> Iterator[FakeEndpoint]:
    endpoint, loop = FakeEndpoint(), asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    runner = asyncio.run_coroutine_threadsafe(_start(endpoint), loop).result(10)
    try:
        yield endpoint
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _start(endpoint: FakeEndpoint) -> web.AppRunner:
    app = web.Application(client_max_size=2**26)
    app.router.add_post("/v1/chat/completions", endpoint.chat)
    app.router.add_get("/v1/models", endpoint.models)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1, handler_cancellation=True)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    endpoint.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    return runner

"""The demo teacher as an OpenAI-compatible server: any model name, any key, deterministic, offline.

It answers the project's own prompts only. Anything else is an OpenAI error object with status 400 and the code
``demo_unknown_request``; it never pretends to be a language model. A translation of a text that is none of the sample's
is refused in the same way, with the code ``demo_unknown_text``.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from math import ceil
from typing import Any

from aiohttp import web

from ultralink_assets.records import Message, TeacherError
from ultralink_assets.teacher.demo_mind import answer
from ultralink_assets.teacher.demo_translator import UnknownText

MODEL = "demo"
LARGEST_REQUEST = 32 * 1024 * 1024  # bytes
CHARACTERS_PER_TOKEN = 4
LARGEST_PORT = 65535
_START_S = 10.0
_STOP_S = 2.0
_ROLES = ("system", "user", "assistant")


class UnservedError(Exception):
    """A request that gets an OpenAI error object."""

    def __init__(self, message: str, code: str, param: str | None = None) -> None:
        super().__init__(message)
        self.body = {"error": {"message": message, "type": "invalid_request_error", "param": param, "code": code}}


def complete(body: object) -> dict[str, Any]:
    """The chat completion for a request's JSON; raises `UnservedError` for what can't be served."""
    if not isinstance(body, dict):
        raise UnservedError("the request is not a JSON object", "invalid_json")
    if body.get("stream"):
        raise UnservedError("the demo teacher does not stream; leave 'stream' out", "stream_unsupported", "stream")
    if body.get("n", 1) != 1:
        raise UnservedError("the demo teacher gives one choice a request", "n_unsupported", "n")
    messages = _messages(body.get("messages"))
    try:
        said = answer(messages)
    except UnknownText as unknown:
        raise UnservedError(str(unknown), "demo_unknown_text", "messages") from unknown
    if said is None:
        raise UnservedError(
            "the demo teacher answers only UltraLink Assets' own prompts, and this is none of them",
            "demo_unknown_request",
            "messages",
        )
    text, reason = _limited(said.text, said.finish_reason, body)
    asked = sum(_tokens(message.content) for message in messages)
    return _completion(str(body.get("model") or MODEL), text, reason, asked)


def _messages(value: object) -> list[Message]:
    if not isinstance(value, list) or not value:
        raise UnservedError("'messages' is not a list of messages", "invalid_messages", "messages")
    messages = []
    for number, item in enumerate(value):
        role, content = (item.get("role"), item.get("content")) if isinstance(item, dict) else (None, None)
        if role not in _ROLES or not isinstance(content, str):
            raise UnservedError(
                f"message {number} has no known role or no text", "invalid_messages", f"messages[{number}]"
            )
        messages.append(Message(role, content))
    return messages


def _limited(text: str, reason: str, body: dict[str, Any]) -> tuple[str, str]:
    """``text`` cut to the request's ``max_tokens``, as every server does."""
    limit = body.get("max_completion_tokens") or body.get("max_tokens")
    if not isinstance(limit, int) or _tokens(text) <= limit:
        return text, reason
    return text[: limit * CHARACTERS_PER_TOKEN], "length"


def _completion(model: str, text: str, reason: str, asked: int) -> dict[str, Any]:
    said = _tokens(text)
    return {
        "id": "demo-" + hashlib.blake2b(text.encode(), digest_size=8).hexdigest(),
        "object": "chat.completion",
        "created": 0,  # the same request gives the same bytes
        "model": model,
        "choices": [
            {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": reason, "logprobs": None}
        ],
        "usage": {"prompt_tokens": asked, "completion_tokens": said, "total_tokens": asked + said},
    }


def _tokens(text: str) -> int:
    return ceil(len(text) / CHARACTERS_PER_TOKEN)


# ------------------------------------------------------------------------------------- HTTP


def application() -> web.Application:
    """The server's routes; errors of HTTP itself are OpenAI error objects too."""
    app = web.Application(client_max_size=LARGEST_REQUEST, middlewares=[_explained])
    app.router.add_post("/v1/chat/completions", _chat)
    app.router.add_get("/v1/models", _models)
    return app


async def _chat(request: web.Request) -> web.Response:
    try:
        body = json.loads(await request.read())
    except ValueError as error:
        raise UnservedError(f"the request is not JSON: {error}", "invalid_json") from error
    return _json(complete(body))


async def _models(_: web.Request) -> web.Response:
    model = {"id": MODEL, "object": "model", "created": 0, "owned_by": "ultralink-assets"}
    return _json({"object": "list", "data": [model]})


@web.middleware
async def _explained(request: web.Request, handler: Any) -> web.StreamResponse:
    try:
        response: web.StreamResponse = await handler(request)
    except UnservedError as refused:
        return _json(refused.body, HTTPStatus.BAD_REQUEST)
    except web.HTTPException as error:
        body = UnservedError(
            f"{request.method} {request.path}: {error.reason}", error.reason.lower().replace(" ", "_")
        ).body
        return _json(body, HTTPStatus(error.status))
    return response


def _json(body: dict[str, Any], status: HTTPStatus = HTTPStatus.OK) -> web.Response:
    encoded = json.dumps(body, ensure_ascii=False).encode()
    return web.Response(body=encoded, status=status, content_type="application/json", charset="utf-8")


async def _start(host: str, port: int) -> tuple[web.AppRunner, str]:
    """The running server and its base url; port 0 takes a free one."""
    if not 0 <= port <= LARGEST_PORT:
        raise TeacherError(f"no port {port}", f"choose one from 0 (any free one) to {LARGEST_PORT}: --port N")
    runner = web.AppRunner(application(), access_log=None, shutdown_timeout=_STOP_S)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        await runner.cleanup()
        raise TeacherError(
            f"the demo teacher can't listen on {host}:{port}: {error.strerror}", "choose another port: --port N"
        ) from error
    return runner, f"http://{host}:{runner.addresses[0][1]}/v1"


def serve(host: str = "127.0.0.1", port: int = 0) -> None:
    """Serve until SIGINT or SIGTERM; the first line printed is the base url. Raises `TeacherError`: port in use."""
    asyncio.run(_serve(host, port))


async def _serve(host: str, port: int) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    runner, base_url = await _start(host, port)
    print(base_url, flush=True)
    try:
        await stop.wait()
    finally:
        await runner.cleanup()


@contextmanager
def running(host: str = "127.0.0.1") -> Iterator[str]:
    """The demo teacher in a thread and an event loop of its own, on a free port; yields its base url."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="demo-teacher", daemon=True)
    thread.start()
    try:
        runner, base_url = asyncio.run_coroutine_threadsafe(_start(host, 0), loop).result(_START_S)
        try:
            yield base_url
        finally:
            asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(_START_S)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(_START_S)
        loop.close()

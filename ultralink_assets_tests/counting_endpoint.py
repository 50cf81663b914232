"""The demo teacher behind a delay, with books: how often each prompt was paid for, and what was delivered.

    python -m ultralink_assets_tests.counting_endpoint --delay 0.1     prints its address on the first line

An answer takes half to one and a half of the delay.

``GET /stats`` gives requests, unique_prompts, paid, paid_twice (prompts paid more than once), wasted (paid again
although an earlier answer had been delivered whole) and client_gone (paid, and nobody was there to take it).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
from collections import Counter
from typing import Any

from aiohttp import web

from ultralink_assets.teacher.demo_server import complete


class Endpoint:
    """One server's books."""

    def __init__(self, delay: float) -> None:
        self._delay = delay
        self._reset()

    def _reset(self) -> None:
        self._paid: Counter[str] = Counter()
        self._delivered: Counter[str] = Counter()
        self._requests = self._wasted = self._gone = 0

    def application(self) -> web.Application:
        app = web.Application()
        app.add_routes(
            [
                web.post("/v1/chat/completions", self._chat),
                web.get("/stats", self._stats),
                web.post("/stats/reset", self._forget),
            ]
        )
        return app

    async def _chat(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        prompt = json.dumps([body["model"], body["messages"]])
        self._requests += 1
        await asyncio.sleep(self._delay * (0.5 + random.Random(prompt).random()))  # else all answers come at once
        answer = complete(body)
        self._wasted += self._delivered[prompt] > 0
        self._paid[prompt] += 1
        if request.transport is None or request.transport.is_closing():
            self._gone += 1
            raise ConnectionResetError
        self._delivered[prompt] += 1
        return web.json_response(answer)

    async def _stats(self, _: web.Request) -> web.Response:
        stats: dict[str, Any] = {
            "requests": self._requests,
            "unique_prompts": len(self._paid),
            "paid": self._paid.total(),
            "paid_twice": sum(times > 1 for times in self._paid.values()),
            "wasted": self._wasted,
            "client_gone": self._gone,
        }
        return web.json_response(stats)

    async def _forget(self, _: web.Request) -> web.Response:
        self._reset()
        return web.json_response({})


async def serve(delay: float) -> None:
    """Serve on a free port until killed."""
    runner = web.AppRunner(Endpoint(delay).application())
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    print(f"http://{host}:{port}", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--delay", type=float, default=0.1)
    asyncio.run(serve(parser.parse_args().delay))

"""The request engine against a plain aiohttp client on one mock server, in alternation, median of three.

    python benchmarks/engine.py --mock PATH/mock_openai.py      starts that server with the flags that are printed
    python benchmarks/engine.py --base-url http://host:8400/v1  a server that runs; without the faulty part

single: so many prompts, each one request. dialogues: eight requests each, every one after the answer before it.
The plain client has one session with the same limit, posts and parses, and keeps nothing; the engine paces, validates,
and commits each answer to its ledger before it is returned. Each run is a process of its own. Seconds are those of the
server, from the first request to the last answer (with --base-url: of the run); CPU seconds and memory are those of the
run and of the worker process that it starts, less what importing takes. start: seconds from the call to the first
request, once a run.
faulty: 2 % status 500, 1 % hanging, 1 % reset connections, 6,000 requests a minute; its floor is what that rate allows,
less the burst that the server's bucket holds.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import aiohttp

LATENCY = ["--latency", "lognormal", "--median-ms", "300", "--p99-ms", "3000", "--max-ms", "6000", "--seed", "7"]
FAULTS = ["--faults", "500=0.02,hang=0.01,reset=0.01", "--rpm", "6000"]
FAULTY_RATE, FAULTY_SHARE, BURST_S = 100, 0.04, 2
DEADLINE_S = {"single": 60, "dialogues": 60, "faulty": 8}
WHOSE = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
TURNS = 8
ROUNDS = 3
MODEL = "mock-model"
SYSTEM = "You answer questions about a text."
TEXT = "The river and its valley were first described by a traveller who kept notes about people. " * 25


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--mock", metavar="FILE", help="the mock server's program")
    where.add_argument("--base-url", metavar="URL", help="a server that runs")
    parser.add_argument("--prompts", type=int, default=3000)
    parser.add_argument("--faulty-prompts", type=int, default=3000)
    parser.add_argument("--in-flight", type=int, default=256)
    parser.add_argument("--child", nargs=2, metavar=("CLIENT", "PART"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        client, part = options.child
        print(json.dumps(_measure(client, part, options)))
        return 0
    found: dict[str, Any] = {}
    with _server(options, LATENCY) as url:
        for part in ("single", "dialogues"):
            found[part] = _compare(part, url, options)
    if options.mock:
        with _server(options, [*LATENCY, *FAULTS]) as url:
            found["faulty"] = _faulty(url, options)
    print(json.dumps(found))
    return 0


# ------------------------------------------------------------------------------------ comparing


def _compare(part: str, url: str, options: argparse.Namespace) -> dict[str, float]:
    print(f"\n{part}: {options.prompts} requests, {options.in_flight} in flight")
    print(f"  {'':10}{'seconds':>10}{'requests/s':>12}{'CPU s/1000':>12}{'peak MB':>10}{'start s':>10}")
    runs: dict[str, list[dict[str, float]]] = {"aiohttp": [], "engine": []}
    for _ in range(ROUNDS):
        for client, measured in runs.items():
            _post(url, "stats/reset", optional=not options.mock)
            last = _child(client, part, url, options, options.prompts)
            whole = last["seconds"]
            if options.mock:
                last["seconds"] = _stats(url)["elapsed_s"]
            last["start_s"] = whole - last["seconds"]
            measured.append(last)
            rate, cpu = options.prompts / last["seconds"], last["cpu_s"] / options.prompts * 1000
            row = f"{last['seconds']:10.2f}{rate:12.0f}{cpu:12.2f}{last['peak_mb']:10.0f}{last['start_s']:10.2f}"
            print(f"  {client:10}{row}", flush=True)
    middle = {
        client: {name: statistics.median(run[name] for run in measured) for name in measured[0]}
        for client, measured in runs.items()
    }
    ratio = middle["aiohttp"]["seconds"] / middle["engine"]["seconds"]
    cpu = {client: middle[client]["cpu_s"] / options.prompts * 1000 for client in middle}
    print(f"  engine / aiohttp: rate {ratio:.2f}; CPU s per 1000 {cpu['engine']:.2f} against {cpu['aiohttp']:.2f}")
    return {
        "ratio_to_aiohttp": round(ratio, 3),
        "cpu_s_per_1000": round(cpu["engine"], 3),
        "aiohttp_cpu_s_per_1000": round(cpu["aiohttp"], 3),
        "peak_mb": round(middle["engine"]["peak_mb"], 1),
        "start_s": round(middle["engine"]["start_s"], 2),
    }


def _faulty(url: str, options: argparse.Namespace) -> dict[str, float]:
    count = options.faulty_prompts
    print(f"\nfaulty: {count} requests, {options.in_flight} in flight, deadline {DEADLINE_S['faulty']} s")
    run = _child("engine", "faulty", url, options, count)
    stats = _stats(url)
    floor = count / (1 - FAULTY_SHARE) / FAULTY_RATE - BURST_S
    span = stats["elapsed_s"]
    limited = sum(number for outcome, number in stats["outcomes"].items() if outcome.startswith("429"))
    print(f"  {run['done']:.0f} answered, {run['unanswered']:.0f} unanswered")
    print(f"  {stats['requests']} requests, {limited} of them turned down for their rate")
    print(f"  paid again: {stats['paid_twice']}, of them after an answer: {stats['wasted']}")
    print(f"  {span:.1f} s; the rate alone takes {floor:.1f} s")
    return {
        "prompts": count,
        "unanswered": run["unanswered"],
        "wasted": stats["wasted"],
        "rate_limited": limited,
        "span_s": span,
        "span_over_floor": round(span / floor, 3),
    }


def _child(client: str, part: str, url: str, options: argparse.Namespace, prompts: int) -> dict[str, float]:
    program = [sys.executable, str(Path(__file__)), "--base-url", url, "--child", client, part]
    program += ["--prompts", str(prompts), "--in-flight", str(options.in_flight)]
    done = subprocess.run(program, stdout=subprocess.PIPE, text=True, check=True)
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


@contextmanager
def _server(options: argparse.Namespace, flags: Sequence[str]) -> Iterator[str]:
    if options.base_url:
        yield options.base_url.rstrip("/")
        return
    print(f"mock server: {' '.join(flags)}")
    program = [sys.executable, options.mock, "--port", "0", *flags]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        found = re.search(r"http://\S+/v1", server.stdout.readline())
        try:
            if found is None:
                raise SystemExit(f"{options.mock} did not start")
            yield found.group(0)
        finally:
            server.terminate()


def _post(url: str, path: str, optional: bool) -> None:
    try:
        urllib.request.urlopen(urllib.request.Request(url.removesuffix("v1") + path, b"{}"), timeout=10).close()
    except OSError:
        if not optional:
            raise


def _stats(url: str) -> dict[str, Any]:
    with urllib.request.urlopen(url.removesuffix("v1") + "stats", timeout=10) as response:
        stats: dict[str, Any] = json.loads(response.read())
        return stats


# ------------------------------------------------------------------------- one run, in its process


def _measure(client: str, part: str, options: argparse.Namespace) -> dict[str, float]:
    turns = TURNS if part == "dialogues" else 1
    numbers = range(options.prompts // turns)
    talks = [[f"{number}.{turn} What does it say? {TEXT}" for turn in range(turns)] for number in numbers]
    run: Callable[..., tuple[float, dict[str, float]]] = _engine if client == "engine" else _aiohttp
    before = _cpu_s()
    seconds, more = run(talks, options.base_url, options.in_flight, DEADLINE_S[part])
    peak_mb = sum(resource.getrusage(who).ru_maxrss for who in WHOSE) / 1024
    return {"seconds": seconds, "cpu_s": _cpu_s() - before - more.pop("import_cpu_s", 0.0), "peak_mb": peak_mb, **more}


def _cpu_s() -> float:
    return sum(used.ru_utime + used.ru_stime for used in map(resource.getrusage, WHOSE))


def _aiohttp(talks: list[list[str]], url: str, in_flight: int, deadline_s: float) -> tuple[float, dict[str, float]]:
    async def talk(session: aiohttp.ClientSession, prompts: list[str]) -> None:
        messages = [{"role": "system", "content": SYSTEM}]
        for prompt in prompts:
            messages.append({"role": "user", "content": prompt})
            body = {"model": MODEL, "messages": messages, "temperature": 0.7, "top_p": 1.0, "max_tokens": 2048}
            async with session.post(f"{url}/chat/completions", json=body) as response:
                answer = json.loads(await response.read())
            messages.append({"role": "assistant", "content": answer["choices"][0]["message"]["content"]})

    async def worker(session: aiohttp.ClientSession, rest: Iterator[list[str]]) -> None:
        for prompts in rest:
            await talk(session, prompts)

    async def everything() -> None:
        timeout = aiohttp.ClientTimeout(total=deadline_s)
        connector = aiohttp.TCPConnector(limit=in_flight)
        async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session:
            rest = iter(talks)
            await asyncio.gather(*(worker(session, rest) for _ in range(in_flight)))

    start = time.perf_counter()
    asyncio.run(everything())
    return time.perf_counter() - start, {}


def _engine(talks: list[list[str]], url: str, in_flight: int, deadline_s: float) -> tuple[float, dict[str, float]]:
    before = _cpu_s()
    from ultralink_assets.records import Ask, Message, Script
    from ultralink_assets.settings import TeacherSettings
    from ultralink_assets.teacher import run_scripts

    imported = _cpu_s() - before

    def script(prompts: list[str]) -> Script[int]:
        messages = [Message("system", SYSTEM)]
        for prompt in prompts:
            messages.append(Message("user", prompt))
            reply = yield Ask(tuple(messages))
            messages.append(Message("assistant", reply.text))
        return len(prompts)

    settings = TeacherSettings(base_url=(url,), model=MODEL, max_in_flight=in_flight, deadline_s=deadline_s)
    done: list[str] = []
    unanswered: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        run_scripts(
            settings,
            Path(folder) / "ledger.sqlite",
            ((str(number), lambda prompts=prompts: script(prompts)) for number, prompts in enumerate(talks)),  # type: ignore[misc]
            lambda item_id, made: done.append(item_id),
            lambda item_id, runs, error: unanswered.append(item_id) or False,  # type: ignore[func-returns-value]
            stage="benchmark",
            language="en",
            run_id="1",
            total=len(talks),
            say=lambda line: None,
            environ={},
        )
        seconds = time.perf_counter() - start
    return seconds, {"done": len(done), "unanswered": len(unanswered), "import_cpu_s": imported}


if __name__ == "__main__":
    sys.exit(main())

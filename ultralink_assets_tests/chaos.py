"""Kills `dialogues/en` at random moments, again and again, and proves that nothing was lost and nothing paid twice.

    python -m ultralink_assets_tests.chaos --mock mock_openai.py [--dump DUMP] [--kills 10] [--faults 500=0.02,...]
    python -m ultralink_assets_tests.chaos --mock mock_openai.py --english      the same of translated_sft/fr

One undisturbed run and one that is killed ``--kills`` times use the same dump, settings and endpoint; afterwards the
tables must be equal, every row accounted for, and the endpoint's own books must show that no answer which had
been delivered was asked for again. ``--mock`` is a server that takes its answers from ``--upstream``, serves /stats
(paid_twice, wasted, client_gone) and injects ``--faults``; without it the endpoint of the tests is used.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from ultralink_assets import sample
from ultralink_assets.records import PARTS
from ultralink_assets.teacher import demo_server
from ultralink_assets.warehouse import query
from ultralink_assets_tests.chaos_subjects import (
    DIALOGUES,
    OF_DIALOGUES,
    OF_TRANSLATIONS,
    TEACHER,
    TRANSLATIONS,
    Subject,
)

# With --everything the process that takes in the answers is killed too: so many may be on their way to the ledger.
LOST_A_KILL = 2


@dataclass(frozen=True)
class Plan:
    """What to run and how often to kill it."""

    folder: Path
    dump: Path
    kills: int
    seed: int = 7
    in_flight: int = 16
    min_tokens: int = 300
    passage_tokens: int = 400
    faulty: bool = False
    everything: bool = False  # kill the run's children too, at the same moment
    english: bool = False  # translations of the sample's English data instead of dialogues

    @property
    def subject(self) -> Subject:
        return OF_TRANSLATIONS if self.english else OF_DIALOGUES


def run(plan: Plan, url: str) -> dict[str, Any]:
    """One undisturbed and one disturbed run against the endpoint at ``url``; raises AssertionError on any loss."""
    subject, calm = plan.subject, _prepare(plan, url, "calm")
    _materialize(calm, f"+{subject.asset}").check()
    expected, usual = _tables(subject, calm), _ask(url, "/stats")  # what was cut short is asked for twice in every run
    _ask(url, "/stats/reset", post=True)
    wild = _prepare(plan, url, "wild")
    _materialize(wild, subject.before).check()
    seconds = _disturb(plan, url, wild)
    _materialize(wild, subject.asset).check()
    stats = _ask(url, "/stats")
    found = _tables(subject, wild)
    for table in subject.tables:
        assert found[table] == expected[table], f"{table} differs from the undisturbed run"
    lost = LOST_A_KILL * len(seconds) if plan.everything else 0
    assert stats["wasted"] <= usual["wasted"] + lost, f"delivered answers were paid again: {stats}"
    if not plan.faulty:
        limit = usual["paid_twice"] + stats["client_gone"] + lost
        assert stats["paid_twice"] <= limit, f"paid twice: {stats['paid_twice']}, at most {limit}: {stats}"
    return {
        "kills": len(seconds),
        "killed_after_s": seconds,
        "rows": {table: len(rows) for table, rows in found.items()},
        **{key: stats[key] for key in ("requests", "unique_prompts", "paid", "paid_twice", "wasted", "client_gone")},
    }


def _disturb(plan: Plan, url: str, settings: Path) -> list[float]:
    """Kill the run ``plan.kills`` times, each time a random while after it began to ask; returns the whiles."""
    draw, seconds = random.Random(plan.seed), []
    for _ in range(plan.kills):
        before = _ask(url, "/stats")["requests"]
        child = _materialize(settings, plan.subject.asset)
        while child.process.poll() is None and _ask(url, "/stats")["requests"] == before:
            time.sleep(0.02)
        wait = draw.uniform(0.0, 2.5)
        try:
            child.process.wait(wait)
        except subprocess.TimeoutExpired:
            _kill(child, plan.everything)
            seconds.append(round(wait, 2))
        else:
            child.check()
            break
    return seconds


def _kill(child: Child, everything: bool) -> None:
    children = psutil.Process(child.process.pid).children(recursive=True) if everything else []
    os.killpg(child.process.pid, signal.SIGKILL)
    for process in children:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    child.process.wait()


@dataclass(frozen=True)
class Child:
    """A materialization that runs in a process group of its own; its output goes to a file."""

    process: subprocess.Popen[bytes]
    log: Path

    def check(self) -> None:
        code = self.process.wait()
        assert code == 0, f"exit {code}\n{self.log.read_text()[-4000:]}"


def _materialize(settings: Path, selection: str) -> Child:
    log = settings.parent / f"{settings.stem}-{time.monotonic_ns()}.log"
    environ = {key: value for key, value in os.environ.items() if not key.startswith(("ULTRALINK_", "DAGSTER_"))}
    environ |= {"ULTRALINK_SETTINGS": str(settings), "OPENAI_API_KEY": "test"}
    command = [sys.executable, "-m", "dagster", "asset", "materialize", "-m", "ultralink_assets", "--select", selection]
    with log.open("wb") as file:
        process = subprocess.Popen(
            command, env=environ, cwd=settings.parent, stdout=file, stderr=file, start_new_session=True
        )
    return Child(process, log)


def _prepare(plan: Plan, url: str, name: str) -> Path:
    settings = plan.folder / f"{name}.toml"
    text = TEACHER.format(url=f"{url}/v1", in_flight=plan.in_flight)
    settings.write_text(_input(plan, plan.folder / name) + text, encoding="utf-8")
    return settings


def _input(plan: Plan, data: Path) -> str:
    if plan.english:
        named: dict[str, str] = {part: json.dumps([str(path) for path in sample.english(part)]) for part in PARTS}
        return TRANSLATIONS.format(data=data, **named)
    limits = {"min_tokens": plan.min_tokens, "passage_tokens": plan.passage_tokens}
    return DIALOGUES.format(data=data, dump=plan.dump.resolve(), **limits)


def _tables(subject: Subject, settings: Path) -> dict[str, list[str]]:
    data = settings.parent / settings.stem
    return {
        table: sorted(json.dumps(row, default=str) for row in query(data, f"SELECT * FROM {table}").to_pylist())
        for table in subject.tables
    }


def _ask(url: str, path: str, *, post: bool = False) -> dict[str, Any]:
    request = urllib.request.Request(url + path, data=b"{}" if post else None)
    with urllib.request.urlopen(request, timeout=30) as answer:
        found: dict[str, Any] = json.load(answer)
    return found


@contextmanager
def served(command: Sequence[str]) -> Iterator[str]:
    """A server as a Python process of its own that prints its address first; yields the address without /v1."""
    folder = Path(__file__).parent.parent
    with subprocess.Popen([sys.executable, *command], stdout=subprocess.PIPE, text=True, cwd=folder) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        try:
            yield "http://" + first.split("http://")[1].split()[0].removesuffix("/v1")
        finally:
            process.terminate()


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mock", type=Path, required=True)
    parser.add_argument("--dump", type=Path, default=sample.dump("en"))
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--faults", default="")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--in-flight", type=int, default=16)
    parser.add_argument("--everything", action="store_true", help="kill the run's children at the same moment")
    parser.add_argument("--english", action="store_true", help="kill translated_sft/fr instead of dialogues/en")
    parsed = parser.parse_args(arguments)
    latency = ["--latency", "lognormal", "--median-ms", "300", "--p99-ms", "1500"]
    with (
        tempfile.TemporaryDirectory() as folder,
        demo_server.running() as upstream,
        served([str(parsed.mock), "--port", "0", "--upstream", upstream, "--faults", parsed.faults, *latency]) as url,
    ):
        plan = Plan(
            Path(folder),
            parsed.dump,
            parsed.kills,
            parsed.seed,
            parsed.in_flight,
            faulty=bool(parsed.faults),
            everything=parsed.everything,
            english=parsed.english,
        )
        print(json.dumps(run(plan, url)))


if __name__ == "__main__":
    main()

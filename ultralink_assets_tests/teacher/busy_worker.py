"""A process of its own that runs conversations which compute between their requests; url and ledger are arguments."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from ultralink_assets.records import Reply, Script
from ultralink_assets.settings import TeacherSettings
from ultralink_assets.teacher import run_scripts
from ultralink_assets_tests.teacher.conftest import conversation

COMPUTES_S, STORES_S = 0.0015, 0.03  # what gates take for a reply, and what a unit takes that is written
TALKS, TURNS, A_UNIT = 4000, 4, 20


def compute(seconds: float) -> None:
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        sum(range(200))


def busy(*prompts: str) -> Script[list[Reply]]:
    script = conversation(*prompts)
    reply: Reply | None = None
    try:
        while True:
            ask = next(script) if reply is None else script.send(reply)
            reply = yield ask
            compute(COMPUTES_S)
    except StopIteration as end:
        made: list[Reply] = end.value
        return made


def main(url: str, ledger: str) -> None:
    done = []

    def store(item_id: str, replies: list[Reply]) -> None:
        done.append(item_id)
        if len(done) % A_UNIT == 0:
            compute(STORES_S)

    talks = [tuple(f"{number}-{turn}" for turn in range(TURNS)) for number in range(TALKS)]
    run_scripts(
        TeacherSettings(base_url=(url,), model="llama", name="t", max_in_flight=256),
        Path(ledger),
        ((talk[0], lambda talk=talk: busy(*talk)) for talk in talks),  # type: ignore[misc]
        store,
        lambda item_id, runs, error: False,
        stage="dialogues",
        language="en",
        run_id="worker",
        total=TALKS,
        say=lambda line: None,
        environ={},
    )


if __name__ == "__main__":
    main(*sys.argv[1:])

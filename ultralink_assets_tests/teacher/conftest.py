"""An endpoint, a ledger, and a run of conversations against them."""

from __future__ import annotations

import asyncio
import os
import socket
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import pytest

from ultralink_assets.records import Ask, Message, Reply, ReplyKind, Script, Unanswered
from ultralink_assets.settings import TeacherSettings
from ultralink_assets.teacher import RUNS_UNTIL_REJECTED, Tally, run_scripts, worker
from ultralink_assets_tests.teacher.fake_endpoint import FakeEndpoint, serving


def conversation(*prompts: str) -> Script[list[Reply]]:
    """Asks each prompt, the whole talk so far before it; ends early when a reply is not an answer."""
    messages: list[Message] = [Message("system", "You answer.")]
    replies: list[Reply] = []
    for prompt in prompts:
        messages.append(Message("user", prompt))
        replies.append((yield Ask(tuple(messages))))
        if replies[-1].kind is not ReplyKind.ANSWERED:
            break
        messages.append(Message("assistant", replies[-1].text))
    return replies


@dataclass
class Bench:
    """One endpoint, one ledger; `run` is one run of an asset."""

    endpoint: FakeEndpoint
    ledger: Path
    done: dict[str, list[Reply]] = field(default_factory=dict)
    unanswered: dict[str, tuple[int, Unanswered]] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)

    def settings(self, **changes: Any) -> TeacherSettings:
        return TeacherSettings.model_validate(
            {
                "base_url": self.endpoint.url,
                "model": "llama",
                "name": "t",
                "deadline_s": 5,
                "max_in_flight": 8,
                **changes,
            }
        )

    def run(self, *talks: tuple[str, ...], **changes: Any) -> Tally:
        return self.run_all(talks, len(talks), **changes)

    def run_all(
        self,
        talks: Iterable[tuple[str, ...]],
        total: int,
        run_id: str = "run",
        environ: Mapping[str, str] | None = None,
        **changes: Any,
    ) -> Tally:
        return run_scripts(
            self.settings(**changes),
            self.ledger,
            ((talk[0], lambda talk=talk: conversation(*talk)) for talk in talks),  # type: ignore[misc]
            self.done.__setitem__,
            self._note,
            stage="dialogues",
            language="en",
            run_id=run_id,
            total=total,
            say=self.said.append,
            environ=environ or {},
        )

    def _note(self, item_id: str, runs: int, error: Unanswered) -> bool:
        self.unanswered[item_id] = (runs, error)
        return runs >= RUNS_UNTIL_REJECTED

    def text(self, item_id: str) -> str:
        return self.done[item_id][-1].text

    def kind(self, item_id: str) -> ReplyKind:
        return self.done[item_id][-1].kind


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with serving() as endpoint:
        yield Bench(endpoint, tmp_path / "ledger.sqlite")


class ThreadWorker:
    """The worker in a thread of this process, where a test can change its constants."""

    def __init__(self, channel: socket.socket, room: int, words: IO[bytes]) -> None:
        self._thread = threading.Thread(target=self._serve, args=(channel.dup(), os.dup(room)))
        self._thread.start()

    def _serve(self, channel: socket.socket, room: int) -> None:
        asyncio.run(worker.serve(channel, room))
        os.close(room)

    def wait(self) -> int:
        self._thread.join()
        return 0


@pytest.fixture
def near(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker runs in a thread, not in a process of its own."""
    monkeypatch.setattr("ultralink_assets.teacher.worker_process.start", ThreadWorker)


@pytest.fixture
def quick(near: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Retries without long pauses between them."""
    monkeypatch.setattr("ultralink_assets.teacher.engine._FIRST_BACKOFF_S", 0.001)

"""What a run has sent and spent so far, and the line that says how far it is."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from ultralink_assets.teacher.outcomes import CallOutcome, Seen
from ultralink_assets.teacher.prices import dollars

EVERY_S = 5.0
_WINDOW_S = 60.0


@dataclass(slots=True)
class Tally:
    """Counts of one run. ``cost_usd`` is None without prices. ``hits`` were answered by the ledger."""

    requests: int = 0
    hits: int = 0
    retries: int = 0
    rate_limited: int = 0
    prompt_tokens: int = 0
    cached_tokens: int = 0
    completion_tokens: int = 0
    reasoning_tokens: int = 0
    cost_usd: float | None = None
    started: float = field(default_factory=time.monotonic)
    ended: float | None = None

    @property
    def seconds(self) -> float:
        return (self.ended or time.monotonic()) - self.started

    @property
    def rate(self) -> float:
        """Requests per second."""
        return self.requests / self.seconds if self.seconds > 0 else 0.0

    def add(self, seen: Seen, cost_usd: float | None) -> None:
        self.rate_limited += seen.outcome is CallOutcome.RATE_LIMITED
        if seen.usage is not None:
            self.prompt_tokens += seen.usage.prompt
            self.cached_tokens += seen.usage.cached
            self.completion_tokens += seen.usage.completion
            self.reasoning_tokens += seen.usage.reasoning
        if cost_usd is not None:
            self.cost_usd = (self.cost_usd or 0.0) + cost_usd

    def take(self, sent: Tally) -> None:
        """Take over what another tally counted, but for the hits and the time."""
        for name in _SENT:
            setattr(self, name, getattr(sent, name))


_SENT = (
    "requests",
    "retries",
    "rate_limited",
    "prompt_tokens",
    "cached_tokens",
    "completion_tokens",
    "reasoning_tokens",
    "cost_usd",
)


class Progress:
    """Says a line about every `EVERY_S` seconds: ``dialogues/ru 120/400 done, 3 rejected, 1 pending, …``."""

    def __init__(
        self, title: str, total: int, tally: Tally, rejected: Callable[[], int], say: Callable[[str], None]
    ) -> None:
        self._title, self._total, self._tally, self._rejected, self._say = title, total, tally, rejected, say
        self.done = 0
        self.pending = 0
        self._marks: deque[tuple[float, int, int]] = deque([(time.monotonic(), 0, 0)])

    @property
    def due_s(self) -> float:
        """Seconds until the next line."""
        return max(0.0, self._marks[-1][0] + EVERY_S - time.monotonic())

    def tick(self) -> None:
        """Say the line if it is due."""
        if not self.due_s:
            self.tell()

    def tell(self, last: bool = False) -> None:
        """Say the line now; the ``last`` one gives the whole run's rate instead of the time left."""
        now = time.monotonic()
        self._marks.append((now, self.done + self.pending, self._tally.requests))
        while now - self._marks[0][0] > _WINDOW_S and len(self._marks) > 2:
            self._marks.popleft()
        self._say(self._line(last))

    def _line(self, last: bool) -> str:
        (then, ended_then, sent_then), (now, ended, sent) = self._marks[0], self._marks[-1]
        rate = self._tally.rate if last else (sent - sent_then) / max(now - then, 1e-9)
        sent_so_far = f"{self._tally.requests} requests, {rate:.1f}/s" if last else f"{rate:.1f} requests/s"
        parts = [f"{self._title} {self.done}/{self._total} done", f"{self._rejected()} rejected"]
        parts += [f"{self.pending} pending", sent_so_far]
        if self._tally.cost_usd is not None:
            parts.append(dollars(self._tally.cost_usd))
        if last:
            parts.append(_span(self._tally.seconds))
        elif ended > ended_then:
            parts.append(f"{_span((self._total - ended) * (now - then) / (ended - ended_then))} left")
        return ", ".join(parts)


def _span(seconds: float) -> str:
    if seconds < 90:
        return f"{max(0, round(seconds))} s"
    if seconds < 5400:
        return f"{round(seconds / 60)} min"
    return f"{seconds / 3600:.1f} h"

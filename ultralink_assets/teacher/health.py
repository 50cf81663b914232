"""Whether a failure is the request's own or the endpoint's: an outage must not use up anybody's attempts."""

from __future__ import annotations

import time
from collections.abc import Callable

from ultralink_assets.records import TeacherStopped
from ultralink_assets.teacher.outcomes import CallOutcome, Seen

UNREACHABLE_AT_START_S = 6.0
BROKEN_AT_START_S = 60.0
OUTAGE_S = 600.0
_OUTAGE_REQUESTS = 10  # so many different requests failed, and none was answered meanwhile
_LONGEST_PAUSE_S = 15.0


class Health:
    """Failures since the last answer. ``clock`` counts seconds."""

    def __init__(self, where: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._where = where
        self._clock = clock
        self._ever_answered = False
        self._failing: set[bytes] = set()
        self._down_since: float | None = None
        self._rounds = 0
        self._paused_until = 0.0

    def answered(self) -> None:
        """The endpoint did its work, whatever the answer was worth."""
        self._ever_answered = True
        self._failing.clear()
        self._down_since = None
        self._rounds = 0

    def failed(self, key: bytes, seen: Seen, asked: float) -> float | None:
        """None when the failure counts as the request's own, else the seconds that all requests should pause.

        ``asked`` is when the request was sent, by the same clock. Raises `TeacherStopped` when it has been too long.
        """
        now = self._clock()
        if self._down_since is None:
            self._down_since = asked
        self._failing.add(key)
        self._give_up(now - self._down_since, seen)
        limited = seen.outcome is CallOutcome.RATE_LIMITED
        if limited or not (seen.unreachable or len(self._failing) >= _OUTAGE_REQUESTS):
            return None
        if now >= self._paused_until:
            self._paused_until = now + min(_LONGEST_PAUSE_S, 0.5 * 2**self._rounds)
            self._rounds += 1
        return self._paused_until - now

    def _give_up(self, down_s: float, seen: Seen) -> None:
        patience = OUTAGE_S
        if not self._ever_answered and seen.outcome is not CallOutcome.RATE_LIMITED:
            patience = UNREACHABLE_AT_START_S if seen.unreachable else BROKEN_AT_START_S
        outage = seen.unreachable or len(self._failing) >= _OUTAGE_REQUESTS
        if (outage and down_s >= patience) or down_s >= OUTAGE_S:
            state = "has not answered" if self._ever_answered else "does not answer"
            words = f"{seen.status} {seen.words}" if seen.status else seen.words
            raise TeacherStopped(
                f"the endpoint {self._where} {state} for {down_s:.0f} s: {words}",
                "check that it runs and that teacher.base_url is right; then run it again: every answer is kept",
            )

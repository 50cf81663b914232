"""When the next request may be sent: bounded in flight, at the pace that the endpoint allows, with one shared pause.

The pace is a clock that all processes share through the ledger: each leases short spans of it and spreads its
requests over them. Limits come from the settings, else from the headers of the responses.
"""

from __future__ import annotations

import asyncio
import time

from ultralink_assets.settings import TeacherSettings
from ultralink_assets.teacher import sharing
from ultralink_assets.teacher.headers import Limits, announced
from ultralink_assets.teacher.ledger import Ledger
from ultralink_assets.teacher.outcomes import CallOutcome, Seen, Usage

_SHARE = 0.97  # of the allowed pace: the server's clock is not ours
_LEASE_S = 0.2
_ASK_LEDGER_S = 1.0  # how old the pause and the limits of other processes may be
_TELL_LEDGER_S = 60.0
_PROBES = 16  # in flight until the first answer has said what is allowed
_NARROWED, _WIDENED = 0.9, 0.25  # in flight after a 429 (times), and after each answer (plus)
_SMOOTHING = 0.05
_SHORT_S = 0.25  # watching for the end of the run costs more than so short a sleep
_FAILED = (CallOutcome.RATE_LIMITED, CallOutcome.SERVER_ERROR, CallOutcome.TIMEOUT, CallOutcome.CONNECTION)


class Pacer:
    """Lets requests through one by one, first come first served."""

    def __init__(self, settings: TeacherSettings, ledger: Ledger, stopping: asyncio.Event) -> None:
        self._teacher = settings.identity
        self._ledger = ledger
        self._stopping = stopping
        self._configured = Limits(settings.requests_per_minute, settings.tokens_per_minute)
        self._learnt = Limits()
        self._most = float(settings.max_in_flight)
        self._width = min(self._most, float(_PROBES))
        self._probing = True
        self._in_flight = 0
        self._room = asyncio.Event()
        self._line = asyncio.Lock()
        self._pause_until = 0.0
        self._cursor = self._lease_end = self._asked_ledger = self._told_at = 0.0
        self._tokens = _TokenGuess(settings.max_tokens)

    async def turn(self, prompt_bytes: int) -> None:
        """Return when the request may be sent, or at once when the run stops; `left` has to follow."""
        async with self._line:
            while not self._stopping.is_set():
                if self._in_flight >= int(self._width):
                    await self._wait_for_room()
                elif (pause := self._pause_until - time.time()) > 0:
                    await self.rest(pause)
                elif await self._slot(self._span(prompt_bytes)):
                    break
            self._in_flight += 1

    def left(self, seen: Seen | None = None, prompt_bytes: int = 0) -> None:
        """A request has ended; without ``seen``: it was not sent, or was cancelled."""
        self._in_flight -= 1
        self._room.set()
        if seen is None:
            return
        if (limits := announced(seen.headers)) is not None:
            self._learnt = limits
        if seen.outcome in _FAILED:
            return
        self._width = self._most if self._probing else min(self._most, self._width + _WIDENED)
        self._probing = False
        if seen.usage is not None:
            self._tokens.learn(prompt_bytes, seen.usage)

    async def pause(self, seconds: float, outage: bool) -> None:
        """Nobody sends for so long, other processes neither. After an outage a few requests try first."""
        now = time.time()
        if outage:
            self._width, self._probing = min(self._most, float(_PROBES)), True
        elif now >= self._pause_until:
            self._width = max(1.0, min(self._width, self._in_flight) * _NARROWED)
        self._pause_until = max(self._pause_until, now + seconds)
        self._cursor = self._lease_end = 0.0
        if not outage:
            await self._ledger.write(sharing.pause(self._teacher, self._pause_until), durable=False)

    async def rest(self, seconds: float) -> None:
        """Sleep, but not much longer than the run goes on."""
        if seconds <= _SHORT_S:
            await asyncio.sleep(seconds)
            return
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return

    async def _wait_for_room(self) -> None:
        self._room.clear()
        await self._room.wait()

    def _span(self, prompt_bytes: int) -> float:
        """Seconds of the allowed pace that one request takes; 0 without limits."""
        requests = self._configured.requests or self._learnt.requests
        tokens = self._configured.tokens or self._learnt.tokens
        by_requests = 60 / requests if requests else 0.0
        by_tokens = 60 * self._tokens.guess(prompt_bytes) / tokens if tokens else 0.0
        return max(by_requests, by_tokens) / _SHARE

    async def _slot(self, span: float) -> bool:
        """Wait for the next slot of the pace; False when the clock has to be looked at again."""
        now = time.time()
        cursor = max(self._cursor, now - sharing.CATCH_UP_S)
        if cursor >= self._lease_end if span else now - self._asked_ledger >= _ASK_LEDGER_S:
            await self._lease(now, max(_LEASE_S, span) if span else 0.0)
            return False
        if not span:
            return True
        self._cursor = cursor + span
        if cursor > now:
            await self.rest(cursor - now)
        return time.time() >= self._pause_until

    async def _lease(self, now: float, seconds: float) -> None:
        owed = max(0.0, self._cursor - self._lease_end)
        if self._learnt != Limits() and now - self._told_at >= _TELL_LEDGER_S:
            self._told_at = now
            await self._ledger.write(sharing.announce(self._teacher, self._learnt, now), durable=False)
        lease = await self._ledger.write(sharing.lease(self._teacher, seconds, now), durable=False)
        self._asked_ledger = now
        self._pause_until = max(self._pause_until, lease.pause_until)
        if seconds:
            self._cursor, self._lease_end = lease.start + owed, lease.end
        if self._learnt == Limits():
            self._learnt = lease.limits


class _TokenGuess:
    """How many tokens a request will count for, from what the last ones did."""

    def __init__(self, max_tokens: int) -> None:
        self._per_byte = 0.3
        self._answer = max_tokens / 4

    def guess(self, prompt_bytes: int) -> float:
        return prompt_bytes * self._per_byte + self._answer

    def learn(self, prompt_bytes: int, usage: Usage) -> None:
        if prompt_bytes and usage.prompt:
            self._per_byte += _SMOOTHING * (usage.prompt / prompt_bytes - self._per_byte)
        self._answer += _SMOOTHING * (usage.completion - self._answer)

"""Asks a teacher: the ledger first, then the endpoint at its pace, until there is a final reply that is on disk."""

from __future__ import annotations

import asyncio
import random
import time
from datetime import UTC, datetime
from types import TracebackType

from ultralink_assets.records import Reply, TeacherStopped, UltralinkError, Unanswered, WarehouseError
from ultralink_assets.teacher.budget import Budget
from ultralink_assets.teacher.calls import MOST_UNUSABLE, Call, record
from ultralink_assets.teacher.fatal import fatal_error
from ultralink_assets.teacher.health import Health
from ultralink_assets.teacher.ledger import Ledger
from ultralink_assets.teacher.outcomes import FINAL, UNUSABLE, CallOutcome, Seen
from ultralink_assets.teacher.pacing import Pacer
from ultralink_assets.teacher.prices import cost_usd
from ultralink_assets.teacher.progress import Tally
from ultralink_assets.teacher.protocol import Errand, Request
from ultralink_assets.teacher.transport import HttpTransport, Transport

MOST_ATTEMPTS = 8
LONGEST_WAIT_S = 600.0
_FIRST_BACKOFF_S, _LONGEST_BACKOFF_S = 0.25, 30.0
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.5, 30.0  # after a 429 that doesn't say how long


class Teacher:
    """One endpoint, asked for one stage and language. An async context manager of the loop that `answer` runs in."""

    def __init__(self, errand: Errand, ledger: Ledger) -> None:
        settings = errand.settings
        self._errand, self._settings, self._ledger = errand, settings, ledger
        self.tally = Tally(cost_usd=None if settings.price_per_million is None else 0.0)
        self._stopping = asyncio.Event()
        self._stopped_by: UltralinkError | None = None
        self._pacer = Pacer(settings, ledger, self._stopping)
        self._budget = Budget(ledger, settings.identity, settings.budget_usd)
        self._where = ", ".join(errand.urls)
        self._health = Health(self._where)
        self._transport: Transport

    async def __aenter__(self) -> Teacher:
        self._transport = HttpTransport(self._settings, self._errand.urls, self._errand.api_key)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._transport.close()

    # -------------------------------------------------------------------------------- stopping

    @property
    def stopped_by(self) -> UltralinkError | None:
        """Why nothing is sent any more, None while all is well."""
        return self._stopped_by

    def stop(self, error: UltralinkError) -> None:
        """Send nothing any more. Requests in flight are waited for by those who asked, and recorded."""
        if self._stopped_by is None:
            self._stopped_by = error
            self._stopping.set()

    def _go_on(self) -> None:
        if self._ledger.spare_used:
            self.stop(
                WarehouseError(
                    f"{self._ledger.path}: the disk is full",
                    "free some disk space, then run it again: everything that was answered is kept",
                )
            )
        if (error := self._stopped_by) is not None:
            raise type(error)(error.message, error.hint) from error

    # ---------------------------------------------------------------------------------- asking

    async def answer(self, request: Request) -> Reply:
        """A final reply, which is on disk then. Two equal requests must not be asked at the same time.

        Raises `Unanswered` when the attempts are used up, and what stopped the teacher: `TeacherStopped`,
        `BudgetReached`, `Interrupted`, `WarehouseError`.
        """
        attempt, unusable = request.attempts, request.unusable
        failures = pauses = 0
        while True:
            attempt += 1
            asked = time.monotonic()
            seen = await self._attempt(request, attempt)
            if seen.outcome in FINAL:
                self._health.answered()
                return Reply(FINAL[seen.outcome], seen.text)
            if seen.outcome in UNUSABLE:
                self._health.answered()
                unusable += 1
                if unusable >= MOST_UNUSABLE:
                    return Reply(UNUSABLE[seen.outcome], seen.text)
            elif seen.outcome is CallOutcome.RATE_LIMITED:
                self._failed(request, seen, asked)
                pauses += 1
                await self._pacer.pause(self._pause_s(seen, pauses), outage=False)
            elif (pause := self._failed(request, seen, asked)) is not None:
                await self._pacer.pause(pause, outage=True)
            else:
                failures += 1
                if failures >= MOST_ATTEMPTS:
                    raise _unanswered(request, failures, seen)
                await self._pacer.rest(_backoff_s(request, failures, seen))
            self.tally.retries += 1

    def _failed(self, request: Request, seen: Seen, asked: float) -> float | None:
        if seen.outcome is CallOutcome.INVALID:
            self._health.answered()
            return None
        try:
            return self._health.failed(request.key, seen, asked)
        except TeacherStopped as error:
            self.stop(error)
            raise

    def _pause_s(self, seen: Seen, pauses: int) -> float:
        if seen.wait_s is None:
            return min(_LONGEST_PAUSE_S, _FIRST_PAUSE_S * 2.0 ** (pauses - 1))
        if seen.wait_s > LONGEST_WAIT_S:
            error = TeacherStopped(
                f"the endpoint asks to wait for {seen.wait_s:.0f} s: {seen.words}",
                "run it again then: every answer is kept",
            )
            self.stop(error)
            raise error
        return seen.wait_s

    # --------------------------------------------------------------------------------- sending

    async def _attempt(self, request: Request, attempt: int) -> Seen:
        """Send once and record what came of it; raises what stopped the teacher."""
        self._go_on()
        await self._hold(request)
        await self._pacer.turn(len(request.body))
        if self._stopped_by is not None:
            self._pacer.left()
            await self._budget.give_back(request.worst_usd)
            self._go_on()
        asked_at, start = datetime.now(UTC), time.monotonic()
        self.tally.requests += 1
        try:
            seen = await self._transport.post(request.body)
        except BaseException:
            self._pacer.left()
            raise
        if seen.fatal is not None:
            self._pacer.left(seen)
            await self._budget.give_back(request.worst_usd)
            raise await self._fatal(seen)
        seconds = time.monotonic() - start
        cost = cost_usd(seen.usage, self._settings.price_per_million)
        call = self._call(request, attempt, seen, cost, seconds, asked_at)
        # What may have been billed without our knowing how much stays reserved.
        committed = self._ledger.write(record(call, request.worst_usd if cost is not None else 0.0))
        self._pacer.left(seen, len(request.body))
        self.tally.add(seen, cost)
        await committed
        self._budget.ended()
        return seen

    async def _hold(self, request: Request) -> None:
        try:
            await self._budget.hold(request.worst_usd)
        except UltralinkError as error:
            self.stop(error)
            raise

    def _call(
        self, request: Request, attempt: int, seen: Seen, cost: float | None, seconds: float, asked_at: datetime
    ) -> Call:
        usage = seen.usage
        return Call(
            key=request.key,
            stage=self._errand.stage,
            language=self._errand.language,
            item_id=request.item_id,
            run_id=self._errand.run_id,
            teacher=self._settings.identity,
            model=request.model,
            draw=request.draw,
            attempt=attempt,
            outcome=seen.outcome.value,
            status=seen.status,
            prompt_tokens=usage.prompt if usage else None,
            cached_tokens=usage.cached if usage else None,
            completion_tokens=usage.completion if usage else None,
            reasoning_tokens=usage.reasoning if usage else None,
            cost_usd=cost,
            seconds=round(seconds, 4),
            asked_at=asked_at.isoformat(timespec="milliseconds"),
            answer=seen.text or None,
            reasoning=seen.reasoning or None,
            words=seen.words or None,
        )

    async def _fatal(self, seen: Seen) -> UltralinkError:
        """The error that no retry heals, with the server's words; stops the teacher."""
        if self._stopped_by is None:
            models = await self._transport.models() if seen.fatal == "model" else []
            self.stop(fatal_error(seen, self._settings, self._where, models))
        assert self._stopped_by is not None
        return self._stopped_by


def _unanswered(request: Request, failures: int, seen: Seen) -> Unanswered:
    words = f"{seen.status} {seen.words}" if seen.status not in (None, 200) else seen.words
    return Unanswered(
        f"{request.item_id}: unanswered after {failures} attempts; the last one: {seen.outcome.value}: {words}",
        "run it again: what is answered is kept",
    )


def _backoff_s(request: Request, failures: int, seen: Seen) -> float:
    if seen.wait_s is not None:
        return min(seen.wait_s, _LONGEST_BACKOFF_S)
    jitter = random.Random(request.key + bytes([failures])).uniform(0.5, 1.0)
    return min(_LONGEST_BACKOFF_S, _FIRST_BACKOFF_S * 2.0 ** (failures - 1)) * jitter

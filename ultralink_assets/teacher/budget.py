"""One budget for all processes that ask a teacher: what a request may cost at most is reserved before it is sent."""

from __future__ import annotations

import asyncio

from ultralink_assets.records import BudgetReached
from ultralink_assets.teacher import sharing
from ultralink_assets.teacher.ledger import Ledger
from ultralink_assets.teacher.prices import dollars


class Budget:
    """``budget_usd`` 0 means that there is no cap, and nothing is reserved."""

    def __init__(self, ledger: Ledger, teacher: str, budget_usd: float) -> None:
        self._ledger = ledger
        self._teacher = teacher
        self._budget_usd = budget_usd
        self._held = 0
        self._ended = asyncio.Event()

    @property
    def capped(self) -> bool:
        return self._budget_usd > 0

    async def hold(self, usd: float) -> None:
        """Reserve ``usd``, waiting for requests of this process in flight; raises `BudgetReached`."""
        while self.capped:
            self._ended.clear()
            funds = await self._ledger.write(sharing.reserve(self._teacher, usd, self._budget_usd))
            if funds.granted:
                self._held += 1
                return
            if not self._held or funds.spent + usd > self._budget_usd:
                raise BudgetReached(
                    f"budget reached: of {dollars(self._budget_usd)}, {dollars(funds.spent)} is spent and "
                    f"{dollars(funds.reserved)} reserved; the next request could cost {dollars(usd)}",
                    "raise teacher.budget_usd and run it again: every answer is kept and costs nothing",
                )
            await self._ended.wait()

    async def give_back(self, usd: float) -> None:
        """The request was not sent after all."""
        if self.capped:
            await self._ledger.write(sharing.free(self._teacher, usd))
            self.ended()

    def ended(self) -> None:
        """A request's outcome is in the ledger, and so what it cost."""
        if self.capped:
            self._held -= 1
            self._ended.set()

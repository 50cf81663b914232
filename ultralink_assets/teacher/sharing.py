"""What the processes that ask one teacher share through the ledger: one budget and one pace.

Each function makes work for `Ledger.write`, so it runs in one ``BEGIN IMMEDIATE`` transaction. Times are those of
``time.time()``, the only clock that processes share; a clock that was set back costs at most `_MOST_AHEAD_S`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import NamedTuple

from ultralink_assets.teacher.headers import Limits

_MOST_AHEAD_S = 600.0
_BELIEVED_S = 600.0  # limits that no response has repeated for so long are forgotten
CATCH_UP_S = 0.05  # a lease may begin so much in the past, so that a late timer costs no pace


class Funds(NamedTuple):
    """US dollars of one teacher, all processes and runs together; ``reserved`` is for requests in flight or lost."""

    granted: bool
    spent: float
    reserved: float


class Lease(NamedTuple):
    """From when to when this process may send, the pause that all keep, and the limits that some process has learnt."""

    start: float
    end: float
    pause_until: float
    limits: Limits


def reserve(teacher: str, usd: float, budget_usd: float) -> Callable[[sqlite3.Connection], Funds]:
    """Reserve ``usd`` unless that could pass the budget."""

    def work(connection: sqlite3.Connection) -> Funds:
        sql = "SELECT spent_usd, reserved_usd FROM spending WHERE teacher = ?"
        spent, reserved = connection.execute(sql, (teacher,)).fetchone() or (0.0, 0.0)
        if spent + reserved + usd > budget_usd:
            return Funds(False, spent, reserved)
        connection.execute(
            "INSERT INTO spending VALUES (?, 0, ?) ON CONFLICT (teacher) DO UPDATE SET reserved_usd = reserved_usd + ?",
            (teacher, usd, usd),
        )
        return Funds(True, spent, reserved + usd)

    return work


def free(teacher: str, usd: float) -> Callable[[sqlite3.Connection], None]:
    """Free what was reserved for a request that was never sent."""

    def work(connection: sqlite3.Connection) -> None:
        sql = "UPDATE spending SET reserved_usd = max(0, reserved_usd - ?) WHERE teacher = ?"
        connection.execute(sql, (usd, teacher))

    return work


def lease(teacher: str, seconds: float, now: float) -> Callable[[sqlite3.Connection], Lease]:
    """Take the next ``seconds`` of the shared clock; 0 only reads the pause and the limits."""

    def work(connection: sqlite3.Connection) -> Lease:
        next_at, pause_until, requests, tokens, announced_at = _row(connection, teacher)
        next_at, pause_until = (min(at, now + _MOST_AHEAD_S) for at in (next_at, pause_until))
        start = max(next_at, pause_until, now - CATCH_UP_S)
        if seconds:
            connection.execute("UPDATE pace SET next_at = ? WHERE teacher = ?", (start + seconds, teacher))
        known = Limits(requests, tokens) if abs(now - announced_at) < _BELIEVED_S else Limits()
        return Lease(start, start + seconds, pause_until, known)

    return work


def announce(teacher: str, limits: Limits, now: float) -> Callable[[sqlite3.Connection], None]:
    """Tell the other processes what limits a response announced."""

    def work(connection: sqlite3.Connection) -> None:
        _row(connection, teacher)
        connection.execute(
            "UPDATE pace SET requests_per_minute = ?, tokens_per_minute = ?, announced_at = ? WHERE teacher = ?",
            (*limits, now, teacher),
        )

    return work


def pause(teacher: str, until: float) -> Callable[[sqlite3.Connection], None]:
    """Make every process wait until then."""

    def work(connection: sqlite3.Connection) -> None:
        _row(connection, teacher)
        sql = "UPDATE pace SET pause_until = max(pause_until, ?) WHERE teacher = ?"
        connection.execute(sql, (until, teacher))

    return work


def _row(connection: sqlite3.Connection, teacher: str) -> tuple[float, float, float, float, float]:
    connection.execute("INSERT OR IGNORE INTO pace VALUES (?, 0, 0, 0, 0, 0)", (teacher,))
    columns = "next_at, pause_until, requests_per_minute, tokens_per_minute, announced_at"
    sql = f"SELECT {columns} FROM pace WHERE teacher = ?"
    row: tuple[float, float, float, float, float] = connection.execute(sql, (teacher,)).fetchone()
    return row

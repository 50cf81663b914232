"""What became of every row of a stage's input, and what each check said of the output."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from ultralink_assets.records import WarehouseError

Side = Literal["in", "out", "rejected", "not_drawn", "pending", "made"]
SIDES: tuple[str, ...] = get_args(Side)


@dataclass(frozen=True)
class Books:
    """Counts of the stage's input by side and reason; ``made`` counts output rows. Immutable: ``+`` adds two books.

    ``in`` = ``out`` + ``rejected`` + ``not_drawn`` + ``pending`` when nothing was lost.
    """

    rows: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if unknown := {side for side, _ in self.rows} - set(SIDES):
            raise WarehouseError(f"books have no side {min(unknown)!r}", f"sides are {', '.join(SIDES)}")

    @classmethod
    def of(cls, **sides: int | Mapping[str, int]) -> Books:
        """Books from one number for a side, or from a number for each reason: ``rejected={"too_short": 3}``."""
        given = {side: {"": rows} if isinstance(rows, int) else rows for side, rows in sides.items()}
        return cls() + cls({(side, reason): rows for side, inner in given.items() for reason, rows in inner.items()})

    def plus(self, side: Side, reason: str = "", rows: int = 1) -> Books:
        """These books with ``rows`` more on one side."""
        return self + Books({(side, reason): rows})

    def moved(self, rows: int, source: tuple[Side, str], target: tuple[Side, str]) -> Books:
        """These books with ``rows`` taken off ``source`` (side, reason) and put to ``target``."""
        return self + Books({source: -rows}) + Books({target: rows})

    def __add__(self, other: Books) -> Books:
        keys = {**self.rows, **other.rows}
        sums = {key: self.rows.get(key, 0) + other.rows.get(key, 0) for key in keys}
        return Books({key: rows for key, rows in sums.items() if rows})

    def total(self, side: Side) -> int:
        """All rows of one side."""
        return sum(rows for (each, _), rows in self.rows.items() if each == side)

    def balance(self) -> int:
        """Input rows that are missing (above 0) or counted twice (below 0); 0 when the books balance."""
        known = self.total("out") + self.total("rejected") + self.total("not_drawn") + self.total("pending")
        return self.total("in") - known

    def to_lists(self) -> list[list[str | int]]:
        """As JSON: ``[[side, reason, rows], ...]``, sorted."""
        return [[side, reason, rows] for (side, reason), rows in sorted(self.rows.items())]

    @classmethod
    def from_lists(cls, lists: list[list[Any]]) -> Books:
        """The inverse of `to_lists`."""
        return cls({(side, reason): rows for side, reason, rows in lists})


@dataclass(frozen=True)
class Verdict:
    """What one check says of one publication. ``passed`` is None while a check that runs later has not run.

    ``undecided`` counts rows without evidence either way; ``detail`` is JSON (counts, offending ids).
    """

    check_name: str
    blocking: bool
    passed: bool | None
    undecided: int = 0
    detail: Mapping[str, Any] = field(default_factory=dict)

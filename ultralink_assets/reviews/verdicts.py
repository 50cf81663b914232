"""Rows of a file become verdicts, all of them or none: what can't be taken is listed with its row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from typing import get_args

from ultralink_assets.records import InputError, Opinion
from ultralink_assets.reviews.sheet import Line

OPINIONS: tuple[Opinion, ...] = get_args(Opinion)
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Item:
    """What was handed out for review, and what gates and judge had said; older ones hold no word of a judge."""

    item_id: str
    language: str
    stage: str
    dialogue_id: str
    gates: Opinion
    gates_reason: str | None
    judge: Opinion | None = None
    judge_reason: str | None = None

    @property
    def asset(self) -> str:
        return f"{self.stage}/{self.language}"


@dataclass(frozen=True, slots=True)
class GivenVerdict:
    """What one person said of one item at one time."""

    item: Item
    reviewer: str
    verdict: Opinion
    note: str
    reviewed_at: datetime

    @property
    def who(self) -> tuple[str, str]:
        """The item and the person: 'Anna' and 'anna ' are one."""
        return self.item.item_id, self.reviewer.casefold()

    @property
    def content(self) -> tuple[str, str]:
        return self.verdict, self.note


@dataclass(frozen=True, slots=True)
class Taken:
    """What a file says. ``open`` are rows without a verdict; ``notes_only`` those of them that have a note."""

    verdicts: tuple[GivenVerdict, ...]
    open: tuple[int, ...]
    notes_only: tuple[int, ...]


def take(lines: Sequence[Line], items: Mapping[str, Item], reviewer: str, now: datetime) -> Taken:
    """The verdicts of a file. ``items``: all that was handed out, by id; ``reviewer`` stands where no name is given.

    Raises one `InputError` that lists every row that can't be taken. Two equal rows count once; of two rows of one
    person on one item with different verdicts neither is taken.
    """
    given: dict[tuple[str, str], _Given] = {}
    bad: list[str] = []
    for line in (one for one in lines if _cell(one, "verdict")):
        try:
            one = _Given(line.number, _verdict(line, items, reviewer, now))
            _refuse_another_asset(one, given)
            given[one.verdict.who] = _the_fuller(one, given.get(one.verdict.who, one))
        except InputError as error:
            bad.append(f"row {line.number}: {error.message} -> {error.hint}")
    if bad:
        raise InputError(_listed(bad), "correct these rows and import the file again")
    still_open = [line for line in lines if not _cell(line, "verdict")]
    notes = tuple(line.number for line in still_open if _cell(line, "note"))
    return Taken(tuple(one.verdict for one in given.values()), tuple(line.number for line in still_open), notes)


@dataclass(frozen=True, slots=True)
class _Given:
    row: int
    verdict: GivenVerdict


def _listed(bad: Sequence[str]) -> str:
    more = [f"and {len(bad) - SHOWN} more"] if len(bad) > SHOWN else []
    head = f"{len(bad)} {'row' if len(bad) == 1 else 'rows'} can't be taken, and so nothing was imported:"
    return "\n  ".join([head, *bad[:SHOWN], *more])


def _cell(line: Line, name: str) -> str:
    return line.cells.get(name, "").strip()


def _verdict(line: Line, items: Mapping[str, Item], reviewer: str, now: datetime) -> GivenVerdict:
    item_id, said = _cell(line, "item_id"), _cell(line, "verdict")
    verdict = next((opinion for opinion in OPINIONS if opinion == said.lower()), None)
    if verdict is None:
        near = get_close_matches(said.lower(), OPINIONS, n=1)
        hint = f"did you mean {near[0]!r}?" if near else "write keep or reject, or leave it empty"
        raise InputError(f"the verdict {said!r} is neither 'keep' nor 'reject'", hint)
    if not item_id:
        raise InputError("a verdict without an item_id", "copy the id from the exported file, or clear the verdict")
    if item_id not in items:
        raise InputError(
            f"the item {item_id!r} was never exported from this data folder",
            "restore the id as it was exported, or take the row out",
        )
    name = " ".join(_cell(line, "reviewer").split()) or reviewer
    if not name:
        raise InputError("a verdict without a reviewer", "fill the column, or give --reviewer NAME for all such rows")
    return GivenVerdict(items[item_id], name, verdict, _cell(line, "note"), now)


def _the_fuller(one: _Given, before: _Given) -> _Given:
    """Of two rows of one person on one item the one with a note; raises `InputError` when they differ."""
    here, there = one.verdict, before.verdict
    if here.verdict != there.verdict:
        raise InputError(
            f"{here.reviewer} says {here.verdict!r} here and {there.verdict!r} of the same item in row {before.row}",
            "leave one of them",
        )
    if here.note and there.note and here.note != there.note:
        raise InputError(
            f"{here.reviewer} has another note on the same item in row {before.row}", "join them in one row"
        )
    return one if here.note else before


def _refuse_another_asset(one: _Given, given: Mapping[tuple[str, str], _Given]) -> None:
    first = next(iter(given.values()), one)
    here, there = one.verdict.item.asset, first.verdict.item.asset
    if here != there:
        raise InputError(f"an item of {here}, and row {first.row} is of {there}", "import one file for each asset")

"""A Wikipedia dump becomes articles: the rows of ``raw_wikipedia``.

`find_sources` names the files, `read_dump` reads them: cut into units (`dump`), each read alone (`unit`) by one of
several processes (`pool`), so that a unit that is finished and kept is never read again.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from time import monotonic

from ultralink_assets.from_wikipedia.dump import units
from ultralink_assets.from_wikipedia.dump_sources import DumpSource, find_sources
from ultralink_assets.from_wikipedia.pool import in_workers
from ultralink_assets.from_wikipedia.unit import REASONS, Damage, Unit, UnitResult, read_unit
from ultralink_assets.records import InputError

__all__ = ["REASONS", "Damage", "DumpSource", "Unit", "UnitResult", "find_sources", "read_dump", "read_unit", "units"]

PROCESSES_START_S = 1.0


def read_dump(
    sources: Sequence[DumpSource], language_code: str, finished: Callable[[str], bool], workers: int | None = None
) -> Iterator[tuple[str, UnitResult]]:
    """Read all units whose name is not ``finished``; yields (name, result) as they are done, in any order.

    ``workers`` is at most the number of usable cores, which is the default; the first second is this process's. Raises
    `InputError` for what must not be read, and at the end for a source in which no page was found at all.
    """
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    seen = _Seen(finished)
    new = (unit for unit in units(sources) if seen.is_new(unit))
    for unit, result in _read(new, language_code, min(workers or usable, usable)):
        seen.note(unit, result)
        yield unit.name, result
    for source in sources:
        seen.require_pages(source)


class _Seen:
    """Which sources gave pages, in this run or in one before."""

    def __init__(self, finished: Callable[[str], bool]) -> None:
        self._finished = finished
        self._with_pages: set[str] = set()
        self._damage: dict[str, str] = {}

    def is_new(self, unit: Unit) -> bool:
        if new := not self._finished(unit.name):
            return new
        self._with_pages.add(unit.source)
        return False

    def note(self, unit: Unit, result: UnitResult) -> None:
        if result.articles or result.counts:
            self._with_pages.add(unit.source)
        for damage in result.damage[:1]:
            self._damage.setdefault(unit.source, str(damage))

    def require_pages(self, source: DumpSource) -> None:
        if source.name not in self._with_pages:
            why = self._damage.get(source.name, "it holds no page")
            raise InputError(f"{source.url}: nothing could be read: {why}", "download the file again, or give another")


def _read(todo: Iterator[Unit], language_code: str, workers: int) -> Iterator[tuple[Unit, UnitResult]]:
    """Here at first: a small dump is read before the processes would have started."""
    end = monotonic() + PROCESSES_START_S
    for unit in todo:
        if workers > 1 and monotonic() >= end:
            yield from in_workers(chain([unit], todo), language_code, workers)
            return
        yield unit, read_unit(unit, language_code)

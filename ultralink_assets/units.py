"""Items are taken in units of a fixed order; a unit is staged once every item of it is done, in whatever order.

So a restart skips whole units, what is in memory is bounded by the units that are open, and the contents of a unit
depend on the input alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Generic, TypeVar

Item = TypeVar("Item")
Made = TypeVar("Made")


class Units(Generic[Item, Made]):
    """``batches`` are the units' items, ``name_of`` an item's id, ``finished`` the units that are staged already.

    ``store(unit, made)`` is called with what was made of the items, in the items' order, when the last one is done.
    """

    def __init__(
        self,
        batches: Iterable[Sequence[Item]],
        name_of: Callable[[Item], str],
        finished: frozenset[str],
        store: Callable[[str, list[Made]], None],
    ) -> None:
        self._batches = batches
        self._name_of = name_of
        self._finished = finished
        self._store = store
        self._open: dict[str, dict[str, Made | None]] = {}  # unit -> item id -> what was made of it
        self._unit_of: dict[str, str] = {}
        self.skipped = 0

    def todo(self) -> Iterator[Item]:
        """Every item of the units that are not staged yet; pulled as fast as there is room to work on them."""
        for number, items in enumerate(self._batches):
            unit = f"{number:07d}"
            if unit in self._finished:
                self.skipped += len(items)
                continue
            names = [self._name_of(item) for item in items]
            self._open[unit] = dict.fromkeys(names)
            self._unit_of.update(dict.fromkeys(names, unit))
            yield from items

    def done(self, name: str, made: Made) -> None:
        """Take what was made of one item; the last one of a unit stages it."""
        unit = self._unit_of.pop(name)
        self._open[unit][name] = made
        whole = [each for each in self._open[unit].values() if each is not None]
        if len(whole) == len(self._open[unit]):
            self._store(unit, whole)
            del self._open[unit]


def batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """``items`` in lists of ``size``; the last one holds what is left."""
    left = iter(items)
    while batch := list(islice(left, size)):
        yield batch

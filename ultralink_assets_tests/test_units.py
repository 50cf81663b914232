"""Units: staged exactly once, when the last of their items is done, whatever the order."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from ultralink_assets.units import Units


@given(st.lists(st.integers(1, 5), max_size=6), st.integers(0, 2**32), st.sets(st.integers(0, 5)))
def test_every_item_is_stored_once_in_its_units_order(sizes: list[int], seed: int, finished: set[int]) -> None:
    batches = [[f"{unit}-{item}" for item in range(size)] for unit, size in enumerate(sizes)]
    stored: dict[str, list[str]] = {}
    units = Units[str, str](batches, str, frozenset(f"{unit:07d}" for unit in finished), stored.__setitem__)
    items = list(units.todo())
    random.Random(seed).shuffle(items)
    for item in items:
        units.done(item, item.upper())
    left = {number: batch for number, batch in enumerate(batches) if number not in finished}
    assert stored == {f"{number:07d}": [item.upper() for item in batch] for number, batch in left.items()}
    assert units.skipped == sum(len(batch) for number, batch in enumerate(batches) if number in finished)


def test_a_unit_with_an_item_that_is_not_done_is_not_stored() -> None:
    stored: dict[str, list[int]] = {}
    units = Units[int, int]([[1, 2], [3]], str, frozenset(), stored.__setitem__)
    assert list(units.todo()) == [1, 2, 3]
    units.done("1", 1)
    units.done("3", 3)
    assert stored == {"0000001": [3]}

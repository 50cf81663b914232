"""Shares of English items: nested, stable when a language comes, without overlap where there is room."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ultralink_assets.sharing import Arc, arc_of, position, van_der_corput

LANGUAGES = ("zh", "ru", "fr", "es", "de", "ja", "ar", "hi")
ITEMS = [f"item {number}" for number in range(4000)]


def _share(language: str, languages: tuple[str, ...], keep: float) -> set[str]:
    arc = arc_of(language, languages, keep)
    return {item for item in ITEMS if arc.holds(position(item, None, 7))}


def test_points_are_those_of_the_sequence() -> None:
    assert [van_der_corput(number) for number in range(8)] == [0, 1 / 2, 1 / 4, 3 / 4, 1 / 8, 5 / 8, 3 / 8, 7 / 8]


@pytest.mark.parametrize(("keep", "languages"), [(1 / 4, LANGUAGES[:4]), (1 / 8, LANGUAGES), (1 / 2, LANGUAGES[:2])])
def test_shares_that_add_up_to_one_hold_every_item_exactly_once(keep: float, languages: tuple[str, ...]) -> None:
    shares = [_share(language, languages, keep) for language in languages]
    assert set().union(*shares) == set(ITEMS)
    assert all(not one & other for one, other in combinations(shares, 2))


@given(st.integers(1, len(LANGUAGES)), st.sampled_from([1 / 16, 1 / 8, 0.25, 0.3]))
def test_another_language_at_the_end_moves_nothing(count: int, keep: float) -> None:
    for language in LANGUAGES[:count]:
        assert arc_of(language, LANGUAGES[:count], keep) == arc_of(language, LANGUAGES, keep)


@given(st.floats(0, 0.999999), st.floats(0, 1), st.floats(0, 1), st.sampled_from(range(16)))
def test_a_smaller_share_lies_inside_a_larger_one(at: float, one: float, other: float, number: int) -> None:
    small, large = sorted((one, other))
    if Arc(van_der_corput(number), small).holds(at):
        assert Arc(van_der_corput(number), large).holds(at)


@given(st.floats(0, 0.999999), st.sampled_from(range(16)))
def test_a_share_of_one_holds_everything_and_a_share_of_none_nothing(at: float, number: int) -> None:
    start = van_der_corput(number)
    assert Arc(start, 1.0).holds(at)
    assert not Arc(start, 0.0).holds(at)


def test_a_family_stays_together_and_differs_from_an_item_of_that_name() -> None:
    assert position("a", "original", 1) == position("b", "original", 1)
    assert position("original", None, 1) != position("a", "original", 1)


def test_a_share_has_about_the_size_that_was_asked_for_and_another_seed_another_choice() -> None:
    share = _share("ru", LANGUAGES, 0.25)
    assert 0.23 < len(share) / len(ITEMS) < 0.27
    other = {item for item in ITEMS if arc_of("ru", LANGUAGES, 0.25).holds(position(item, None, 8))}
    assert len(share & other) < len(share) / 2

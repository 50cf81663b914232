"""What a mix keeps: exactly so many, the same in any order, smaller shares inside larger ones, and said why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import get_args

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ultralink_assets.mix.selection import Candidates, choose, share_of
from ultralink_assets.records import InputError, SelectionStrategy
from ultralink_assets.sharing import arc_of, position

STRATEGIES: tuple[SelectionStrategy, ...] = get_args(SelectionStrategy)
EVERY = pytest.mark.parametrize("strategy", STRATEGIES)
COUNTS = st.integers(1, 60)
SHARES = st.floats(0, 1)
SEEDS = st.integers(0, 2**32)


def candidates(count: int, order: Sequence[int] | None = None, chunk: int = 7) -> Candidates:
    """The same rows for the same ``count``: some in families, some without a score; ``order`` says how they come."""
    rows = list(range(count)) if order is None else list(order)
    ids = [f"item {row}" for row in rows]
    families = [None if row % 4 == 3 else f"family {row % 4 + row // 16}" for row in rows]
    chunks = range(0, max(count, 1), chunk)
    random = np.random.default_rng(count)
    vectors = random.standard_normal((count, 8)).astype(np.float32)
    scores = np.where(np.arange(count) % 5 == 0, np.nan, random.integers(0, 4, count))
    return Candidates(
        pa.chunked_array([pa.array(ids[at : at + chunk], pa.string()) for at in chunks]),
        pa.chunked_array([pa.array(families[at : at + chunk], pa.string()) for at in chunks]),
        (np.arange(count) // 3)[rows],
        scores[rows],
        (vectors / np.linalg.norm(vectors, axis=1, keepdims=True))[rows],
    )


def kept(among: Candidates, keep: float, strategy: SelectionStrategy, seed: int = 1) -> set[str]:
    chosen = choose(among, keep, strategy, seed)
    return {str(name) for name, choice in zip(among.ids, chosen, strict=True) if choice.kept}


@EVERY
@settings(deadline=None, max_examples=30)
@given(count=COUNTS, keep=SHARES, seed=SEEDS, data=st.data())
def test_the_same_rows_in_another_order_give_the_same_choice_and_reasons(
    strategy: SelectionStrategy, count: int, keep: float, seed: int, data: st.DataObject
) -> None:
    order = data.draw(st.permutations(range(count)))
    ordered, mixed = candidates(count), candidates(count, order, chunk=data.draw(st.integers(1, 9)))
    of_ordered = dict(zip(ordered.ids.to_pylist(), choose(ordered, keep, strategy, seed), strict=True))
    assert dict(zip(mixed.ids.to_pylist(), choose(mixed, keep, strategy, seed), strict=True)) == of_ordered


@EVERY
@settings(deadline=None, max_examples=30)
@given(count=COUNTS, one=SHARES, other=SHARES, seed=SEEDS)
def test_a_share_has_exactly_its_size_and_a_smaller_one_lies_inside_it(
    strategy: SelectionStrategy, count: int, one: float, other: float, seed: int
) -> None:
    small, large = sorted((one, other))
    of_small, of_large = (kept(candidates(count), keep, strategy, seed) for keep in (small, large))
    assert of_small <= of_large
    assert (len(of_small), len(of_large)) == (share_of(count, small), share_of(count, large))


@pytest.mark.parametrize(
    ("total", "keep", "count"),
    [(10, 0.25, 3), (10, 0.24, 2), (7, 0.5, 4), (1, 0.5, 1), (1, 0.4, 0), (0, 1.0, 0), (8, 1.0, 8), (8, 0.0, 0)],
)
def test_a_share_is_rounded_to_the_nearest_with_halves_up(total: int, keep: float, count: int) -> None:
    assert share_of(total, keep) == count
    assert len(kept(candidates(total), keep, "grouped")) == count


@EVERY
def test_another_seed_makes_another_choice(strategy: SelectionStrategy) -> None:
    choices = {frozenset(kept(candidates(200), 0.25, strategy, seed)) for seed in range(4)}
    assert len(choices) == 4


@settings(deadline=None, max_examples=30)
@given(count=COUNTS, keep=st.floats(0.05, 0.95), seed=SEEDS)
def test_no_family_has_two_more_than_another_that_still_has_rows(count: int, keep: float, seed: int) -> None:
    among = candidates(count)
    family = dict(zip(among.ids.to_pylist(), among.families.to_pylist(), strict=True))
    chosen = kept(among, keep, "grouped", seed)
    taken = Counter(family[name] or name for name in chosen)
    left = Counter(family[name] or name for name in family.keys() - chosen)
    assert all(taken[one] <= taken[other] + 1 for one in taken for other in left)


def test_a_large_family_comes_no_sooner_than_a_small_one() -> None:
    ids = pa.chunked_array([[f"{row}" for row in range(3000)]])
    families = pa.chunked_array([[f"large {row // 20}" if row < 2000 else f"small {row // 2}" for row in range(3000)]])
    among = Candidates(ids, families, np.ones(3000, np.int64))
    first = [
        family for family, one in zip(families.to_pylist(), choose(among, 0.05, "grouped", 1), strict=True) if one.kept
    ]
    large = sum(str(family).startswith("large") for family in first)
    assert 0.1 < large / len(first) < 0.4  # 100 of the 600 families are large; by their rows it would be two thirds


def test_families_may_come_dictionary_encoded() -> None:
    plain = candidates(60)
    encoded = Candidates(plain.ids, plain.families.dictionary_encode(), plain.tokens)
    assert kept(encoded, 0.3, "grouped") == kept(plain, 0.3, "grouped")


@given(keep=st.floats(0.01, 0.99), seed=SEEDS)
@settings(deadline=None, max_examples=20)
def test_each_tenth_by_length_gives_the_same_number(keep: float, seed: int) -> None:
    among = candidates(200)
    chosen = choose(among, keep, "length_balanced", seed)
    bins = (
        Counter(choice.why.split("bin ")[1].split()[0] for choice in chosen if choice.kept) if chosen.kept.any() else {}
    )
    counts = [bins.get(str(number), 0) for number in range(1, 11)]
    assert max(counts) - min(counts) <= 1
    means = [np.mean([among.tokens[row] for row in range(200) if f"bin {n} of" in chosen[row].why]) for n in (1, 5, 10)]
    assert means == sorted(means)


def test_the_highest_scores_are_kept_and_rows_without_one_come_last() -> None:
    ids = pa.chunked_array([[f"{row}" for row in range(6)]])
    scores = np.array([0.5, np.nan, 2.0, -1.0, np.nan, 2.0])
    among = Candidates(ids, pa.chunked_array([[None] * 6], pa.string()), np.ones(6, np.int64), scores)
    assert kept(among, 2 / 6, "score") == {"2", "5"}
    assert kept(among, 4 / 6, "score") == {"0", "2", "3", "5"}
    assert "score: no score, place" in choose(among, 0.5, "score", 1)[1].why


def test_clusters_keep_rows_of_every_dense_place_where_chance_misses_the_small_ones() -> None:
    places = np.eye(11, 16, dtype=np.float32)
    of_row = np.array([0] * 900 + [1 + row // 10 for row in range(100)])
    vectors = places[of_row] + np.random.default_rng(0).normal(0, 0.02, (1000, 16)).astype(np.float32)
    ids = pa.chunked_array([[f"{row}" for row in range(1000)]])
    among = Candidates(ids, pa.chunked_array([[None] * 1000], pa.string()), np.ones(1000, np.int64), None, vectors)
    assert {int(of_row[int(name)]) for name in kept(among, 0.035, "clusters")} == set(range(11))
    assert len({int(of_row[int(name)]) for name in kept(among, 0.035, "random")}) < 11


def test_rows_with_equal_embeddings_are_chosen_among_all_the_same() -> None:
    plain = candidates(30)
    among = Candidates(plain.ids, plain.families, plain.tokens, None, np.ones((30, 4), np.float32))
    assert len(kept(among, 0.5, "clusters")) == 15


@EVERY
def test_a_reason_says_place_and_share(strategy: SelectionStrategy) -> None:
    chosen = choose(candidates(20), 0.25, strategy, 1)
    places = [int(choice.why.split("place ")[1].split(" of ")[0]) for choice in chosen]
    assert sorted(places) == list(range(1, 21))
    assert all(choice.kept == (place <= 5) for choice, place in zip(chosen, places, strict=True))
    assert all(choice.why.startswith(f"{strategy}: ") for choice in chosen)
    assert all(choice.why.endswith(" of 20, the first 5 are kept") for choice in chosen)


@EVERY
@pytest.mark.parametrize(("keep", "why"), [(1.0, "all of 20 are kept"), (0.0, "none of 20 are kept")])
def test_all_or_none_needs_no_scores_and_no_embeddings(strategy: SelectionStrategy, keep: float, why: str) -> None:
    plain = candidates(20)
    chosen = choose(Candidates(plain.ids, plain.families, plain.tokens), keep, strategy, 1)
    assert {(choice.kept, choice.why) for choice in chosen} == {(keep == 1, why)}


def test_an_id_that_comes_twice_is_refused_by_name() -> None:
    twice = pa.chunked_array([["a", "b"], ["c", "b"]])
    among = Candidates(twice, pa.chunked_array([[None] * 4], pa.string()), np.ones(4, np.int64))
    with pytest.raises(InputError, match="called 'b'"):
        choose(among, 0.5, "random", 1)


@pytest.mark.parametrize("strategy", ["clusters", "score"])
def test_a_strategy_without_what_it_ranks_by_is_refused(strategy: SelectionStrategy) -> None:
    plain = candidates(4)
    with pytest.raises(ValueError, match=strategy):
        choose(Candidates(plain.ids, plain.families, plain.tokens), 0.5, strategy, 1)


def test_fields_of_different_lengths_are_refused() -> None:
    plain = candidates(4)
    with pytest.raises(ValueError, match="one value in every field"):
        Candidates(plain.ids, plain.families, plain.tokens[:3])


def test_a_choice_among_the_items_of_an_arc_is_a_sample_of_the_whole_arc() -> None:
    arc, seed = arc_of("ru", ("ru",), 0.5), 7
    items = [name for number in range(4000) if arc.holds(position(name := f"item {number}", None, seed))]
    count = len(items)
    among = Candidates(
        pa.chunked_array([items]), pa.chunked_array([[None] * count], pa.string()), np.ones(count, np.int64)
    )
    places = [position(name, None, seed) for name in kept(among, 0.5, "random", seed)]
    assert 0.4 < sum(place < 0.25 for place in places) / len(places) < 0.6

"""The draw depends on the seed and on ids alone, and shows what was turned down beside what was kept."""

from __future__ import annotations

from collections import Counter
from random import Random

from ultralink_assets.records import Turn
from ultralink_assets.reviews.sampling import Candidate, draw

KEPT = [Candidate(f"ru:{number}:k", "T", "P", (Turn("Q", f"A{number}"),), None) for number in range(200)]
REASONS = ["refusal"] * 80 + ["language"] * 15 + ["cut_or_empty"] * 5
TURNED_DOWN = [
    Candidate(f"ru:{number}:t", "T", "P", (Turn("Q", "A"),), reason) for number, reason in enumerate(REASONS)
]


def drawn(size: int, candidates: list[Candidate], seed: int = 1) -> list[str]:
    return [one.dialogue_id for one in draw(candidates, size, seed)]


def test_the_order_of_the_rows_does_not_matter_and_the_seed_does() -> None:
    shuffled = [*KEPT, *TURNED_DOWN]
    Random(3).shuffle(shuffled)
    assert drawn(40, shuffled) == drawn(40, [*KEPT, *TURNED_DOWN])
    assert drawn(40, shuffled, seed=2) != drawn(40, shuffled)


def test_other_rows_change_nothing_but_the_places_they_take() -> None:
    before, after = drawn(40, KEPT[:150]), drawn(40, KEPT)
    added = {one.dialogue_id for one in KEPT[150:]}
    assert [name for name in after if name not in added] == before[: 40 - len(added & set(after))]


def test_a_larger_sample_holds_the_smaller_one() -> None:
    assert set(drawn(20, [*KEPT, *TURNED_DOWN])) <= set(drawn(40, [*KEPT, *TURNED_DOWN]))


def test_a_quarter_was_turned_down_and_each_reason_has_its_turn() -> None:
    reasons = Counter(one.reason for one in draw([*KEPT, *TURNED_DOWN], 48, 1))
    assert reasons == {None: 36, "refusal": 4, "language": 4, "cut_or_empty": 4}


def test_what_one_side_lacks_the_other_gives() -> None:
    assert len(drawn(40, [*KEPT, *TURNED_DOWN[:3]])) == 40
    assert Counter(one.gates for one in draw([*KEPT[:5], *TURNED_DOWN], 40, 1)) == {"keep": 5, "reject": 35}
    assert len(drawn(40, KEPT[:7])) == 7


def test_the_order_does_not_tell_what_the_gates_said() -> None:
    gates = [one.gates for one in draw([*KEPT, *TURNED_DOWN], 200, 1)]
    assert 0.1 < gates[:100].count("reject") / 100 < 0.4


def test_an_item_is_named_by_its_text() -> None:
    one, other = KEPT[0], Candidate(KEPT[0].dialogue_id, "T2", "P2", KEPT[0].turns, "refusal")
    assert one.item_id == other.item_id
    assert one.item_id != Candidate(one.dialogue_id, "T", "P", (Turn("Q", "A0."),), None).item_id

"""What a share of the English items comes to: exactly the items of its arc, and the sum over languages."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ultralink_assets.price_table import Pool, mean_of, share, together
from ultralink_assets.scripts import Expected
from ultralink_assets.sharing import arc_of, position

LANGUAGES = ("zh", "ru", "fr")
POSITIONS = np.array([position(f"item {number}", None, 7) for number in range(500)])
MEAN = {code: Expected(2.0, 10.0 * number, 5.0) for number, code in enumerate(LANGUAGES, 1)}
POOLS = [Pool("chat", POSITIONS[:300], MEAN), Pool("math", POSITIONS[300:], MEAN)]


@given(st.floats(0, 1), st.floats(0, 1), st.sampled_from(LANGUAGES))
def test_items_are_those_that_the_arcs_hold_and_tokens_follow_them(chat: float, math: float, language: str) -> None:
    found = share(POOLS, language, LANGUAGES, {"chat": chat, "math": math, "code": 1.0})
    held = [
        sum(arc_of(language, LANGUAGES, keep).holds(float(at)) for at in pool.positions)
        for pool, keep in zip(POOLS, (chat, math), strict=True)
    ]
    assert found.items == dict(zip(("chat", "math"), held, strict=True))
    assert found.requests == 2 * sum(held)
    assert found.prompt_tokens == MEAN[language].prompt_tokens * sum(held)
    assert found.completion_tokens == 5 * sum(held)


def test_together_counts_an_item_for_each_language_that_gets_it() -> None:
    found = together([share(POOLS, code, LANGUAGES, {"chat": 1.0, "math": 0.0}) for code in LANGUAGES])
    assert found.items == {"chat": 900, "math": 0}
    assert (found.requests, found.prompt_tokens) == (1800, 300 * (10 + 20 + 30))


def test_the_mean_is_that_of_all_and_of_none_nothing() -> None:
    assert mean_of([Expected(1, 10, 4), Expected(3, 20, 0)]) == Expected(2, 15, 2)
    assert mean_of([]) == Expected(0, 0, 0)

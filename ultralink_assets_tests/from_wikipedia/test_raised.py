"""Superscripts."""

from __future__ import annotations

import pytest

from ultralink_assets.from_wikipedia.raised import raised


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("6", "⁶"),
        (" −3 ", "⁻³"),
        ("n", "ⁿ"),
        ("n+1", "ⁿ⁺¹"),
        ("99m", "⁹⁹ᵐ"),
        ("''ix''", "ⁱˣ"),
        ("1/2", "^(1/2)"),
        ("st", "st"),
        ("er", "er"),
        ("2, 3", "2, 3"),
        ("TM", "TM"),
        ("", ""),
    ],
)
def test_an_exponent_is_raised_and_the_end_of_an_ordinal_is_not(source: str, text: str) -> None:
    assert raised(source) == text

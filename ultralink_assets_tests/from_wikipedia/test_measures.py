"""Measured values, fractions and roots as templates write them."""

from __future__ import annotations

import pytest

from ultralink_assets.from_wikipedia.measures import converted, fraction, root
from ultralink_assets.from_wikipedia.patterns import Arguments

UNITS = {
    "mi": "mile|miles",
    "ft": "foot|feet",
    "in": "inch|inches",
    "km": "km",
    "F": "°F",
    "gal": "gallon|gallons",
    "e6": "million",
}


def measured(source: str) -> str:
    return converted(Arguments.of(source.split("|")), lambda text: text.replace(".", ","), UNITS)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("5|km|mi", "5 km"),
        ("2.5|mi|km", "2,5 miles"),
        ("1|mi|km|spell=in", "1 mile"),
        ("3/4|in|mm", "3/4 inch"),
        ("5|-|10|km|mi|abbr=on", "5–10 km"),
        ("5|to|7|ft|m", "5 to 7 feet"),
        ("10|x|20|by|30|ft|m", "10 × 20 × 30 feet"),
        ("6|ft|2|in|m", "6 feet 2 inches"),
        ("6|ft|m|adj=on", "6-foot"),
        ("6|ft|2|in|m|adj=on", "6-foot 2-inch"),
        ("60|km|mi|adj=on", "60 km"),
        ("10|ft|m|adj=mid|-deep", "10-foot-deep"),
        ("2|e6gal|l", "2 million gallons"),
        ("2|e9km|mi", "2×10⁹ km"),
        ("2|e6gal|l|adj=on", "2 million gallon"),
        ("98|F|C|disp=flip", "98 °F"),
    ],
)
def test_a_value_is_told_as_it_was_measured(source: str, text: str) -> None:
    assert measured(source) == text


@pytest.mark.parametrize(
    ("source", "text"),
    [("2", "1/2"), ("1|2", "1/2"), ("3|1|2", "3 1/2"), ("a + b|c", "(a + b)/c"), ("", "")],
)
def test_a_fraction_is_one_whatever_stands_in_it(source: str, text: str) -> None:
    assert fraction(Arguments.of(source.split("|"))) == text


def test_roots() -> None:
    assert [root(Arguments.of(source.split("|"))) for source in ("2", "x|3", "a + b")] == ["√2", "³√x", "√(a + b)"]

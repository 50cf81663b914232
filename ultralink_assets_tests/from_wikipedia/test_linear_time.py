"""Hostile wikitext costs what other text of its length costs: told by how the time grows, not by how long it is."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from ultralink_assets.from_wikipedia.wikitext import Rules, clean, is_disambiguation
from ultralink_assets.languages import load
from ultralink_assets_tests.from_wikipedia.hostile import HOSTILE, NESTED

EN = Rules.of(load("en"), {6: "File", 14: "Category"})
SHORT, GROWTH = 25_000, 8
NO_TIME = 0.25  # CPU seconds for the long text: too little to tell growth from noise
CLEARLY_MORE = 0.5 * GROWTH**2


def cpu_seconds(act: Callable[[str], object], text: str) -> float:
    start = time.process_time()
    act(text)
    return time.process_time() - start


def grows_linearly(act: Callable[[str], object], text: Callable[[int], str]) -> bool:
    """Whether a text of ``GROWTH`` times the length costs clearly less than the square of that."""
    if (long := cpu_seconds(act, text(GROWTH * SHORT))) < NO_TIME:
        return True
    return long / min(cpu_seconds(act, text(SHORT)) for _ in range(3)) < CLEARLY_MORE


def cleaned(text: str) -> object:
    return is_disambiguation(text, EN) or clean(text, EN)


@pytest.mark.timeout(20)
@pytest.mark.parametrize("fragment", HOSTILE)
def test_repetition_is_cleaned_in_linear_time(fragment: str) -> None:
    assert grows_linearly(cleaned, lambda length: fragment * (length // len(fragment)))


@pytest.mark.timeout(20)
@pytest.mark.parametrize(("opening", "closing"), NESTED)
def test_deep_nesting_needs_neither_recursion_nor_squared_time(opening: str, closing: str) -> None:
    def nested(length: int) -> str:
        count = length // (len(opening + closing) + 5)
        return opening * count + "word " * count + closing * count

    assert grows_linearly(cleaned, nested)


def test_what_reads_the_rest_of_the_text_at_every_mark_is_found_out() -> None:
    assert not grows_linearly(lambda text: [text.count("ab") for _ in text[::64]], lambda length: "a" * length)

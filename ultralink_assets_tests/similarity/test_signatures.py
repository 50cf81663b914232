"""Similarities are those of sets of substrings, and signatures tell them roughly."""

from __future__ import annotations

from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ultralink_assets.similarity.signatures import BANDS, band_keys, jaccard, pieces, shingles, signatures

LETTERS = "abcdef "


def substrings(text: str) -> set[str]:
    words = " ".join(text.split())
    return {words[at : at + 5] for at in range(len(words) - 4)} or {words}


@given(first=st.text(LETTERS, min_size=5, max_size=60), second=st.text(LETTERS, min_size=5, max_size=60))
def test_jaccard_similarity_is_that_of_the_substrings(first: str, second: str) -> None:
    one, other = substrings(first), substrings(second)
    cut = shingles([first, second])
    assert jaccard(cut.of(0), cut.of(1)) == len(one & other) / len(one | other)


def test_a_text_without_shingles_equals_only_itself() -> None:
    cut = shingles(["ab", "AB!", "abc", "???", "…", "???", "", "long enough"])
    one = [cut.of(row).tolist() for row in range(len(cut))]
    assert [len(hashes) for hashes in one] == [1, 1, 1, 1, 1, 1, 1, 7]
    assert one[0] == one[1]
    assert one[3] == one[5]
    assert len({hashes[0] for hashes in one}) == 6


def test_signatures_agree_where_texts_are_similar() -> None:
    random = Random(1)
    words = ["".join(random.choices("abcdefghij", k=6)) for _ in range(400)]
    first, changed = words[:200], [*words[:150], *words[200:250]]
    signed = signatures(shingles([" ".join(one) for one in (first, changed, words[200:])]))
    near, far = ((signed[0] == other).mean() for other in signed[1:])
    assert abs(near - 0.6) < 0.15
    assert far < 0.05


def test_equal_bands_at_different_places_have_different_keys() -> None:
    keys = band_keys(np.zeros((1, 128), dtype=np.uint32))
    assert len(set(keys.ravel().tolist())) == BANDS


def test_pieces_are_bounded_and_hold_every_text_once() -> None:
    texts = ["a" * size for size in (3, 3, 30, 1, 0, 9, 10)]
    sizes = [[len(text) for text in texts[piece]] for piece in pieces(texts, 10)]
    assert sizes == [[3, 3], [30], [1, 0, 9], [10]]

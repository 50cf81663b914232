"""Terms of a text whose words nothing parts: what recurs beside different neighbours, without function words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ultralink_assets.teacher import demo_terms
from ultralink_assets.teacher.demo_terms import LONGEST, SHORTEST

PARTICLES = frozenset("的了在是把")
TEXT = "石匠把条石砌在塘上。条石是黛山的石匠凿的，塘上的石匠认得条石。糯米浆粘住条石，冬天用糯米浆，夏天换糯米浆。"


def test_a_word_that_comes_again_beside_others_is_a_term_and_a_piece_of_it_is_not() -> None:
    terms = demo_terms.recurring(TEXT, PARTICLES)
    assert {"石匠", "条石", "糯米浆"} <= terms
    assert not {"糯米", "米浆", "的石匠", "把条石"} & terms


def test_the_longest_term_at_each_place_is_found_long_ones_first() -> None:
    assert demo_terms.found_in("石匠用糯米浆", frozenset({"石匠", "糯米", "糯米浆"})) == ["糯米浆", "石匠"]


def test_chunks_stand_between_function_words() -> None:
    assert demo_terms.chunks("冬天把松木桩打在软泥里的", PARTICLES) == ["松木桩打", "软泥里"]


def test_a_text_with_blanks_has_no_such_terms() -> None:
    assert demo_terms.recurring("The canal and the canal again.", PARTICLES) == frozenset()


@given(st.text(alphabet="石匠条塘的了，。a 1", max_size=80))
def test_terms_stand_in_the_text_at_least_twice_and_keep_their_length(text: str) -> None:
    for term in demo_terms.recurring(text, PARTICLES):
        assert text.count(term) >= 1
        assert text.find(term) < text.rfind(term)
        assert SHORTEST <= len(term) <= LONGEST

"""What counts as markup that is left in a text, and the last resort that takes it out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ultralink_assets.languages.markup import PATTERNS, decode_entities, has_leftovers, leftovers, without_leftovers


@pytest.mark.parametrize(
    ("text", "kind", "count"),
    [
        ("[[Berlin]]", "links", 2),
        ("{{lang|de|Berlin}}", "templates", 2),
        ("''so''", "quotes", 2),
        ("{| class=a\n|}", "tables", 2),
        ("AT&amp;T &nbsp; &#160;", "entities", 3),
        ("File:A b.jpg|thumb Категория:Города", "files_and_categories", 2),
        ("-{zh-hans:a}-", "variants", 2),
        ("Berlin () ( ) （） (, ) «( ; )»", "parentheses", 5),
        ("a<br />b<ref name=c>d</ref><!-- e -->", "tags", 5),
        ("a <ref name=", "tags", 1),
    ],
)
def test_each_kind_of_markup_is_counted(text: str, kind: str, count: int) -> None:
    assert leftovers(text)[kind] == count
    assert has_leftovers(text)
    assert not any(leftovers(without_leftovers(text)).values())


@pytest.mark.parametrize(
    "text",
    [
        "R&D and Q&A; x &foo; y",
        "if a <b and c> d, #include <stdio.h>, 1 < 2",
        "he said [sic] (...) that it's a 5' wall {x}",
        "Category: best picture. The file: a list.",
        "an array[0] of f(x), (−)-menthol",
    ],
)
def test_prose_is_not_counted_and_comes_back_as_it_is(text: str) -> None:
    assert not any(leftovers(text).values())
    assert without_leftovers(text) is text


def test_words_survive_the_last_resort() -> None:
    assert without_leftovers("[{{[a]}}] File:b.jpg <ref>c") == "a b.jpg c"


def test_entities_are_decoded_through_two_layers_but_only_with_their_semicolon() -> None:
    assert decode_entities("&amp;nbsp;|&lt;|a?b=1&copy=2|&#x41;&foo;") == "\u00a0|<|a?b=1&copy=2|A&foo;"


@given(st.text(st.sampled_from("[]{}|'<>&;()（）-#/!ab1:. ,refbrFile.jpgCategory"), max_size=60))
def test_the_last_resort_leaves_nothing(text: str) -> None:
    cleaned = without_leftovers(text)
    assert leftovers(cleaned) == dict.fromkeys(PATTERNS, 0)

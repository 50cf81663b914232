"""Texts are cut by their own characters, alike in any company and however they are spaced, cased and punctuated."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ultralink_assets.similarity.grams import Widths, grams, plain_words

WIDTHS = Widths(letters=5, wide=2)


def cut(text: str) -> list[int]:
    return [int(one) for one in grams([text], WIDTHS).hashes]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hello,  World! x1-y2", "hello world x1 y2"),
        ("中文 abc，文字 字", "中文abc文字字"),
        ("ＡＢＣ①", "abc1"),
        ("हिन्दी भाषा", "हिन्दी भाषा"),
        ("… — !", ""),
    ],
)
def test_only_words_are_compared(text: str, words: str) -> None:
    assert plain_words([text]) == [words]


def test_a_run_is_as_long_as_its_first_character_wants() -> None:
    assert len(cut("abcdefg")) == 3
    assert len(cut("中文字典")) == 3
    assert len(cut("中文abcde")) == 2 + 1
    assert cut("中文") == cut("中 文。")
    assert set(cut("中文")) < set(cut("说中文abcde"))


def test_what_is_shorter_than_a_run_has_none() -> None:
    assert [cut(text) for text in ("", "?", "abcd", "中")] == [[], [], [], []]


@given(texts=st.lists(st.text(alphabet="abC 中文字.,\n\ud800é", max_size=40), max_size=8))
def test_a_text_is_cut_alike_among_others_and_alone(texts: list[str]) -> None:
    together = grams(texts, WIDTHS)
    assert [together.of(row).tolist() for row in range(len(texts))] == [sorted(set(cut(text))) for text in texts]
    assert plain_words(texts) == [plain_words([text])[0] for text in texts]
    assert together.rows().tolist() == [row for row, text in enumerate(texts) for _ in cut(text)]

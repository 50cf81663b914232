"""A dialogue is to keep when each judged turn is good in all respects, and to reject when one is bad in any."""

from __future__ import annotations

import pytest

from ultralink_assets.records import Word
from ultralink_assets.reviews.judge_word import JudgeWord, word_on


def turn(faithful: Word = "yes", fluent: Word = "yes", useful: Word = "yes") -> dict[str, Word]:
    return {"faithful": faithful, "fluent": fluent, "useful": useful}


@pytest.mark.parametrize(
    ("turns", "word"),
    [
        ([turn(), turn()], JudgeWord("keep")),
        ([turn(), turn(useful="no")], JudgeWord("reject", "useful")),
        ([turn(useful="no"), turn(faithful="no", fluent="unsure")], JudgeWord("reject", "faithful, useful")),
        ([turn(), turn(fluent="unsure")], JudgeWord(None, "unsure")),
        ([], JudgeWord(None, None)),
    ],
    ids=["good", "bad once", "bad twice", "unsure", "not judged"],
)
def test_the_word_follows_from_the_turns(turns: list[dict[str, Word]], word: JudgeWord) -> None:
    assert word_on(turns) == word

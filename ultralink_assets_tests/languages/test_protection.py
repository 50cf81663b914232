"""Pieces that no translation may touch: found, replaced, and put back byte for byte."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ultralink_assets.languages.protection import pieces_of, protect, restore

HOSTILE = st.lists(
    st.sampled_from(
        [
            *("```", "```python\n", "\n```\n", "````md\n", "~~~\n", "`", "``", "`x`", "> ```\n", "1. ```js\n"),
            *("$", "$$", "$5 and $6", "$x_1$", r"\$", r"\[", r"\]", r"\(", r"\)", r"\begin{align}", r"\end{align}"),
            *("⟦", "⟧", "⟦1⟧", "⟦ 2 ⟧", "1", "⟦99⟧", "⟦१⟧", "https://a.org/b_(c)", "www.b.ru).", "http://"),
            *("The answer is: ", "#### ", "-3/4", "1,200.", "\n", "\r\n", " ", "\\", "слово ", "词语，", "كلمة "),
        ]
    )
    | st.text(max_size=4)
)


@settings(deadline=None, max_examples=500)
@given(parts=HOSTILE)
def test_what_was_protected_comes_back_byte_for_byte(parts: list[str]) -> None:
    text = "".join(parts)
    protected = protect(text)
    restored = restore(protected.text, protected.pieces)
    assert (restored.text, restored.missing, restored.extra) == (text, (), ())


@settings(deadline=None, max_examples=200)
@given(parts=HOSTILE)
def test_pieces_stand_where_they_say_and_none_lies_within_another(parts: list[str]) -> None:
    text, past = "".join(parts), 0
    for piece in pieces_of(text):
        assert text[piece.start : piece.end] == piece.text != ""
        assert piece.start >= past
        past = piece.end


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Why is `x` in ``a ` b`` and `never closed?", ["`x`", "``a ` b``"]),
        ("Look:\n```python\nprint('`')\n```\nDone.", ["```python\nprint('`')\n```"]),
        ("````md\n```py\nx = 1\n```\n````\nDone.", ["````md\n```py\nx = 1\n```\n````"]),
        ("1. ~~~\n   x\n   ~~~\n2. then", ["~~~\n   x\n   ~~~"]),
        ("> ```\n> x\n> ```\nthen", ["```\n> x\n> ```"]),
        ("So:\n```\nx = `1`\nand no end", ["```\nx = `1`\nand no end"]),
        ("It costs $5 and $6, or 7$ to $8.", []),
        ("He paid $5 for each of the apples, she 3$.", []),
        (r"If $x_1 = 5$ and \(y\), then $\$5$ or \$6.", ["$x_1 = 5$", r"\(y\)", r"$\$5$"]),
        ("Sums:\n$$\na + b\n$$\n\\[ c \\]", ["$$\na + b\n$$", r"\[ c \]"]),
        (r"\begin{a*}\begin{a*}x\end{a*}\end{a*} b", [r"\begin{a*}\begin{a*}x\end{a*}\end{a*}"]),
        (r"$x = 2 \text{ if it is so}$ or not", [r"$x = 2 \text{ if it is so}$"]),
        (
            "See (https://a.org/b_(c)), [it](http://b.org/?q=1&r=2) or www.c.org.",
            ["https://a.org/b_(c)", "http://b.org/?q=1&r=2", "www.c.org"],
        ),
        ("参见https://a.org/b。然后", ["https://a.org/b"]),
        ("So 3 + 4 = 7.\nThe answer is: 7.", ["7"]),
        ("#### 1,200", ["1,200"]),
        ("The answer is: 5 apples", ["5"]),
        (r"The answer is: \frac{1}{2}", [r"\frac{1}{2}"]),
        ("The answer is: $7$", ["$7$"]),
        ("The answer is: Monday", []),
        ("the answer is 7, since 3 + 4 = 7", []),
    ],
)
def test_pieces_of_a_text(text: str, pieces: list[str]) -> None:
    assert [piece.text for piece in pieces_of(text)] == pieces


def test_equal_pieces_share_a_placeholder_and_each_of_them_is_missed() -> None:
    protected = protect("Is `x` less than $y$? Yes, `x` is.")
    assert protected.text == "Is ⟦1⟧ less than ⟦2⟧? Yes, ⟦1⟧ is."
    restored = restore("⟦ 1 ⟧ меньше.", protected.pieces)
    assert (restored.text, restored.missing, restored.extra) == ("`x` меньше.", ("`x`", "$y$"), ())


def test_a_placeholder_of_no_piece_stays_and_is_told() -> None:
    restored = restore("⟦1⟧ и ⟦2⟧", protect("Is `x` here?").pieces)
    assert (restored.text, restored.missing, restored.extra) == ("`x` и ⟦2⟧", (), ("⟦2⟧",))


def test_a_text_that_holds_a_placeholder_is_never_confused() -> None:
    text = "What does ⟦2⟧ mean beside `x`?"
    protected = protect(text)
    assert protected.text == "What does ⟦1⟧ mean beside ⟦2⟧?"
    assert restore(protected.text, protected.pieces).text == text


@pytest.mark.parametrize("piece", ["`", "$", "$$", r"\[", r"\begin{a}", "```\n", "http://a(", "⟦1", "#### ", "` $"])
def test_openers_without_end_take_no_longer_than_their_length(piece: str) -> None:
    text = piece * 20_000
    start = time.process_time()
    protect(text)
    assert time.process_time() - start < 4

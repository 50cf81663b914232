"""Formulas in a sentence, alone on a line, in chemistry; and that nothing of them is read as markup."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ultralink_assets.from_wikipedia.wikitext import Rules, clean
from ultralink_assets.languages import load
from ultralink_assets.languages.markup import has_leftovers
from ultralink_assets.languages.strip import strip_code

EN = Rules.of(load("en"), {6: "File", 14: "Category"})


def text_of(wikitext: str) -> str:
    return clean(wikitext, EN).sections[0].text


@pytest.mark.parametrize(
    ("wikitext", "text"),
    [
        ("The mean of <math>x_1</math> and <math> y </math> is <math>m</math>.", "The mean of $x_1$ and $y$ is $m$."),
        (r"values <math>a_1,\ldots,a_n.</math> The", r"values $a_1,\ldots,a_n$. The"),
        (r"thus <math>\,\! x \,\!</math>, and <math></math>y", "thus $x$, and y"),
        ("It is\n: <math>E = mc^2</math>,\nwhere", "It is\n$$E = mc^2$$,\n\nwhere"),
        ("* <math>x</math>\n* <math>y</math> too", "- $$x$$\n- $y$ too"),
        (r"if <math>a<b</math> and <math>\frac{a}{\sqrt{b}}</math>", r"if $a< b$ and $\frac{a}{\sqrt{b} }$"),
        (
            "<math>f''(x) = {{a}} - [[b]]</math> ok",
            r"$f^{\prime\prime}(x) = { {a} } - [ [b] ]$ ok",
        ),
        (
            r"so <math>a &lt; b</math> and <math>\begin{matrix}a&b\end{matrix}</math>",
            r"so $a < b$ and $\begin{matrix}a& b\end{matrix}$",
        ),
        (r"a price of $5, <math>\text{$x$}</math>", r"a price of $5, $\text{x}$"),
        (r"{{tmath|\frac{1}{2}}} and {{tmath|1=x {{=}} 1}}", r"$\frac{1}{2}$ and $x = 1$"),
        ("<nowiki><math>x</math></nowiki>", "x"),
        ("a<ref>see <math>x</math></ref> b", "a b"),
    ],
)
def test_a_formula_stays_in_its_sentence_as_latex(wikitext: str, text: str) -> None:
    assert text_of(wikitext) == text


@pytest.mark.parametrize(
    ("wikitext", "text"),
    [
        ("<chem>H2O</chem> is water.", "H2O is water."),
        ("<ce>CO2 + H2O <=> H2CO3</ce>", "CO2 + H2O ⇌ H2CO3"),
        ("<ce>SO4^2- -> X^{2+}</ce>", "SO4²⁻ → X²⁺"),
        (r"<chem>A ->[\text{heat}] B</chem> x", r"$\ce{A ->[\text{heat}] B}$ x"),
    ],
)
def test_chemistry_is_text_unless_it_needs_latex(wikitext: str, text: str) -> None:
    assert text_of(wikitext) == text


def test_a_formula_that_nobody_closed_costs_no_prose() -> None:
    assert text_of("a <math>x prose <math>y</math> more") == "a x prose $y$ more"
    far = "word " * 4000
    assert text_of(f"a <math>x {far}</math> b").endswith("word b")


PIECES = st.sampled_from(
    [
        "{", "}", "[", "]", "|", "-", "'", "''", "&", "&amp;", "&lt;", "<", ">", "!--", "--", "(", ")", " ", ",", "$",
        "\\", "\\{", "x", "2", "b", "ref", "_", "^", "=", "\n", "*", "File:", "a.jpg",
    ]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=24).map("".join))
def test_no_formula_leaves_markup_and_none_touches_the_sentence(source: str) -> None:
    text = text_of(f"Before <math>{source}</math> after.")
    assert not has_leftovers(text)
    assert text.startswith("Before ")
    assert text.endswith("after.")


def test_gates_of_prose_see_no_latex() -> None:
    assert strip_code(text_of(r"The mean <math>\bar{x} = \frac{a_1}{n}</math> is.")).split() == ["The", "mean", "is."]

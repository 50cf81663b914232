r"""Formulas as text: LaTeX between dollar signs where they stand, so that a sentence keeps what it says.

A formula alone on its line stands between two dollar signs on either side. Chemistry is written as readers see it
where it needs no LaTeX. Nothing that wikitext would call markup is left in a formula: blanks between braces mean
nothing to LaTeX. Input::

    the mean of <math>x_1</math> and <math>x_2</math> is
    :<math>\bar{x} = \frac{x_1 + x_{2}}{2}.</math>
    <chem>CO2 + H2O <=> H2CO3</chem>
"""

from __future__ import annotations

import re

from ultralink_assets.from_wikipedia.marks import literal
from ultralink_assets.from_wikipedia.raised import raised
from ultralink_assets.languages.markup import decode_entities

LONGEST = 8000  # characters; a closing tag farther away belongs to another formula

_JOINED = re.compile(
    r"(?<=\{)(?=[{|])|(?<=[}|])(?=\})|(?<=\[)(?=\[)|(?<=\])(?=\])|(?<=-)(?=[{-])|(?<=\})(?=-)|(?<=[<&])"
)
_PRIMES = re.compile("'{2,}")
_NO_ARGUMENT = re.compile(r"\(([ ,;:]*+)\)")
_EDGE = r"(?:\\[,;:! ]|\s|~)"
_BEFORE = re.compile(rf"{_EDGE}+")
_AFTER = re.compile(rf"{_EDGE}*([.,;:]?){_EDGE}*\Z")
_DOLLAR = re.compile(r"(?<!\\)\$")
_ARROWS = (("<=>", "⇌"), ("<->", "↔"), ("->", "→"), ("<-", "←"))
_CHARGE = re.compile(r"\^\{?([0-9]*[+\-−]|[0-9]+)\}?")


def tex(source: str, alone: bool) -> str:
    """``source`` in dollar signs, shielded from all that reads wikitext; a stop that ends it comes after them.

    Empty where there is no formula.
    """
    text = decode_entities(source)
    if found := _BEFORE.match(text):
        text = text[found.end() :]
    text, stop = _without_edge(text)
    text = _PRIMES.sub(lambda match: r"^{" + r"\prime" * len(match[0]) + "}", _DOLLAR.sub("", text))
    text = _NO_ARGUMENT.sub(r"(\1\\,)", _JOINED.sub(" ", text))
    text = " ".join(text.split())
    mark = "$$" if alone else "$"
    return literal(f"{mark}{text}{mark}") + stop if text else stop


def chemistry(source: str, alone: bool) -> str:
    r"""What ``<chem>`` and ``<ce>`` hold: "H2O", "SO4²⁻"; with LaTeX in it as ``$\ce{...}$``."""
    text = " ".join(decode_entities(source).split())
    if re.search(r"[\\$]", text):
        return tex(rf"\ce{{{text}}}", alone)
    text = _CHARGE.sub(lambda match: raised(match[1]), text)
    for arrow, sign in _ARROWS:
        text = text.replace(arrow, sign)
    return literal(text.replace("{", "").replace("}", ""))


def _without_edge(text: str) -> tuple[str, str]:
    """``text`` without blanks and the punctuation at its end, and that punctuation."""
    tail = text[-40:]
    found = _AFTER.search(tail)
    if not found:
        return text, ""
    return text[: len(text) - len(tail)] + tail[: found.start()], found[1]

"""Superscripts as characters, so that 10⁶ is not 106."""

from __future__ import annotations

import re

_LETTERS = "abcdefghijklmnoprstuvwxyz"
_HIGH_LETTERS = "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ"
_SUPERSCRIPTS = str.maketrans("0123456789+-−" + _LETTERS, "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻" + _HIGH_LETTERS)
_RAISED = re.compile(rf"[0-9+\-−{_LETTERS}]{{1,8}}")
_EXPRESSION = re.compile(r"[\w+\-−]{1,12}[/.*·][\w+\-−]{1,12}")


def raised(text: str) -> str:
    """``text`` as a superscript: "10⁶", "⁹⁹ᵐTc", "2^(1/2)". Letters alone are the end of an ordinal and stay ("1st"),
    but for "n" and what is in italics, as variables are. What is no exponent stays too.
    """
    bare = text.strip().replace("''", "")
    if _EXPRESSION.fullmatch(bare):
        return f"^({bare})"
    if _RAISED.fullmatch(bare) and (not bare.isalpha() or bare == "n" or "''" in text):
        return bare.translate(_SUPERSCRIPTS)
    return text

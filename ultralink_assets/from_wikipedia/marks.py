"""Characters that stand for what has been decided, until the text is put together.

They are Unicode noncharacters, which no text may hold; `clean` takes any out of the input first.
"""

from __future__ import annotations

GONE = "\ufdd0"  # here a template, a reference, a link was dropped: punctuation around it is mended
BREAK = "\ufdd1"  # a line break that belongs to the paragraph: <br>, lines of a poem
PIPE = "\ufdd2"  # "|" within a template's argument that is none of that template's own
EQUALS = "\ufdd3"  # "=" likewise
SPLIT = "\ufdd4"  # <nowiki/>: nothing, but it parts two marks
OTHER = "\ufdee"  # before what readers see another value of: parentheses around it are left out
SOUND = "\ufded"  # before and after how a word is said, which parentheses do not keep

# Marks within <nowiki> and <pre>, which are text, and the sign that there are any.
_LITERAL = "\ufdef"
_LITERALS = "[]{}'*#:;<>-_!"
_SHIELDS = "".join(chr(0xFDD5 + index) for index in range(len(_LITERALS)))
_SHIELDED = str.maketrans(_LITERALS + "|=", _SHIELDS + PIPE + EQUALS)
_PLAIN = str.maketrans(
    {
        **dict(zip(_SHIELDS, _LITERALS, strict=True)),
        PIPE: "|",
        EQUALS: "=",
        BREAK: "\n",
        **dict.fromkeys((SPLIT, GONE, OTHER, SOUND, _LITERAL), ""),
    }
)
_ANY = (BREAK, PIPE, EQUALS, SPLIT, GONE, OTHER, SOUND, _LITERAL)


def literal(text: str) -> str:
    """``text`` so that nothing in it is read as markup."""
    return _LITERAL + text.translate(_SHIELDED)


def has_marks(text: str) -> bool:
    """Whether any mark is left in a page."""
    return any(mark in text for mark in _ANY)


def plain(text: str) -> str:
    """``text`` with every mark turned into what it stands for."""
    return text.translate(_PLAIN)

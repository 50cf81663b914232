"""Takes off what models put around a text: a code fence, quotation marks."""

from __future__ import annotations

import re

_FENCE = re.compile(
    r"(```|~~~)[ \t]*(?:text|txt|markdown|md|plaintext)?[ \t]*\n(?P<inner>.*)\n\1", re.DOTALL | re.IGNORECASE
)
_QUOTES = {'"': '"', "“": "”", "„": "“", "«": "»", "「": "」", "『": "』", "‘": "’", "**": "**"}


def without_fence(text: str) -> str:
    """Only a fence around all of it and of no programming language: answers may hold code."""
    fenced = _FENCE.fullmatch(text)
    return fenced["inner"].strip() if fenced and fenced[1] not in fenced["inner"] else text


def without_quotes(text: str) -> str:
    """Only a pair around all of it."""
    for opening, closing in _QUOTES.items():
        inner = text[len(opening) : -len(closing)]
        whole = text.startswith(opening) and text.endswith(closing) and len(text) > len(opening) + len(closing)
        if whole and opening not in inner and closing not in inner:
            return inner.strip()
    return text

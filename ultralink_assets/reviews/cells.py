"""Cells that no spreadsheet takes for a formula, and back.

What begins with one of these characters, spreadsheets calculate (CSV injection, OWASP); an apostrophe before it makes
it text. Cells that begin with apostrophes and such a character get one more, so that nothing is ambiguous::

    =HYPERLINK("http://…")   ->  '=HYPERLINK("http://…")
    '=1                      ->  ''=1
    'tis                     ->  'tis
"""

from __future__ import annotations

import re

# The wide forms are those of East Asian keyboards, which spreadsheets take for the narrow ones.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_SHIELDED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")


def shield(text: str) -> str:
    """The text as a cell that stays text."""
    return f"'{text}" if _FORMULA.match(text) else text


def unshield(cell: str) -> str:
    """The inverse of `shield`; a cell that was typed by hand stays as it is, but for such an apostrophe."""
    return cell[1:] if _SHIELDED.match(cell) else cell

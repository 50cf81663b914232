"""Takes out what belongs to no language: code, maths, addresses, identifiers. For gates that judge prose.

Each piece becomes one blank, so that words around it stay apart. Patterns are tried where a sign of them stands:
searches for one character are many times as fast.
"""

from __future__ import annotations

import re

from ultralink_assets.languages.words import STUCK, WIDE

_FENCED = re.compile(r"(?:^|\n)[ \t]*(```|~~~).*?(?:\n[ \t]*\1[^\n]*|\Z)", re.DOTALL)
_INLINE_CODE = re.compile(r"`[^`\n]+`")
# A dollar opens maths only before and closes it only after a non-blank, and no digit follows: "$5 and $10" is money.
_MATHS = re.compile(
    rf"\$\$.+?\$\$|\\\[.+?\\\]|\\\(.+?\\\)|(?<![\\$])(?<!{STUCK})\$(?=\S)[^$\n]*(?<=\S)\$(?![\d$])"
    r"|\\begin\{(\w+\*?)\}.*?\\end\{\1\}",
    re.DOTALL,
)
_LATEX = re.compile(r"\\[a-zA-Z]+(?:\{[^{}\n]*\})*")
_ADDRESS = re.compile(
    rf"(?<!{STUCK})(?:(?:https?|ftp)://|www\.)[^\s{WIDE}]+"
    rf"|(?:{STUCK}|[.+-])+@[\w-]+\.(?:{STUCK}|\.)+|(?<!{STUCK})@{STUCK}+"
)
_TAG = re.compile(r"</?[a-zA-Z][\w-]*(?:\s[^<>\n]*)?/?>")
_CODE_LINE = re.compile(
    r"^[ \t]*(?:"
    r"(?:def|class|elif|else|except|finally|for|if|try|while|with|async)\b[^\n]*:[ \t]*(?:\#[^\n]*)?"  # Python blocks
    r"|(?:from\s+[\w.]+\s+)?import\s+[\w., *{}'\"/]+;?|return\b[^\n.]*|print\([^\n]*\)"
    r"|\#include[^\n]*|[^\n]*[;{}][ \t]*|\}[^\n]*|(?:>>>|\$)[ ][^\n]*|@\w+[^\n]*"
    r"|[\w.\[\]]+[ \t]*[-+*/]?=[ \t]*[^\n=][^\n]*|[\w.]+\([^\n]*\)"
    r")$",
    re.MULTILINE | re.VERBOSE,
)
_SEMICOLON_PROSE = re.compile(r"(?:[^\W\d_]{2,}\s+){3}")
_IDENTIFIER = re.compile(
    rf"(?<!{STUCK})(?<!\.)(?:"
    rf"[A-Za-z_]{STUCK}*(?:\.[A-Za-z_]{STUCK}*)*\(\)|[A-Za-z][^\W_{WIDE}]*_{STUCK}+|_{STUCK}+"  # call(), snake_case
    rf"|[a-z]+(?:[A-Z][a-z0-9]+)+|(?:/[\w.-]+){{2,}}"  # camelCase, /a/path
    rf")(?!{STUCK})"
)
_CAMEL = re.compile(r"[a-z][A-Z]")


def strip_code(text: str) -> str:
    """``text`` without fenced, inline and plain lines of code, maths, LaTeX, addresses, tags and identifiers."""
    if "```" in text or "~~~" in text:
        text = _FENCED.sub("\n", text)
    if "`" in text:
        text = _INLINE_CODE.sub(" ", text)
    if "$" in text or "\\" in text:
        text = _LATEX.sub(" ", _MATHS.sub(" ", text))
    if "@" in text or "://" in text or "www." in text:
        text = _ADDRESS.sub(" ", text)
    if "<" in text:
        text = _TAG.sub(" ", text)
    text = _CODE_LINE.sub(_unless_prose, text)
    if "_" in text or "()" in text or "/" in text or _CAMEL.search(text):
        text = _IDENTIFIER.sub(" ", text)
    return text


def strip_fences(text: str) -> str:
    """``text`` without fenced and inline code only."""
    return _INLINE_CODE.sub(" ", _FENCED.sub("\n", text)) if "`" in text or "~~~" in text else text


def _unless_prose(line: re.Match[str]) -> str:
    """A list item of prose may end in a semicolon, and a sentence may begin with "if" and end in a colon."""
    return line[0] if _SEMICOLON_PROSE.search(line[0]) else " "

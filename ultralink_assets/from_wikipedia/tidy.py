"""Takes off what models put around an utterance: a code fence, a head, a number, quotation marks around the whole."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from ultralink_assets.languages.model import Language
from ultralink_assets.languages.unwrapped import without_fence, without_quotes

_NUMBER = re.compile(r"(?:(?:\d{1,2}[.)]|[-*•–—])\s+|\d{1,2}[、．]\s*)(?=\S)")


def tidied(text: str, role: Literal["question", "answer"], language: Language) -> str:
    """The utterance itself. A number or a bullet is taken off a question of one line only: answers may be lists."""
    before, text = "", text.strip()
    while text != before:
        before = text
        text = without_quotes(_without_head(without_fence(text), language))
        if role == "question" and "\n" not in text:
            text = _NUMBER.sub("", text, count=1) if _NUMBER.match(text) else text
    return text


def _without_head(text: str, language: Language) -> str:
    prompts = language.prompts
    head = _head_pattern(prompts.question_head, prompts.answer_head).match(text)
    return text[head.end() :] if head else text


@lru_cache(maxsize=32)
def _head_pattern(*heads: str) -> re.Pattern[str]:
    """Finds ``Question:``, ``**Question 2:**``, and ``### Answer`` on a line of its own."""
    words = "|".join(re.escape(head.rstrip(":： ")) for head in heads)
    end = r"(?:[:：][*_]*|[*_]*\n|[*_]*$)"
    return re.compile(rf"[#*_ ]*(?:{words})(?:\s*\d{{1,2}}[.)]?)?[*_ \u00a0\u202f]*{end}\s*", re.IGNORECASE)

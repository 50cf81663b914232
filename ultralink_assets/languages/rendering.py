"""Passages and dialogues as prompts show them."""

from __future__ import annotations

from collections.abc import Sequence

from ultralink_assets.languages.model import Language
from ultralink_assets.records import Turn

HEADING_MARK = " › "


def document_of(title: str, headings: Sequence[str], text: str, language: Language) -> str:
    """A passage with its title and the path of headings to it."""
    return language.prompts.fill("document", title=title, headings=HEADING_MARK.join(headings), text=text)


def rendered(turns: Sequence[Turn], language: Language) -> str:
    """The dialogue so far."""
    return "\n\n".join(language.prompts.exchange(turn.question, turn.answer) for turn in turns)

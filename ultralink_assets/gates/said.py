"""The utterances of a stored dialogue, each with what a gate needs to judge it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ultralink_assets import languages
from ultralink_assets.languages.rendering import document_of
from ultralink_assets.records import Said, Turn

_MARK = "\x00"


def utterances(row: dict[str, Any]) -> Iterator[Said]:
    """Questions and answers in order. ``row``: a row of ``dialogues`` with the ``title``, ``headings`` and text
    (``passage``) of its passage, null where it has none.
    """
    grounded = row["kind"] == "grounded"
    turns = [Turn(turn["question"], turn["answer"]) for turn in row["turns"]]
    if row["document_in_question"] and turns:
        turns[0] = Turn(_without_document(turns[0].question, row), turns[0].answer)
    for number, turn in enumerate(turns):
        common: dict[str, Any] = {
            "language": row["language"],
            "title": row["title"] or "",
            "headings": tuple(row["headings"] or ()),
            "passage": row["passage"] if grounded else None,
            "history": tuple(turns[:number]),
        }
        yield Said(role="question", text=turn.question, **common)
        yield Said(role="answer", text=turn.answer, question=turn.question, **common)


def _without_document(question: str, row: dict[str, Any]) -> str:
    """The bare question of one that carries the passage, as the language's prompts put it in."""
    if row["passage"] is None:
        return question
    language = languages.load(row["language"])
    document = document_of(row["title"], row["headings"] or (), row["passage"], language)
    before, after = language.prompts.fill("document_in_question", document=document, question=_MARK).split(_MARK)
    return question.removeprefix(before).removesuffix(after)

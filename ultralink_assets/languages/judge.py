"""What a judge of dialogues is told in one language, and the rows by which the judge itself is judged.

A row of a canary is good, or bad in one criterion: a judge that does not see it can't be believed about other rows.
"""

from __future__ import annotations

from string import Template
from typing import Literal, get_args

from pydantic import Field, field_validator

from ultralink_assets.languages import templates
from ultralink_assets.languages.strict import Strict

Criterion = Literal["faithful", "fluent", "useful"]
CRITERIA: tuple[Criterion, ...] = get_args(Criterion)
# Written "${dialogue}Question: …": the dialogue is empty at the first question, else it ends in a blank line.
TURN_VARIABLES = frozenset({"document", "dialogue", "question", "answer"})


class CanaryRow(Strict):
    """A question and an answer about the canary's passage; ``bad`` names the criterion that it fails, "" is good."""

    question: str
    answer: str
    bad: Literal["", "faithful", "fluent", "useful"] = ""


class Canary(Strict):
    """A passage of our own with rows about it."""

    title: str
    passage: str
    rows: tuple[CanaryRow, ...] = Field(min_length=1)


class Judge(Strict):
    """``turn`` asks for one turn's verdict, ``ask_again`` for one that can be read."""

    system: str
    turn: str
    ask_again: str
    canaries: tuple[Canary, ...]

    @field_validator("turn")
    @classmethod
    def _variables(cls, text: str) -> str:
        return templates.checked(text, TURN_VARIABLES)

    @field_validator("canaries")
    @classmethod
    def _every_kind(cls, canaries: tuple[Canary, ...]) -> tuple[Canary, ...]:
        kinds = {row.bad for canary in canaries for row in canary.rows}
        if missing := [kind for kind in ("", *CRITERIA) if kind not in kinds]:
            raise ValueError(f"no row is {f'bad in {missing[0]!r}' if missing[0] else 'good'}")
        return canaries

    def fill(self, **values: str) -> str:
        """`turn` with its variables filled in; a missing value raises KeyError."""
        return Template(self.turn).substitute(values)

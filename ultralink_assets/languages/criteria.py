"""The filter of cultural neutrality: what a teacher is told, and the conversations by which the filter itself is judged.

Written in English, the language of the data that it looks at; ``shared/criteria.toml`` holds the words.
"""

from __future__ import annotations

import hashlib
from dataclasses import fields
from functools import cache
from pathlib import Path
from string import Template

from pydantic import field_validator

from ultralink_assets.languages import templates, toml_file
from ultralink_assets.languages.strict import Strict
from ultralink_assets.records import Criteria, Turn

SHARED = Path(__file__).parent / "shared" / "criteria.toml"
CRITERIA: tuple[str, ...] = tuple(field.name for field in fields(Criteria))
FEWEST_CANARIES = 3  # of each criterion; below, a rate says next to nothing
FEWEST_CLEAN = 6

# What each template may use, and must.
VARIABLES: dict[str, frozenset[str]] = {
    "system": frozenset({"criteria"}),
    "exchange": frozenset({"question", "answer"}),
    "conversation": frozenset({"conversation"}),
    "ask_again": frozenset({"fault", "names"}),
}


class Canary(Strict):
    """A conversation of one turn; ``breaks`` names the only criterion that it breaks, "" is clean."""

    breaks: str
    question: str
    answer: str

    @field_validator("breaks")
    @classmethod
    def _known(cls, name: str) -> str:
        if name and name not in CRITERIA:
            raise ValueError(f"{name!r} is no criterion; there are: {', '.join(CRITERIA)}")
        return name


class CulturalFilter(Strict):
    """The file. ``criteria``: name -> what counts and what does not, in one sentence."""

    system: str
    exchange: str
    conversation: str
    ask_again: str
    criteria: dict[str, str]
    canaries: tuple[Canary, ...]

    @field_validator(*VARIABLES)
    @classmethod
    def _variables(cls, text: str, info: object) -> str:
        return templates.checked(text, VARIABLES[getattr(info, "field_name", "")])

    @field_validator("criteria")
    @classmethod
    def _every_criterion(cls, criteria: dict[str, str]) -> dict[str, str]:
        if tuple(criteria) != CRITERIA:
            raise ValueError(f"holds {', '.join(criteria) or 'nothing'}; wanted, in this order: {', '.join(CRITERIA)}")
        return criteria

    @field_validator("canaries")
    @classmethod
    def _enough(cls, canaries: tuple[Canary, ...]) -> tuple[Canary, ...]:
        for name in ("", *CRITERIA):
            found = sum(canary.breaks == name for canary in canaries)
            wanted = FEWEST_CANARIES if name else FEWEST_CLEAN
            if found < wanted:
                raise ValueError(f"{found} {f'break {name}' if name else 'break nothing'}, and {wanted} are needed")
        return canaries

    @property
    def instructions(self) -> str:
        """The system message."""
        listed = "\n".join(f"{name}: {words}" for name, words in self.criteria.items())
        return Template(self.system).substitute(criteria=listed)

    @property
    def prompt_version(self) -> str:
        """12 hex digits of what decides the requests: all but the canaries."""
        return _digest(self.model_copy(update={"canaries": ()}))

    @property
    def version(self) -> str:
        """12 hex digits of the prompts and the canaries: what the filter's rows and its verdict depend on."""
        return _digest(self)

    def asking_about(self, turns: tuple[Turn, ...]) -> str:
        """The user's message about one conversation."""
        exchange = Template(self.exchange)
        told = (exchange.substitute(question=turn.question, answer=turn.answer) for turn in turns)
        return Template(self.conversation).substitute(conversation="\n\n".join(told))

    def asking_again(self, fault: str) -> str:
        """The user's message after a reply that can't be used because of ``fault``."""
        return Template(self.ask_again).substitute(fault=fault, names=", ".join(self.criteria))


@cache
def cultural_filter(path: Path = SHARED) -> CulturalFilter:
    """The filter's words; raises `SettingsError` that names the key when the file was spoilt."""
    return toml_file.checked(
        CulturalFilter, toml_file.read(path), path, "correct this key of the filter's instructions"
    )


def _digest(of: CulturalFilter) -> str:
    return hashlib.sha256(of.model_dump_json().encode()).hexdigest()[:12]

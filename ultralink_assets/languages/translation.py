"""How a teacher is asked for a translation: the shared instructions, and the words that each language adds to them.

The instructions are ours, in English, in ``shared/translation.toml``. An entry's section ``[translation]`` holds what has
to be in the language. `translation_prompts` makes requests of both.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from string import Template
from typing import Literal

from pydantic import field_validator

from ultralink_assets.languages import templates, toml_file
from ultralink_assets.languages.strict import Strict

SHARED = Path(__file__).parent / "shared" / "translation.toml"
Protect = Literal["placeholders", "instruction"]  # how code, formulas and the like get through a translation unchanged
Role = Literal["question", "answer"]

# What each template of the shared file may use, and must.
VARIABLES: dict[str, frozenset[str]] = {
    "system": frozenset({"language", "protection", "part", "style"}),
    "text": frozenset({"task", "text"}),
    "ask_again": frozenset({"faults"}),
}
PART_VARIABLES: dict[str, frozenset[str]] = {
    "chat": frozenset(),
    "math": frozenset({"language", "answer_line"}),
    "code": frozenset(),
}


class Examples(Strict):
    """One item of each part: in English in the shared file, translated in each entry."""

    chat_question: str
    chat_answer: str
    math_question: str
    math_answer: str
    code_question: str
    code_answer: str


class TranslationWords(Examples):
    """The section ``[translation]`` of an entry."""

    style: str  # what goes for all texts: how readers are addressed, marks, script; English, as the instructions are
    answer_line: str  # how "The answer is: $answer" reads

    @field_validator("answer_line")
    @classmethod
    def _variables(cls, text: str) -> str:
        return templates.checked(text, frozenset({"answer"}))

    def answering(self, answer: str) -> str:
        """The line that gives ``answer``."""
        return Template(self.answer_line).substitute(answer=answer)


class Protection(Strict):
    """What is said of the pieces that stay as they are, for each `Protect`."""

    placeholders: str
    instruction: str


class Parts(Strict):
    """What goes for all texts of one part."""

    chat: str
    math: str
    code: str

    @field_validator(*PART_VARIABLES)
    @classmethod
    def _variables(cls, text: str, info: object) -> str:
        return templates.checked(text, PART_VARIABLES[getattr(info, "field_name", "")])


class Tasks(Strict):
    """What is to be done with one text. Texts of code are asked for in another way when they hold blocks of it."""

    chat_question: str
    chat_answer: str
    math_question: str
    math_answer: str
    code_question: str
    code_question_with_blocks: str
    code_answer: str
    code_answer_with_blocks: str


class Instructions(Strict):
    """The shared file. ``reasons``: gate of translations -> what was wrong, as the teacher is told."""

    system: str
    text: str
    ask_again: str
    protection: Protection
    parts: Parts
    tasks: Tasks
    reasons: dict[str, str]
    examples: Examples

    @field_validator(*VARIABLES)
    @classmethod
    def _variables(cls, text: str, info: object) -> str:
        return templates.checked(text, VARIABLES[getattr(info, "field_name", "")])

    def fill(self, name: str, **values: str) -> str:
        """The template ``name`` with its variables filled in; a missing value raises KeyError."""
        return Template(getattr(self, name)).substitute(values)


@cache
def instructions(path: Path = SHARED) -> Instructions:
    """The shared instructions; raises `SettingsError` that names the key when the file was spoilt."""
    return toml_file.checked(Instructions, toml_file.read(path), path, "correct this key of the shared instructions")

"""The phrases by which the demo teacher asks and answers, one ``demo.toml`` a language."""

from __future__ import annotations

import tomllib
from pathlib import Path
from string import Template
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from ultralink_assets.records import SettingsError

VARIABLES = frozenset({"title", "heading", "place", "aspect", "term", "other", "value"})


def _known_variables(text: str) -> str:
    template = Template(text)
    if not template.is_valid() or (unknown := set(template.get_identifiers()) - VARIABLES):
        raise ValueError(
            f"{text!r} uses a variable that is not one of {', '.join(sorted(VARIABLES))}; unknown {unknown}"
        )
    return text


Sentence = Annotated[str, AfterValidator(_known_variables)]
Sentences = Annotated[tuple[Sentence, ...], Field(min_length=1)]


class Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Questions(Strict):
    """Question templates by step."""

    first: Sentences
    deeper: Sentences
    wider: Sentences


class Answers(Strict):
    """Sentences of an answer: it opens with ``$term`` and ``$other``, tells facts by kind, and closes."""

    opener: Sentences
    year: Sentences
    amount: Sentences
    pair: Sentences
    detail: Sentences
    closer: Sentences
    closed_book: Sentences


class JudgePhrases(Strict):
    """Patterns, whatever the case, by which the demo teacher as a judge knows what is not natural or not useful."""

    unnatural: tuple[str, ...]
    useless: tuple[str, ...]


class Phrases(Strict):
    """``year`` is a pattern whose group 1 is a year; ``avoid`` are patterns of words never to be used, and ``no_terms``
    of single words that name nothing (adverbs, conjunctions): they are asked about only where there is nothing else.

    ``particles`` are the function words of a language that has no blanks between words. ``amount`` is a pattern of a
    number with what it counts; "" where a blank parts them.
    """

    year: str
    amount: str = ""
    avoid: tuple[str, ...]
    no_terms: tuple[str, ...] = ()
    particles: tuple[str, ...] = ()
    between_sentences: str = " "
    place: Sentence  # under a heading
    nowhere: Sentence  # in an article's lead
    aspects: Sentences
    questions: Questions
    answers: Answers
    judge: JudgePhrases


def load_phrases(path: Path) -> Phrases:
    """Read one ``demo.toml``; raises `SettingsError` that names the key."""
    try:
        with path.open("rb") as file:
            return Phrases.model_validate(tomllib.load(file))
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path}: not valid TOML: {error}", "correct the file") from error
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise SettingsError(f"{path}: {key}: {first['msg']}", "correct this key") from error

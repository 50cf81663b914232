"""Translations of our English items that we wrote, one ``translations.toml`` a language, with planted faults."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import Field

from ultralink_assets.records import InputError
from ultralink_assets.sample.replays import Attempt
from ultralink_assets.sample.strict import Strict, read_toml


class Translations(Strict):
    """What is answered at each attempt to translate ``english``; the last attempt is also what all that follow get."""

    english: str
    attempts: tuple[Attempt, ...] = Field(min_length=1)


class _File(Strict):
    texts: tuple[Translations, ...]


def load_translations(path: Path) -> Mapping[str, tuple[Attempt, ...]]:
    """Read one ``translations.toml``; raises `InputError` that names the key, or a text that stands there twice."""
    texts = read_toml(path, _File).texts
    by_english = {text.english: text.attempts for text in texts}
    if len(by_english) < len(texts):
        english = [text.english for text in texts]
        twice = next(text for text in english if english.count(text) > 1)
        raise InputError(f"{path}: two entries for {twice[:60]!r}", "keep one of them")
    return by_english

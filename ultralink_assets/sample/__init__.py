"""The small input that the project ships: articles of our own as dumps, and the words of the demo teacher.

One folder a language::

    en/*.wiki              articles as wikitext; `build.py` packs them into the dump
    en/demo.toml           phrases by which the demo teacher asks and answers about any passage
    en/dialogues.toml      dialogues that we wrote for some of the sample's passages, with planted faults
    ru/translations.toml   our English items in this language, with planted faults

The English items themselves lie in ``english/``, evaluation files in ``benchmarks/``: see `english_items`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from ultralink_assets.records import PARTS, InputError, Part
from ultralink_assets.sample.english_items import (
    PlantedRow,
    benchmarks,
    criteria_broken,
    english,
    filter_words,
    planted_rows,
)
from ultralink_assets.sample.phrases import Phrases, load_phrases
from ultralink_assets.sample.replays import Attempt, Planted, Replay, load_replays, planted_in
from ultralink_assets.sample.translations import load_translations

__all__ = [
    "Attempt",
    "Phrases",
    "Planted",
    "PlantedRow",
    "Replay",
    "benchmarks",
    "criteria_broken",
    "dump",
    "english",
    "filter_words",
    "languages",
    "parts",
    "phrases",
    "planted",
    "planted_rows",
    "replays",
    "translations",
]

FOLDER = Path(__file__).parent


@cache
def languages() -> tuple[str, ...]:
    """The codes of the languages that the sample holds, sorted."""
    return tuple(sorted(path.parent.name for path in FOLDER.glob("*/demo.toml")))


@cache
def parts() -> tuple[Part, ...]:
    """The parts of English data that the sample holds."""
    return tuple(part for part in PARTS if (FOLDER / "english" / f"{part}.jsonl").is_file())


def dump(language: str) -> Path:
    """The sample's dump of ``language``; raises `InputError` when the sample has none."""
    path = FOLDER / f"{language}wiki-sample-pages-articles-multistream.xml.bz2"
    if not path.is_file():
        raise InputError(
            f"the shipped sample holds no {language!r}; it has: {', '.join(languages())}",
            f'name a dump in the settings: [raw_wikipedia] {language} = "..."',
        )
    return path


@cache
def phrases(language: str) -> Phrases:
    """The phrases of the demo teacher in ``language``."""
    return load_phrases(FOLDER / language / "demo.toml")


@cache
def replays(language: str) -> tuple[Replay, ...]:
    """The dialogues that the demo teacher replays in ``language``; none where nobody wrote any."""
    path = FOLDER / language / "dialogues.toml"
    return load_replays(path) if path.is_file() else ()


def planted(language: str) -> tuple[Planted, ...]:
    """Every fault that is planted in the replays of ``language``, with the gate that must catch it."""
    return planted_in(replays(language))


@cache
def translations(language: str) -> Mapping[str, tuple[Attempt, ...]]:
    """What the demo teacher answers when it is asked to translate one of our English texts, by that text."""
    path = FOLDER / language / "translations.toml"
    return load_translations(path) if path.is_file() else {}

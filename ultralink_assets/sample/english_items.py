"""Our own English items in published formats, one folder for all languages.

::

    english/chat.jsonl        ShareGPT       {"id": "clean-sky", "conversations": [{"from": "human", "value": "..."}]}
    english/math.jsonl        MetaMathQA     {"type": "..", "query": "..", "original_question": "...", "response": ".."}
    english/code.jsonl        Magicoder OSS  {"lang": "python", "problem": "...", "solution": "..."}, some with "seed"
    english/code_evol.jsonl   Magicoder Evol {"instruction": "...", "response": "..."}
    english/planted.toml      which rows are broken, bound to a culture, copies, or items of `benchmarks`
    english/filter.toml       words by which the demo teacher knows what is bound to a culture
    benchmarks/               small evaluation files of our own; HumanEval and MGSM as they are published
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from ultralink_assets.records import InputError, Part
from ultralink_assets.sample.strict import Strict, read_toml

Benchmark = Literal["mgsm", "humaneval", "omgeval"]
Fault = Literal["broken", "criterion", "url", "variables", "exact_copy", "near_copy", "contaminated"]

ENGLISH = Path(__file__).parent / "english"
BENCHMARKS = Path(__file__).parent / "benchmarks"
_FILES: Mapping[Part, tuple[str, ...]] = {
    "chat": ("chat.jsonl",),
    "math": ("math.jsonl",),
    "code": ("code.jsonl", "code_evol.jsonl"),
}


class PlantedRow(Strict):
    """A row with a planted fault. ``row`` counts the lines of ``file`` from 0.

    ``of``: the criterion that it breaks, the row that it copies ("chat.jsonl:6"), the benchmark item that it holds
    ("mgsm:2"), or the reason why no item can be made of it.
    """

    file: str
    row: int = Field(ge=0)
    fault: Fault
    of: str = ""


class _Planted(Strict):
    rows: tuple[PlantedRow, ...]


class _Words(Strict):
    words: Mapping[str, tuple[str, ...]]


def english(part: Part) -> tuple[Path, ...]:
    """The files of our English items of ``part``; each file is in one format."""
    return tuple(ENGLISH / name for name in _FILES[part])


def benchmarks(language: str) -> Mapping[Benchmark, Path]:
    """Our evaluation files in ``language``, by benchmark; raises `InputError` when there are none."""
    if not (BENCHMARKS / f"mgsm_{language}.tsv").is_file():
        raise InputError(
            f"the shipped sample holds no evaluation files in {language!r}",
            "name files of your own in the settings, or take this language out",
        )
    translated = BENCHMARKS / f"humaneval_{language}_raw.jsonl"
    return {
        "mgsm": BENCHMARKS / f"mgsm_{language}.tsv",
        "humaneval": translated if translated.is_file() else BENCHMARKS / "humaneval.jsonl",
        "omgeval": BENCHMARKS / f"omgeval_{language}.txt",
    }


@cache
def planted_rows() -> tuple[PlantedRow, ...]:
    """Every English row that is no good item, with what is wrong with it."""
    return read_toml(ENGLISH / "planted.toml", _Planted).rows


@cache
def filter_words() -> Mapping[str, tuple[str, ...]]:
    """The words of each criterion of cultural neutrality, in the criteria's order."""
    return read_toml(ENGLISH / "filter.toml", _Words).words


def criteria_broken(text: str) -> Mapping[str, str]:
    """The criteria that ``text`` breaks by `filter_words`, each with the first word that says so."""
    found = ((criterion, pattern.search(text)) for criterion, pattern in _patterns().items())
    return {criterion: match[0] for criterion, match in found if match}


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    return {criterion: re.compile("|".join(map(_whole, words))) for criterion, words in filter_words().items()}


def _whole(word: str) -> str:
    """No letter stands beside a word; its case counts, because a name is known by it."""
    before = r"\b" if word[0].isalnum() else ""
    after = r"\b" if word[-1].isalnum() else ""
    return f"{before}{re.escape(word)}{after}"

"""The data card: README.md with the Hub's header, which also tells `datasets` what to load, and words for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ultralink_assets.mix.dataset import Written

NAME = "README.md"
TEMPLATE = "card.md.jinja"
_SIZES = ((10**3, "n<1K"), (10**4, "1K<n<10K"), (10**5, "10K<n<100K"), (10**6, "100K<n<1M"), (10**7, "1M<n<10M"))
_LARGEST = "n>10M"


@dataclass(frozen=True, slots=True)
class Source:
    """Files that rows came from: the place that read them (``raw_wikipedia/ru``), their names, and their licence."""

    place: str
    files: tuple[str, ...]
    licence: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of the input of a place; ``reasons`` counts what was turned down or not drawn."""

    place: str
    read: int
    kept: int
    reasons: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Gate:
    """What a gate said of one stage: the partitions of which every row passed, and those where it was no pass."""

    stage: str
    name: str
    what: str
    blocking: bool
    passed: tuple[str, ...]
    not_passed: tuple[str, ...]
    failed_rows: int
    undecided_rows: int


@dataclass(frozen=True, slots=True)
class Writer:
    """A model that wrote, translated, filtered or judged rows of a place, with the versions of its prompts."""

    place: str
    name: str
    prompt_versions: tuple[str, ...]
    rows: int


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that the card says. ``languages`` are the names by code; ``settings`` are those in force now, and
    ``older`` names places that were made under others; ``override`` lists gates that were allowed to fail.
    """

    name: str
    license: str | None
    demo: bool
    languages: Mapping[str, str]
    written: Sequence[Written]
    sources: Sequence[Source]
    kept: Sequence[Kept]
    gates: Sequence[Gate]
    writers: Sequence[Writer]
    settings: Mapping[str, str]
    older: Sequence[str]
    override: Sequence[str]
    version: str

    @property
    def rows(self) -> int:
        """All conversations."""
        return sum(one.rows for one in self.written)

    @property
    def parts(self) -> list[str]:
        """The parts that have rows in some language."""
        return sorted({one.part for one in self.written})

    @property
    def without_origin(self) -> int:
        """Dialogues whose article is not known any more."""
        return sum(one.rows - one.origins for one in self.written if one.part == "chat_specific")


def render(facts: Facts) -> str:
    """The whole file."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # Markdown, not HTML
    )
    environment.filters |= {"cell": _cell, "number": lambda value: f"{value:,}"}
    body = environment.get_template(TEMPLATE).render(facts=facts)
    head = yaml.safe_dump(header(facts), sort_keys=False, allow_unicode=True)
    return f"---\n{head}---\n\n{body}"


def header(facts: Facts) -> dict[str, Any]:
    """The Hub's metadata. A configuration for all, one a language (``ru``), and one a part of it (``ru_math``)."""
    tags = ["ultralink", "instruction-tuning", "multilingual", "synthetic", *(["demo"] if facts.demo else [])]
    return {
        "pretty_name": facts.name,
        "language": sorted(facts.languages),
        **({"license": facts.license} if facts.license else {}),
        "size_categories": [next((name for limit, name in _SIZES if facts.rows < limit), _LARGEST)],
        "task_categories": ["text-generation"],
        "tags": tags,
        "configs": _configs(facts.written),
    }


def license_of(text: str) -> str | None:
    """The licence that a card's header states; None where it states none."""
    return dict(yaml.safe_load(text.split("---\n")[1])).get("license")


def _configs(written: Sequence[Written]) -> list[dict[str, Any]]:
    languages = dict.fromkeys(one.language for one in written)
    named = [("all", list(written))]
    named += [(code, [one for one in written if one.language == code]) for code in languages]
    named += [(f"{one.language}_{one.part}", [one]) for one in written]
    configs = [_config(name, some) for name, some in named]
    return [{**config, "default": True} if config["config_name"] == "all" else config for config in configs]


def _config(name: str, written: Sequence[Written]) -> dict[str, Any]:
    paths = [file.path for one in written for file in one.files if file.format == "parquet"]
    return {"config_name": name, "data_files": [{"split": "train", "path": paths}]}


def _cell(value: object) -> str:
    """Text that stays in its cell of a Markdown table."""
    return " ".join(str(value).split()).replace("|", "\\|")

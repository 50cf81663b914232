"""Items of English data and what becomes of them: frozen rows of the pipeline that makes general ability."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from ultralink_assets.records.rows import Turn

Part = Literal["chat", "math", "code"]
EVERYTHING = "all"  # the partition of what holds every language
PARTS: tuple[Part, ...] = get_args(Part)


@dataclass(frozen=True, slots=True)
class Item:
    """One conversation of English data, one row of ``english_sft``.

    ``item_id`` is made of the turns alone; ``source`` is the file's name and ``source_row`` its row there, from 0.
    ``family`` names the original of which this is one of several rephrasings (MetaMathQA), where the data set says so.
    """

    item_id: str
    part: Part
    language: str
    source: str
    source_row: int
    family: str | None
    turns: tuple[Turn, ...]


Score = Literal[0, 1]


@dataclass(frozen=True, slots=True)
class Criteria:
    """What binds a conversation to one culture or language, by the paper's seven criteria; 1 where something does."""

    human_name: Score
    code_or_formula: Score
    place: Score
    custom: Score
    wordplay: Score
    tradition: Score
    company: Score


@dataclass(frozen=True, slots=True)
class AgnosticItem:
    """An item that holds for every culture, one row of ``agnostic_sft``.

    ``criteria``, ``teacher`` and ``prompt_version`` are those of the filter; null where none was asked (math, code).
    """

    item_id: str
    part: Part
    language: str
    source: str
    source_row: int
    family: str | None
    turns: tuple[Turn, ...]
    criteria: Criteria | None
    teacher: str | None
    prompt_version: str | None


MixPart = Literal["chat_specific", "chat_agnostic", "math", "code"]
SelectionStrategy = Literal["random", "grouped", "length_balanced", "clusters", "score"]


@dataclass(frozen=True, slots=True)
class MixItem:
    """One conversation to train on, one row of ``pruned_mix``.

    ``item_id`` names exactly this text; ``origin_id`` is the dialogue's id or that of the English item. ``kept_by``
    says why it was chosen among the others; ``teacher`` is None where no LLM wrote it.
    """

    item_id: str
    language: str
    part: MixPart
    origin_id: str
    family: str | None
    turns: tuple[Turn, ...]
    tokens: int
    teacher: str | None
    kept_by: str


@dataclass(frozen=True, slots=True)
class DatasetFile:
    """One file of a published data set, one row of ``dataset``; ``path`` is relative to the data set's folder."""

    partition: str
    part: MixPart
    language: str
    format: Literal["jsonl", "parquet"]
    path: str
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Translation:
    """An item in one language, one row of ``translated_sft``; its English turns are found by ``item_id``."""

    item_id: str
    language: str
    part: Part
    family: str | None
    turns: tuple[Turn, ...]
    teacher: str
    prompt_version: str

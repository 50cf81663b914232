"""One definition of the tables of every stage: the columns as an Arrow schema. `ddl` makes DuckDB's tables of them.

``<stage>_rejected`` has the columns of its stage (what had been made so far; null where nothing was), ``reason`` and
``detail``. Only the key of the input row and the reason are never null there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

import pyarrow as pa

SECTIONS = pa.list_(pa.struct([("level", pa.int32()), ("heading", pa.string()), ("text", pa.string())]))
TURNS = pa.list_(pa.struct([("question", pa.string()), ("answer", pa.string())]))
TEXTS = pa.list_(pa.string())
CRITERIA = pa.struct(
    [
        (name, pa.int32())
        for name in ("human_name", "code_or_formula", "place", "custom", "wordplay", "tradition", "company")
    ]
)
VERDICTS = pa.list_(pa.struct([("reviewer", pa.string()), ("verdict", pa.string()), ("note", pa.string())]))


@dataclass(frozen=True)
class StageTable:
    """The table of one stage. ``nullable`` names the columns whose value may be missing.

    ``key`` identifies a row; ``input_key`` identifies the row of the stage's input that it was made of, which is what
    ``stage_books`` counts and what a rejection always carries.
    """

    name: str
    key: tuple[str, ...]
    input_key: tuple[str, ...]
    partition_column: str
    columns: tuple[tuple[str, pa.DataType], ...]
    nullable: frozenset[str] = frozenset()

    @cached_property
    def schema(self) -> pa.Schema:
        """The columns in order; ``nullable=False`` where a value is required."""
        return pa.schema([pa.field(name, kind, nullable=name in self.nullable) for name, kind in self.columns])

    @cached_property
    def rejected_schema(self) -> pa.Schema:
        """The columns of ``<stage>_rejected``: those of the input's key first, ``reason`` and ``detail`` last."""
        kinds = dict(self.columns)
        rest = [name for name in kinds if name not in self.input_key]
        fields = [pa.field(name, kinds[name], nullable=False) for name in self.input_key]
        fields += [pa.field(name, kinds[name]) for name in rest]
        texts = [pa.field(name, pa.string(), nullable=False) for name in ("reason", "detail")]
        return pa.schema([*fields, *texts])

    @property
    def rejected_name(self) -> str:
        """The table of what was turned down."""
        return f"{self.name}_rejected"


_RAW_WIKIPEDIA = StageTable(
    name="raw_wikipedia",
    key=("language", "page_id"),
    input_key=("language", "page_id"),
    partition_column="language",
    columns=(
        ("language", pa.string()),
        ("page_id", pa.int64()),
        ("revision_id", pa.int64()),
        ("revised_at", pa.timestamp("us")),
        ("title", pa.string()),
        ("url", pa.string()),
        ("sections", SECTIONS),
        ("characters", pa.int32()),
        ("source", pa.string()),
    ),
    nullable=frozenset({"revision_id", "revised_at"}),
)
_PASSAGES = StageTable(
    name="passages",
    key=("passage_id",),
    input_key=("language", "page_id"),
    partition_column="language",
    columns=(
        ("passage_id", pa.string()),
        ("language", pa.string()),
        ("page_id", pa.int64()),
        ("revision_id", pa.int64()),
        ("title", pa.string()),
        ("headings", TEXTS),
        ("position", pa.int32()),
        ("text", pa.string()),
        ("tokens", pa.int32()),
    ),
    nullable=frozenset({"revision_id"}),
)
_DIALOGUES = StageTable(
    name="dialogues",
    key=("dialogue_id",),
    input_key=("language", "passage_id"),
    partition_column="language",
    columns=(
        ("dialogue_id", pa.string()),
        ("language", pa.string()),
        ("passage_id", pa.string()),
        ("kind", pa.string()),
        ("turns", TURNS),
        ("steps", TEXTS),
        ("ended", pa.string()),
        ("document_in_question", pa.bool_()),
        ("teacher", pa.string()),
        ("prompt_version", pa.string()),
        ("turned_down", pa.string()),
    ),
    nullable=frozenset({"turned_down"}),
)

_REVIEWS = StageTable(
    name="reviews",
    key=("item_id",),
    input_key=("language", "item_id"),
    partition_column="language",
    columns=(
        ("item_id", pa.string()),
        ("language", pa.string()),
        ("stage", pa.string()),
        ("dialogue_id", pa.string()),
        ("verdict", pa.string()),
        ("note", pa.string()),
        ("reviewer", pa.string()),
        ("reviewed_at", pa.timestamp("us")),
        ("verdicts", VERDICTS),
        ("gates", pa.string()),
        ("gates_reason", pa.string()),
        ("judge", pa.string()),
        ("judge_reason", pa.string()),
    ),
    nullable=frozenset({"gates_reason", "judge", "judge_reason"}),
)

_JUDGEMENTS = StageTable(
    name="judgements",
    key=("dialogue_id", "turn"),
    input_key=("language", "dialogue_id", "turn"),
    partition_column="language",
    columns=(
        ("dialogue_id", pa.string()),
        ("turn", pa.int32()),
        ("language", pa.string()),
        ("passage_id", pa.string()),
        ("faithful", pa.string()),
        ("fluent", pa.string()),
        ("useful", pa.string()),
        ("why", pa.string()),
        ("judge", pa.string()),
        ("prompt_version", pa.string()),
    ),
)

_ITEM = (
    ("part", pa.string()),
    ("item_id", pa.string()),
    ("language", pa.string()),
    ("source", pa.string()),
    ("source_row", pa.int64()),
    ("family", pa.string()),
    ("turns", TURNS),
)
_ENGLISH_SFT = StageTable(
    name="english_sft",
    key=("part", "item_id"),
    input_key=("part", "source", "source_row"),
    partition_column="part",
    columns=_ITEM,
    nullable=frozenset({"family"}),
)
_AGNOSTIC_SFT = StageTable(
    name="agnostic_sft",
    key=("part", "item_id"),
    input_key=("part", "item_id"),
    partition_column="part",
    columns=(*_ITEM, ("criteria", CRITERIA), ("teacher", pa.string()), ("prompt_version", pa.string())),
    nullable=frozenset({"family", "criteria", "teacher", "prompt_version"}),
)
_TRANSLATED_SFT = StageTable(
    name="translated_sft",
    key=("language", "part", "item_id"),
    input_key=("language", "part", "item_id"),
    partition_column="language",
    columns=(
        ("language", pa.string()),
        ("part", pa.string()),
        ("item_id", pa.string()),
        ("family", pa.string()),
        ("turns", TURNS),
        ("teacher", pa.string()),
        ("prompt_version", pa.string()),
    ),
    nullable=frozenset({"family"}),
)
_PRUNED_MIX = StageTable(
    name="pruned_mix",
    key=("language", "part", "item_id"),
    input_key=("language", "part", "origin_id"),
    partition_column="language",
    columns=(
        ("language", pa.string()),
        ("part", pa.string()),
        ("item_id", pa.string()),
        ("origin_id", pa.string()),
        ("family", pa.string()),
        ("turns", TURNS),
        ("tokens", pa.int32()),
        ("teacher", pa.string()),
        ("kept_by", pa.string()),
    ),
    nullable=frozenset({"family", "teacher"}),
)
_DATASET = StageTable(
    name="dataset",
    key=("part", "language", "format"),
    input_key=("part", "language", "format"),
    partition_column="partition",
    columns=(
        ("partition", pa.string()),
        ("part", pa.string()),
        ("language", pa.string()),
        ("format", pa.string()),
        ("path", pa.string()),
        ("rows", pa.int64()),
        ("bytes", pa.int64()),
        ("sha256", pa.string()),
    ),
)

STAGES: Mapping[str, StageTable] = MappingProxyType(
    {
        stage.name: stage
        for stage in (
            _RAW_WIKIPEDIA,
            _PASSAGES,
            _DIALOGUES,
            _JUDGEMENTS,
            _REVIEWS,
            _ENGLISH_SFT,
            _AGNOSTIC_SFT,
            _TRANSLATED_SFT,
            _PRUNED_MIX,
            _DATASET,
        )
    }
)

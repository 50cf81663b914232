"""Domain rows become Arrow tables, and come back as the same rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any

import pyarrow as pa

from ultralink_assets.records import (
    AgnosticItem,
    Article,
    Criteria,
    DatasetFile,
    Dialogue,
    Item,
    Judgement,
    MixItem,
    Passage,
    Rejection,
    Review,
    ReviewerVerdict,
    Section,
    Translation,
    Turn,
    WarehouseError,
)
from ultralink_assets.warehouse.tables import STAGES

Row = Article | Passage | Dialogue | Judgement | Review | Item | AgnosticItem | Translation | MixItem | DatasetFile

_ROW_TYPES: Mapping[str, type[Row]] = {
    "raw_wikipedia": Article,
    "passages": Passage,
    "dialogues": Dialogue,
    "judgements": Judgement,
    "reviews": Review,
    "english_sft": Item,
    "agnostic_sft": AgnosticItem,
    "translated_sft": Translation,
    "pruned_mix": MixItem,
    "dataset": DatasetFile,
}
_NESTED: Mapping[str, type[Section | Turn | ReviewerVerdict]] = {
    "sections": Section,
    "turns": Turn,
    "verdicts": ReviewerVerdict,
}
_STRUCTS: Mapping[str, type[Criteria]] = {"criteria": Criteria}
_TIMES = {"revised_at", "reviewed_at"}


def to_table(stage: str, rows: Sequence[Row]) -> pa.Table:
    """The rows as a table with the stage's schema. Raises `WarehouseError` that names the row that doesn't fit."""
    return _table(STAGES[stage].schema, [{name: getattr(row, name) for name in _names(stage)} for row in rows])


def rejections_to_table(stage: str, rejections: Sequence[Rejection]) -> pa.Table:
    """The rejections as a table of ``<stage>_rejected``; raises `WarehouseError` for a column that it hasn't."""
    schema = STAGES[stage].rejected_schema
    records = [{**one.made, **one.key, "reason": one.reason, "detail": one.detail} for one in rejections]
    for record in records:
        if unknown := record.keys() - set(schema.names):
            raise WarehouseError(
                f"{stage}_rejected has no column {min(unknown)!r} (rejection {record})",
                f"use its columns: {', '.join(schema.names)}",
            )
    return _table(schema, records)


def from_table(stage: str, table: pa.Table | pa.RecordBatch) -> list[Any]:
    """A row of ``stage``, such as `Passage`, for each row of a table of it."""
    row_type = _ROW_TYPES[stage]
    names = [field.name for field in fields(row_type)]
    columns = [_read_column(name, table.column(name).to_pylist()) for name in names]
    return [row_type(**dict(zip(names, values, strict=True))) for values in zip(*columns, strict=True)]


def _names(stage: str) -> list[str]:
    return STAGES[stage].schema.names


def _table(schema: pa.Schema, records: Sequence[Mapping[str, object]]) -> pa.Table:
    try:
        return pa.Table.from_arrays([_column(field, records) for field in schema], schema=schema)
    except (pa.ArrowException, UnicodeError, TypeError):
        for record in records:
            _refuse_bad_row(schema, record)
        raise


def _column(field: pa.Field[Any], records: Iterable[Mapping[str, object]]) -> pa.Array[Any]:
    array: pa.Array[Any] = pa.array([_plain(field.name, record.get(field.name)) for record in records], field.type)
    if array.null_count and not field.nullable:
        raise pa.ArrowInvalid(f"column {field.name!r} has no value")
    return array


def _refuse_bad_row(schema: pa.Schema, record: Mapping[str, object]) -> None:
    try:
        for field in schema:
            _column(field, [record])
    except (pa.ArrowException, UnicodeError, TypeError) as error:
        name = {column: record.get(column) for column in schema.names[:3]}
        raise WarehouseError(f"a row can't be stored: {error} (row {name})", "correct what made this row") from error


def _plain(name: str, value: Any) -> object:
    """What Arrow takes: tuples for structs, times in UTC without a zone."""
    if name in _NESTED and value is not None:
        return [_parts(name)(item) for item in value]
    if name in _STRUCTS and value is not None:
        return asdict(value)
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC).replace(tzinfo=None)
    return list(value) if isinstance(value, tuple) else value


def _parts(name: str) -> attrgetter[Any]:
    return attrgetter(*(field.name for field in fields(_NESTED[name])))


def _read_column(name: str, values: list[Any]) -> list[Any]:
    if name in _NESTED:
        return [tuple(_NESTED[name](**item) for item in value) for value in values]
    if name in _STRUCTS:
        return [None if value is None else _STRUCTS[name](**value) for value in values]
    if name in _TIMES:
        return [None if value is None else value.replace(tzinfo=UTC) for value in values]
    return [tuple(value) if isinstance(value, list) else value for value in values]

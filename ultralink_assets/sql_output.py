"""What ``ultralink sql`` prints: the rows of a query as a table, CSV or JSON lines."""

from __future__ import annotations

import json
from typing import Any, Literal

import polars as pl
import pyarrow as pa

Format = Literal["table", "csv", "json"]
SHOWN_ROWS = 200  # of a table; the formats csv and json, and rows that are too wide, come whole
WIDEST_TABLE = 10_000


def written(table: pa.Table, form: Format, width: int) -> str:
    """The rows as text. ``width``: characters of a line, for a table."""
    frame = pl.DataFrame(pl.from_arrow(_writable(table)))
    if form == "csv":
        return _flat(frame).write_csv()
    return frame.write_ndjson() if form == "json" else _shown(frame, width) + "\n"


def _writable(table: pa.Table) -> pa.Table:
    """With intervals (months, days, nanoseconds) and bytes (hex digits) as text: polars (2.1) writes neither."""
    for number, field in enumerate(table.schema):
        if pa.types.is_interval(field.type) or pa.types.is_binary(field.type):
            values = [None if value is None else _text(value) for value in table.column(number).to_pylist()]
            table = table.set_column(number, field.name, pa.array(values, pa.string()))
    return table


def _flat(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows with lists and structs as JSON text, since a cell of CSV holds one value."""
    columns = [column for column in frame.iter_columns() if column.dtype.is_nested()]
    return frame.with_columns(
        pl.Series(column.name, [None if value is None else _text(value) for value in column.to_list()], dtype=pl.String)
        for column in columns
    )


def _shown(frame: pl.DataFrame, width: int) -> str:
    """A table when it fits ``width`` characters; else a line for each value and a blank line between rows."""
    with pl.Config(
        tbl_rows=SHOWN_ROWS,
        tbl_cols=-1,
        tbl_width_chars=WIDEST_TABLE,
        tbl_hide_dataframe_shape=True,
        tbl_hide_column_data_types=True,
        fmt_str_lengths=WIDEST_TABLE,
        fmt_table_cell_list_len=-1,
    ):
        table = str(frame)
    if frame.is_empty() or max(map(len, table.splitlines())) <= width:
        return table
    rows = ("\n".join(f"{name}: {_text(value)}" for name, value in row.items()) for row in frame.iter_rows(named=True))
    return "\n\n".join(rows)


def _text(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bytes):
        return value.hex()
    return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, list | dict) else str(value)

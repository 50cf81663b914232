"""What an asset shows in Dagster's UI beside its checks: preview, full texts, plots, books, money, where things are."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from dagster import MetadataValue, TableColumn, TableSchema

from ultralink_assets.records import PARTS
from ultralink_assets.shown import charts, columns, money, plots, preview, report_facts
from ultralink_assets.shown.plots import Plot
from ultralink_assets.teacher.prices import dollars
from ultralink_assets.warehouse import Books, Merged, Warehouse
from ultralink_assets.warehouse.ddl import duckdb_type
from ultralink_assets.warehouse.tables import STAGES

Metadata = dict[str, Any]
NOT_KNOWN = "not known: no prices are set"


def column_schema(stage: str) -> TableSchema:
    """The columns of a stage's table with their types and descriptions."""
    fields = STAGES[stage].schema
    return TableSchema(
        [
            TableColumn(field.name, duckdb_type(field.type), description=columns.description(stage, field.name))
            for field in fields
        ]
    )


def of_rows(warehouse: Warehouse, stage: str, partition: str, merged: Merged, books: Books) -> Metadata:
    """Of what is about to be published. The order is that of the page: what one looks at first comes first."""
    rows = preview.sample(stage, merged.rows_path, originals=_originals(warehouse, stage))
    drawn = [*plots.of_rows(stage, merged.rows_path, merged.rejected_path), *plots.of_books(books)]
    drawn.append(plots.of_partitions(warehouse, stage, partition, merged.rows))
    return {
        "dagster/row_count": merged.rows,
        "rejected": merged.rejected,
        "preview": MetadataValue.md(preview.table(rows)),
        "full_text": MetadataValue.md(preview.in_full(rows)),
        **_drawn(drawn),
        "books": MetadataValue.md(_books_table(books)),
    }


def _originals(warehouse: Warehouse, stage: str) -> list[Path]:
    """Where the turns are that a stage translates."""
    if stage != "translated_sft":
        return []
    current = [warehouse.current("agnostic_sft", part) for part in PARTS]
    return [one.snapshot for one in current if one and one.snapshot]


def of_money(ledger: Path, stage: str, partition: str, cost_usd: float | None) -> Metadata:
    """``cost_usd`` of this run, beside requests and cost of this partition in all runs."""
    spent = money.spent(ledger, stage, partition)
    total = sum(spent.requests.values())
    plot = Plot("cost", "US dollars of all runs, by outcome", spent.cost_usd)
    if spent.total_usd is None:
        plot = Plot("cost", "requests of all runs, by outcome (no prices)", spent.requests)
    return {
        "cost_usd": NOT_KNOWN if cost_usd is None else cost_usd,
        "cost_usd_all_runs": NOT_KNOWN if spent.total_usd is None else spent.total_usd,
        "requests_all_runs": total,
        **(_drawn([plot], money=spent.total_usd is not None) if total else {}),
    }


def of_places(warehouse: Path, partition: str) -> Metadata:
    """Where the data are, and the report of a language when there is one."""
    page = report_facts.path_of(warehouse.parent, partition)
    found = {"report": MetadataValue.path(str(page))} if page.exists() else {}
    return {**found, "warehouse": MetadataValue.path(str(warehouse))}


def _drawn(made: Iterable[Plot], *, money: bool = False) -> Metadata:
    shown = dollars if money else charts.whole
    return {
        f"plot_{plot.name}": MetadataValue.md(
            charts.markdown(charts.bars(plot.title, plot.values, shown=shown), plot.title)
        )
        for plot in made
    }


def _books_table(books: Books) -> str:
    lines = [f"|{side}|{reason or 'all'}|{rows:,}|" for (side, reason), rows in sorted(books.rows.items())]
    return "\n".join(["|side|reason|rows|", "|---|---|---:|", *lines])

"""``ultralink report ru``: one HTML page about a language that needs no network, no script and no other file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from ultralink_assets.gates import DESCRIPTIONS
from ultralink_assets.languages import SOURCE
from ultralink_assets.settings import Settings
from ultralink_assets.shown import charts, report_facts, verdicts
from ultralink_assets.shown.next_steps import next_steps
from ultralink_assets.shown.plots import Plot
from ultralink_assets.shown.report_facts import Facts, Row
from ultralink_assets.teacher.prices import dollars
from ultralink_assets.warehouse import Warehouse, files

TEMPLATE = "report.html"
MOST_BARS = 16
TEXT_CHARACTERS = 20_000  # of one text
_SHOWN_FIRST = ("title", "headings", "passage_id", "page_id")
_NOT_SHOWN = {"reason", "detail", "turns", "sections", "file_row_number", "language", "steps"}


def write(settings: Settings, warehouse: Warehouse, language: str) -> Path:
    """Write the report from what is published now; returns its path. Raises `WarehouseError` without any data."""
    files.refuse_without_data(settings.data_dir)
    page = render(report_facts.gather(settings, warehouse, language))
    target = report_facts.path_of(settings.data_dir, language)
    with files.explained(target, "writing the report"):
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = target.with_suffix(f".{os.getpid()}.new")
        beside.write_text(page, encoding="utf-8")
        beside.replace(target)
    return target


def render(facts: Facts) -> str:
    """The page. Every text is escaped by the template; only our own SVG is not."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "chart": _chart,
        "state": verdicts.state,
        "counts": verdicts.counts,
        "offenders": verdicts.offenders,
        "examples": verdicts.examples,
        "cut": _cut,
        "money": dollars,
        "made": _made,
    }
    return environment.get_template(TEMPLATE).render(
        facts=facts, steps=next_steps(facts), descriptions=DESCRIPTIONS, cost=_total(facts), source=SOURCE
    )


def _chart(plot: Plot, money: bool = False) -> Markup:
    svg = charts.bars(plot.title, plot.values, most=MOST_BARS, shown=dollars if money else charts.whole)
    return Markup(svg)  # charts escapes the labels


def _cut(text: object) -> str:
    whole = str(text)
    more = len(whole) - TEXT_CHARACTERS
    return whole if more <= 0 else f"{whole[:TEXT_CHARACTERS]}… and {more:,} characters more"


def _made(row: Row) -> Mapping[str, Any]:
    """What is known of a rejected row, beside its texts: ``title``, ``passage_id`` and so on."""
    names = [*_SHOWN_FIRST, *(name for name in row if name not in _SHOWN_FIRST)]
    return {name: row[name] for name in names if name not in _NOT_SHOWN and row.get(name) not in (None, "", [])}


def _total(facts: Facts) -> float | None:
    known = [row.cost_usd for row in facts.costs if row.cost_usd is not None]
    return sum(known) if known else None

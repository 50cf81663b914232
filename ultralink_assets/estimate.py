"""``ultralink estimate`` and ``ultralink cost``: what a stage will cost, and what has been spent."""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

from ultralink_assets import gates, languages
from ultralink_assets.from_wikipedia.assets import dialogue_rules
from ultralink_assets.from_wikipedia.dialogue_plan import expected
from ultralink_assets.settings import Settings, TeacherSettings
from ultralink_assets.stage import open_warehouse
from ultralink_assets.teacher import Ledger
from ultralink_assets.teacher.calls import StageCost
from ultralink_assets.teacher.outcomes import Usage
from ultralink_assets.teacher.prices import cost_usd
from ultralink_assets.versions import UPSTREAM
from ultralink_assets.warehouse.files import refuse_without_data


def report(settings: Settings, stage: str, language: str) -> str:
    """What ``stage`` will ask for, from the rows of its upstream; raises `UpstreamRefused` when there are none."""
    if stage != "dialogues":
        return f"{stage}/{language} asks no teacher and costs nothing"
    gates.refuse_unknown(settings.gates.override)
    refuse_without_data(settings.data_dir)
    warehouse = open_warehouse(settings, _say_aside)
    before = UPSTREAM[stage]
    upstream = warehouse.read_upstream(before, language, gates.expected(before), settings.gates.override)
    passages, tokens = duckdb.execute(
        "SELECT count(*), coalesce(avg(tokens), 0) FROM read_parquet(?)", [str(upstream.rows_path)]
    ).fetchall()[0]
    teacher = settings.teacher or TeacherSettings()
    mean = expected(dialogue_rules(settings, teacher), languages.load(language), tokens)
    usage = Usage(
        prompt=round(passages * mean.prompt_tokens), cached=0, completion=round(passages * mean.completion_tokens)
    )
    cost = cost_usd(usage, teacher.price_per_million)
    lines = [
        f"dialogues/{language} with {teacher.identity}",
        f"  passages           {passages:>14,}",
        f"  requests, about    {passages * mean.requests:>14,.0f}",
        f"  prompt tokens      {usage.prompt:>14,}",
        f"  completion tokens  {usage.completion:>14,}",
        f"  money              {_money(cost):>14}",
        "Without what gates have asked again and what is in the ledger already; answers of the paper's mean length.",
    ]
    return "\n".join(lines)


def spent(settings: Settings) -> str:
    """A line for each stage, language, teacher and model, and the sum."""
    refuse_without_data(settings.data_dir)
    rows = _costs(settings.data_dir / "ledger.sqlite")
    form = "{:<12} {:<4} {:<40} {:>10} {:>10} {:>14} {:>14} {:>12}"
    head = ("stage", "", "teacher", "requests", "answered", "prompt", "completion", "cost")
    known = [row.cost_usd for row in rows if row.cost_usd is not None]
    total = ("total", "", "", sum(row.requests for row in rows), sum(row.answered for row in rows))
    foot = form.format(*total, "", "", _money(sum(known) if known else None) if rows else "$0.00")
    unpriced = sum(row.unpriced for row in rows)
    note = [f"{unpriced:,} requests were sent without prices in the settings: their cost is not known"] * bool(unpriced)
    return "\n".join([form.format(*head), *(form.format(*_cells(row)) for row in rows), foot, *note])


def _costs(path: Path) -> list[StageCost]:
    if not path.exists():  # opening would make it
        return []
    with Ledger(path) as ledger:
        return ledger.cost_by_stage()


def _say_aside(message: str) -> None:
    print(message, file=sys.stderr)


def _cells(row: StageCost) -> tuple[str | int, ...]:
    tokens = (f"{row.prompt_tokens or 0:,}", f"{row.completion_tokens or 0:,}")
    return row.stage, row.language, row.teacher[:40], row.requests, row.answered, *tokens, _money(row.cost_usd)


def _money(cost: float | None) -> str:
    return "not known" if cost is None else f"${cost:,.4f}" if cost < 1 else f"${cost:,.2f}"

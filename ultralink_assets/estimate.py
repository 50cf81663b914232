"""``ultralink estimate`` and ``ultralink cost``: what a stage will cost, and what has been spent."""

from __future__ import annotations

import sys
from itertools import chain
from pathlib import Path

import duckdb

from ultralink_assets import estimate_shares, flow, gates, languages
from ultralink_assets.from_english import agnostic_sft
from ultralink_assets.from_wikipedia.assets import dialogue_rules
from ultralink_assets.from_wikipedia.dialogue_plan import expected
from ultralink_assets.judging.judgements import canaries
from ultralink_assets.languages.tokens import count_tokens
from ultralink_assets.settings import Settings, TeacherSettings
from ultralink_assets.stage import open_warehouse
from ultralink_assets.teacher import Ledger
from ultralink_assets.teacher.calls import StageCost
from ultralink_assets.teacher.outcomes import Usage
from ultralink_assets.teacher.prices import cost_usd, dollars
from ultralink_assets.warehouse import Upstream
from ultralink_assets.warehouse.files import refuse_without_data

ROWS_A_BATCH = 256
TOKENS_A_JUDGEMENT = 60  # three words, and a sentence why
# Of grounded turns: how many, the mean tokens of their passages, and the mean characters of the dialogue up to them.
_JUDGED = """
SELECT coalesce(sum(len(turns)), 0)::BIGINT, coalesce(sum(tokens * len(turns)) / sum(len(turns)), 0),
    coalesce(sum(len(turns::VARCHAR) * (len(turns) + 1) / 2) / sum(len(turns)), 0)
FROM read_parquet(?) JOIN read_parquet(?) AS passages USING (passage_id) WHERE kind = 'grounded'
"""


def report(settings: Settings, stage: str, language: str) -> str:
    """What ``stage`` will ask for, from the rows of its upstream; raises `UpstreamRefused` when there are none."""
    asked_by = {"dialogues": _dialogues, "judgements": _judgements, "agnostic_sft": _agnostic_sft}
    if not flow.asks_a_teacher((stage, language)):
        return f"{stage}/{language} asks no teacher and costs nothing"
    if stage == "judgements" and not settings.judgements.sample:
        return f"judgements/{language} is off and costs nothing: [judgements] sample is 0"
    gates.refuse_unknown(settings.gates.override)
    refuse_without_data(settings.data_dir)
    if stage == "translated_sft":
        return estimate_shares.report(settings, open_warehouse(settings, _say_aside), language)
    ((before, _),) = flow.made_of(settings, (stage, language))
    return asked_by[stage](settings, language, _upstream(settings, before, language))


def _upstream(settings: Settings, stage: str, language: str) -> Upstream:
    warehouse = open_warehouse(settings, _say_aside)
    return warehouse.read_upstream(stage, language, gates.expected(stage), settings.gates.override)


def _dialogues(settings: Settings, language: str, upstream: Upstream) -> str:
    passages, tokens = duckdb.execute(
        "SELECT count(*), coalesce(avg(tokens), 0) FROM read_parquet(?)", [str(upstream.rows_path)]
    ).fetchall()[0]
    teacher = settings.teacher or TeacherSettings()
    mean = expected(dialogue_rules(settings, teacher), languages.load(language), tokens)
    usage = Usage(
        prompt=round(passages * mean.prompt_tokens), cached=0, completion=round(passages * mean.completion_tokens)
    )
    note = "Without what gates have asked again and what is in the ledger already; answers of the paper's mean length."
    return _lines("dialogues", language, teacher, ("passages", passages, passages * mean.requests), usage, note)


def _judgements(settings: Settings, language: str, upstream: Upstream) -> str:
    passages = _upstream(settings, "passages", language)
    turns, tokens, characters = duckdb.execute(_JUDGED, [str(upstream.rows_path), str(passages.rows_path)]).fetchall()[
        0
    ]
    entry = languages.load(language)
    own = count_tokens(entry.judge.system + entry.judge.turn, entry)
    prompt = own + tokens + characters / entry.conventions.characters_per_token
    drawn = round(turns * settings.judgements.sample)
    requests = drawn + len(canaries(entry))
    usage = Usage(prompt=round(requests * prompt), cached=0, completion=requests * TOKENS_A_JUDGEMENT)
    note = "Without what is in the ledger already; the rows by which the judge is judged are among the requests."
    return _lines("judgements", language, settings.judging, ("answers drawn", drawn, requests), usage, note)


def _agnostic_sft(settings: Settings, part: str, upstream: Upstream) -> str:
    teacher = (settings.teacher or TeacherSettings()).without_chance
    rules = agnostic_sft.FilterRules(teacher.max_tokens, teacher.context_tokens)
    unmarked = (item for item, _ in agnostic_sft.canaries().values())
    items = (item for batch in upstream.batches(ROWS_A_BATCH) for item in batch)
    all_of = agnostic_sft.expected(chain(unmarked, items), rules)
    usage = Usage(prompt=round(all_of.prompt_tokens), cached=0, completion=round(all_of.completion_tokens))
    note = (
        "Without what is in the ledger already and what is asked again. Conversations with an address or a variable "
        "are not asked about; those by which the filter is judged are among the requests."
    )
    return _lines("agnostic_sft", part, teacher, ("conversations", upstream.rows, all_of.requests), usage, note)


def _lines(
    stage: str, language: str, teacher: TeacherSettings, counts: tuple[str, float, float], usage: Usage, note: str
) -> str:
    """``counts``: the name of the items, how many there are, and how many requests they need."""
    noun, items, requests = counts
    cost = cost_usd(usage, teacher.price_per_million)
    lines = [
        f"{stage}/{language} with {teacher.identity}",
        f"  {noun:<17}  {items:>14,}",
        f"  requests, about    {requests:>14,.0f}",
        f"  prompt tokens      {usage.prompt:>14,}",
        f"  completion tokens  {usage.completion:>14,}",
        f"  money              {dollars(cost):>14}",
        note,
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
    foot = form.format(*total, "", "", dollars(sum(known) if known or not rows else None))
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
    return row.stage, row.language, row.teacher[:40], row.requests, row.answered, *tokens, dollars(row.cost_usd)

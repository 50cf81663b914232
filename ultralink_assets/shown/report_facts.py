"""What the report of a language says, read from the last publications: counts, charts, samples, verdicts, costs.

Rows are read from the publications' Parquet files, without a lock on the warehouse, and only as many as are shown: the
report of a large language needs no more memory than that of a small one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from ultralink_assets import flow, languages, versions
from ultralink_assets.gates import DESCRIPTIONS
from ultralink_assets.settings import DEMO, Settings
from ultralink_assets.shown import money, plots
from ultralink_assets.shown.plots import Plot
from ultralink_assets.teacher.calls import StageCost
from ultralink_assets.warehouse import STAGES, Books, PublicationRow, Verdict, Warehouse
from ultralink_assets.warehouse.connections import MEMORY_LIMIT
from ultralink_assets.warehouse.snapshots import REJECTED

SAMPLES = 12
EXAMPLES = 3  # of each reason
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Reason:
    """Why rows were turned down, how many, and some of them."""

    reason: str
    rows: int
    examples: Sequence[Row]


@dataclass(frozen=True)
class StageFacts:
    """One stage; ``publication`` is None before the first one, and ``current`` says whether code and settings are.

    ``missing``: of a stage that was never made, the places before it that were not made either, along the flow.
    """

    stage: str
    publication: PublicationRow | None
    books: Books
    verdicts: Sequence[Verdict]
    plots: Sequence[Plot]
    reasons: Sequence[Reason]
    current: bool
    missing: Sequence[flow.Place] = ()


@dataclass(frozen=True)
class Facts:
    """Everything that the page shows."""

    language: str
    language_name: str
    own_name: str
    stages: Sequence[StageFacts]
    dialogues: Sequence[Row]
    translations: Sequence[Row]
    teachers: Sequence[str]
    prompt_versions: Sequence[str]
    costs: Sequence[StageCost]
    cost_plots: Sequence[tuple[Plot, bool]]

    @property
    def demo(self) -> bool:
        """Whether the demo teacher wrote some of it."""
        return DEMO in self.teachers


def path_of(data_dir: Path, language: str) -> Path:
    """Where the report of a language is."""
    return data_dir / "reports" / f"{language}.html"


def gather(settings: Settings, warehouse: Warehouse, language: str) -> Facts:
    """Read all of it; a stage that was never made has no publication and no rows."""
    entry = languages.load(language)
    of_language = [stage for stage in flow.STAGES if language in flow.partitions(settings, stage)]
    every = [_stage(settings, warehouse, stage, language) for stage in of_language]
    stages = [one for one in every if one.publication or not flow.is_optional(settings, one.stage)]
    paths = {each.stage: _rows_path(each.publication) for each in stages}
    dialogues = paths.get("dialogues")
    ledger = settings.data_dir / "ledger.sqlite"
    return Facts(
        language=language,
        language_name=entry.name,
        own_name=entry.own_name,
        stages=stages,
        dialogues=_dialogues(dialogues, paths.get("passages"), settings.seed) if dialogues else [],
        translations=_translations(settings, warehouse, language, paths.get("translated_sft")),
        teachers=_different(dialogues, "teacher") if dialogues else [],
        prompt_versions=_different(dialogues, "prompt_version") if dialogues else [],
        costs=[row for row in money.by_teacher(ledger) if row.language == language],
        cost_plots=[plot for stage in of_language if (plot := _cost_plot(ledger, stage, language))],
    )


def _stage(settings: Settings, warehouse: Warehouse, stage: str, language: str) -> StageFacts:
    publication = warehouse.current(stage, language)
    if publication is None:
        missing = _missing(settings, warehouse, (stage, language))
        return StageFacts(stage, None, Books(), [], [], [], current=True, missing=missing)
    version, path = publication.data_version, _rows_path(publication)
    books = warehouse.books(stage, language, version)
    current = publication.code_version == versions.code_version(settings, stage, language)
    known = warehouse.verdicts(stage, language, version)
    order = [name for name in DESCRIPTIONS if name in known]
    return StageFacts(
        stage,
        publication,
        books,
        [known[name] for name in [*order, *sorted(known.keys() - set(order))]],
        [*(plots.of_rows(stage, path, path.with_name(REJECTED)) if path else []), *plots.of_books(books)],
        _reasons(stage, path.with_name(REJECTED)) if path else [],
        current,
    )


def _missing(settings: Settings, warehouse: Warehouse, place: flow.Place) -> list[flow.Place]:
    before = set(flow.before(settings, place))
    needed = [one for one in flow.places(settings) if one in before and not flow.is_optional(settings, one[0])]
    return [one for one in needed if warehouse.current(*one) is None]


def _rows_path(publication: PublicationRow | None) -> Path | None:
    path = publication.snapshot if publication else None
    return path if path is not None and path.is_file() else None


def _reasons(stage: str, path: Path) -> list[Reason]:
    key = ", ".join(STAGES[stage].input_key)
    source = "read_parquet($path, file_row_number = true)"
    by_hash = f"md5(concat_ws(' ', {key}, file_row_number))"
    counted = _rows(
        f"SELECT reason, count(*) AS rows, min_by(file_row_number, {by_hash}, {EXAMPLES}) AS chosen "
        f"FROM {source} GROUP BY reason ORDER BY rows DESC, reason",
        path,
    )
    chosen = [number for each in counted for number in each["chosen"]]
    rows = _rows(f"SELECT * FROM {source} WHERE list_contains($chosen, file_row_number)", path, chosen=chosen)
    by_number = {row["file_row_number"]: row for row in rows}
    return [Reason(each["reason"], each["rows"], [by_number[number] for number in each["chosen"]]) for each in counted]


def _dialogues(path: Path, passages: Path | None, seed: int) -> list[Row]:
    """A seeded sample, each with ``passage`` (None where it is not known any more), ``title`` and ``headings``."""
    chosen = (
        f"SELECT dialogue_id FROM read_parquet($path) "
        f"ORDER BY md5('{seed}:' || dialogue_id), dialogue_id LIMIT {SAMPLES}"
    )
    dialogues = _rows(
        f"SELECT * FROM read_parquet($path) SEMI JOIN ({chosen}) USING (dialogue_id) ORDER BY dialogue_id", path
    )
    if passages is None:
        return [{**row, "passage": None} for row in dialogues]
    columns = "passage_id, title, headings, text AS passage"
    sql = f"SELECT {columns} FROM read_parquet($path) WHERE list_contains($ids, passage_id)"
    ids = [row["passage_id"] for row in dialogues]
    known = {row["passage_id"]: row for row in _rows(sql, passages, ids=ids)}
    return [{"passage": None, **known.get(row["passage_id"], {}), **row} for row in dialogues]


def _translations(settings: Settings, warehouse: Warehouse, language: str, path: Path | None) -> list[Row]:
    """A seeded sample, each with the turns of its ``english`` item (None where it is not known any more)."""
    if path is None:
        return []
    key = f"md5('{settings.seed}:' || item_id)"
    chosen = _rows(f"SELECT * FROM read_parquet($path) ORDER BY {key}, item_id LIMIT {SAMPLES}", path)
    places = flow.made_of(settings, ("translated_sft", language))
    known: dict[str, Any] = {}
    for english in (_rows_path(warehouse.current(*place)) for place in places):
        if english is not None:
            sql = "SELECT item_id, turns FROM read_parquet($path) WHERE list_contains($ids, item_id)"
            ids = [row["item_id"] for row in chosen]
            known |= {row["item_id"]: row["turns"] for row in _rows(sql, english, ids=ids)}
    return [{**row, "english": known.get(row["item_id"])} for row in chosen]


def _different(path: Path, column: str) -> list[str]:
    return [str(row[column]) for row in _rows(f"SELECT DISTINCT {column} FROM read_parquet($path) ORDER BY ALL", path)]


def _rows(sql: str, path: Path, **values: object) -> list[dict[str, Any]]:
    with duckdb.connect(config={"memory_limit": MEMORY_LIMIT}) as connection:
        found = connection.execute(sql, {"path": str(path), **values})
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _cost_plot(ledger: Path, stage: str, language: str) -> tuple[Plot, bool] | None:
    """The money of a stage by outcome, or its requests where no cost is known; True for money."""
    spent = money.spent(ledger, stage, language)
    if not spent.requests:
        return None
    if spent.total_usd is None:
        return Plot("cost", f"{stage}: requests by outcome", spent.requests), False
    return Plot("cost", f"{stage}: US dollars by outcome", spent.cost_usd), True

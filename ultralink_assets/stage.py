"""What every stage does around its own work: lock, stage, merge, gate, publish, report.

An asset opens a `StageRun`, writes units into its staging area, and calls `publish`. Everything that was staged
survives any stop; a run with the same code, settings and input goes on where the last one stopped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from math import inf
from pathlib import Path
from time import monotonic
from typing import Any

import pyarrow as pa
from dagster import (
    AssetExecutionContext,
    AssetKey,
    AssetObservation,
    AssetsDefinition,
    AutomationCondition,
    DagsterLogManager,
    DataVersion,
    Failure,
    MaterializeResult,
    MetadataValue,
    asset,
)

from ultralink_assets import flow, gates, metadata, runs, selection, versions
from ultralink_assets.gates import checks, drift, sql_tests
from ultralink_assets.records import UltralinkError
from ultralink_assets.settings import Settings
from ultralink_assets.shown import verdicts
from ultralink_assets.warehouse import Books, Merged, Publication, Staging, Upstream, Verdict, Warehouse, merge
from ultralink_assets.warehouse.review_files import was_reviewed

Say = Callable[[str], None]
PROGRESS_EVERY_S = 5
COUNTS_SHOWN = 50


@dataclass(slots=True)
class StageRun:
    """One run of one stage for one language, holding the lock of exactly that."""

    context: AssetExecutionContext
    settings: Settings
    stage: str
    partition: str
    warehouse: Warehouse
    staging: Staging
    inputs: Mapping[str, str]
    _said_at: float = -inf
    _read: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> AssetKey:
        return AssetKey(self.place)

    @property
    def place(self) -> flow.Place:
        return self.stage, self.partition

    @property
    def language(self) -> str:
        """The partition of a stage that has one for each language."""
        return self.partition

    @property
    def name(self) -> str:
        """As people write it: ``dialogues/ru``."""
        return "/".join(self.place)

    @property
    def say(self) -> Say:
        return self.context.log.info

    def note_read(self, source: AssetKey, version: str) -> None:
        """This run reads that version of a source asset, whether or not anybody has observed it before."""
        self.context.log_event(AssetObservation(source, tags={"dagster/data_version": version}))
        self._read[f"dagster/input_data_version/{source.to_user_string()}"] = version

    def progress(self, text: str) -> None:
        """Say how far the work is, at most every few seconds."""
        if monotonic() - self._said_at >= PROGRESS_EVERY_S:
            self._said_at = monotonic()
            self.say(f"{self.name}: {text}")

    def _tell(self, merged: Merged, found: Sequence[Verdict]) -> None:
        failed = [verdict for verdict in found if not verdict.passed]
        for verdict in failed:
            warn(self.context.log, self.name, verdict)
        passed = f"{len(found) - len(failed)} of {len(found)} checks passed"
        self.say(f"{self.name}: published {merged.rows:,} rows, {merged.rejected:,} rejected; {passed}")

    def of_other_languages(self) -> dict[str, Path]:
        """The rows that this stage has published in other languages, by language."""
        others = [code for code in self.settings.languages if code != self.language]
        current = {code: self.warehouse.current(self.stage, code) for code in others}
        return {code: row.snapshot for code, row in current.items() if row and row.snapshot}

    def merge(
        self, *, turn_down: pa.Table | None = None, keep_sql: str | None = None, first_of_copies: bool = False
    ) -> Merged:
        """All staged units as one, see `ultralink_assets.warehouse.merge`."""
        self.progress("all units are made; putting them together and checking the rows")
        return merge(self.staging, turn_down=turn_down, keep_sql=keep_sql, first_of_copies=first_of_copies)

    def publish(
        self, merged: Merged, books: Books, found: Sequence[Verdict], notes: Mapping[str, Any]
    ) -> MaterializeResult[None]:
        """Publish rows, books and verdicts in one transaction, forget the staged units, and report to Dagster."""
        shown = metadata.of_rows(self.warehouse, self.stage, self.partition, merged, books)
        if drift.GATE in gates.WARNINGS[self.stage]:
            found = [*found, self._drift(merged, books)]
        self.warehouse.publish(
            Publication(
                stage=self.stage,
                partition=self.partition,
                merged=merged,
                books=books,
                verdicts=(*found, *sql_tests.unanswered(self.stage)),
                code_version=versions.code_version(self.settings, self.stage, self.partition),
                run_id=self.context.run_id,
                inputs=self.inputs,
            )
        )
        self.staging.clear_all()
        self._tell(merged, found)
        return MaterializeResult(
            asset_key=self.key,
            metadata={**shown, **notes, **metadata.of_places(self.warehouse.path, self.partition)},
            data_version=DataVersion(merged.data_version),
            tags=self._read,
            check_results=list(checks.results(self.stage, self.key, found)),
        )

    def _drift(self, merged: Merged, books: Books) -> Verdict:
        earlier = self.warehouse.publications(self.stage, self.partition)
        before = next((one for one in earlier if one.snapshot and one.data_version != merged.data_version), None)
        now = drift.measure(self.stage, merged.rows_path, books)
        if before is None or before.snapshot is None:
            return drift.check(now, None, self.settings.gates.max_drift)
        past_books = self.warehouse.books(self.stage, self.partition, before.data_version)
        past = drift.measure(self.stage, before.snapshot, past_books)
        return drift.check(now, past, self.settings.gates.max_drift)


def warn(log: DagsterLogManager, asset: str, verdict: Verdict) -> None:
    """Say in the log what a check found that did not pass."""
    say = log.error if verdict.blocking else log.warning
    words = verdicts.in_log(asset, verdict)
    say(words)
    selection.say_last(words)


def make_asset(
    make: Callable[..., Any], settings: Settings, partition: str, folder: str, description: str
) -> AssetsDefinition:
    """The asset of ``make`` for one partition; the function's name is the stage's, ``folder`` is its group."""
    stage = make.__name__
    place = (stage, partition)
    key = AssetKey(place)
    return asset(
        _explained(make, key.to_user_string()),
        key=key,
        automation_condition=condition(settings, place),
        deps=_deps(settings, place),
        group_name=folder,
        description=description,
        tags={"part" if stage in flow.BY_PART else "language": partition},
        # The graph writes only the last part of a key into a node (1.13): the kinds below it say which stage it is.
        kinds={stage, "duckdb"},
        owners=["team:ultralink"],
        code_version=versions.code_version(settings, stage, partition),
        check_specs=checks.specs(stage, key),
        metadata={"dagster/column_schema": metadata.column_schema(stage)},
    )


def _deps(settings: Settings, place: flow.Place) -> list[AssetKey]:
    """Every stage before, not the last one alone: Dagster 1.13 reads '+dialogues/ru' as one level (a key with a slash
    falls to its old selection syntax), and users mean everything upstream.

    What people bring is one from the first import on: before it Dagster would miss an asset, or make an empty one.
    """
    if place[0] in flow.BY_PEOPLE:
        return []
    reviewed = was_reviewed(settings.data_dir, flow.REVIEWED, place[1])
    before = [each for each in flow.before(settings, place) if reviewed or each[0] not in flow.BY_PEOPLE]
    return [AssetKey(each) for each in before] or [source_key(place)]


def source_key(place: flow.Place) -> AssetKey:
    """The source asset that stands for the files which a first stage reads: ``dump/ru``, ``data/chat``."""
    stage, partition = place
    return AssetKey(["data" if stage in flow.BY_PART else "dump", partition])


def condition(settings: Settings, place: flow.Place) -> AutomationCondition[Any] | None:
    """When a stage may start by itself, once automation is on: never if it costs money, unless the settings say so."""
    if place[0] in flow.BY_PEOPLE or (flow.asks_a_teacher(place) and not settings.automation.paid):
        return None
    return AutomationCondition.eager() & AutomationCondition.all_deps_blocking_checks_passed()


def _explained(make: Callable[..., Any], name: str) -> Callable[..., Any]:
    """``make`` whose errors are Dagster failures that say what to do, instead of pages of stack."""

    @wraps(make)
    def explained(*given: Any, **named: Any) -> Any:
        try:
            return make(*given, **named)
        except UltralinkError as error:
            selection.say_last(f"{name}: {error}")
            raise Failure(f"{type(error).__name__}: {error}", allow_retries=error.retryable) from None

    return explained


@contextmanager
def opened(
    context: AssetExecutionContext, settings: Settings, stage: str, partition: str, inputs: Mapping[str, str]
) -> Iterator[StageRun]:
    """Begin a stage: say what is used, mark dead runs, take the stage's lock. ``inputs`` are input data versions."""
    source = settings.file or "none (the shipped sample and the demo teacher)"
    context.log.info(f"settings: {source}; data: {settings.data_dir}")
    for run_id in runs.mark_dead(context.instance):
        context.log.info(f"marked run {run_id} as failed: its process is gone")
    runs.claim(context.instance, context.run_id)
    version = versions.digest([versions.code_version(settings, stage, partition), dict(inputs)])
    staging = Staging(settings.data_dir, stage, partition, version)
    with staging.lock():
        yield StageRun(context, settings, stage, partition, open_warehouse(settings, context.log.info), staging, inputs)


def open_warehouse(settings: Settings, say: Say) -> Warehouse:
    """The warehouse that the settings name."""
    return Warehouse(
        settings.data_dir / "warehouse.duckdb",
        keep_versions=settings.keep_versions,
        wait_s=settings.warehouse_wait_s,
        say=say,
    )


def read_upstream(context: AssetExecutionContext, settings: Settings, stage: str, partition: str) -> Upstream:
    """The rows of one partition of ``stage``, refused unless every blocking check passed on exactly these rows."""
    warehouse = open_warehouse(settings, context.log.info)
    return warehouse.read_upstream(stage, partition, gates.expected(stage), override=settings.gates.override)


def read_reviews(context: AssetExecutionContext, settings: Settings, language: str) -> Upstream | None:
    """What people said, as by `read_upstream`; None where nobody said anything.

    An import of which no asset was made is refused too: it may reject rows.
    """
    published = open_warehouse(settings, context.log.info).current("reviews", language)
    spoken = was_reviewed(settings.data_dir, flow.REVIEWED, language) or (published and published.rows)
    return read_upstream(context, settings, "reviews", language) if spoken else None


def count_table(name: str, counts: Counter[str]) -> MetadataValue[str | None]:
    """The most frequent keys with their counts, for the UI."""
    lines = [f"| {key} | {count:,} |" for key, count in counts.most_common(COUNTS_SHOWN)]
    return MetadataValue.md("\n".join([f"| {name} | count |", "| --- | ---: |", *lines]))

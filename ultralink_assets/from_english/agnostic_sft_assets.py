"""The assets agnostic_sft/P: chat is asked about, maths and code pass by rules; canaries say what the filter is worth.

Dagster looks at the annotations of an asset's function: they are not postponed, and its result is the bare class.
"""

from collections import Counter
from functools import partial
from itertools import chain
from typing import Any

from dagster import AssetExecutionContext, AssetsDefinition, MaterializeResult

from ultralink_assets import asking, flow, stage
from ultralink_assets.from_english.agnostic_sft import (
    FORMS,
    FilterRules,
    canaries,
    filter_item,
    give_up,
    id_of,
    pass_item,
    scores_of,
)
from ultralink_assets.gates import stage_checks
from ultralink_assets.gates.filter_canaries import FilterOutcome
from ultralink_assets.limits import TeacherLimits
from ultralink_assets.records import AgnosticItem, Item, Part, Rejection
from ultralink_assets.settings import Settings, TeacherSettings
from ultralink_assets.stage import StageRun
from ultralink_assets.warehouse import Books, Upstream, rejections_to_table, to_table

FILTERED_A_UNIT = 64
PASSED_A_UNIT = 4096
DESCRIPTION = "English items that hold in every culture: chat by seven criteria, maths and code as they are."


def build_part(settings: Settings, part: Part) -> AssetsDefinition:
    """The asset of one part of English data."""

    def agnostic_sft(context: AssetExecutionContext, teacher_limits: TeacherLimits) -> MaterializeResult:  # type: ignore[type-arg]
        english = stage.read_upstream(context, settings, "english_sft", part)
        inputs = {"english_sft": english.data_version}
        with stage.opened(context, settings, "agnostic_sft", part, inputs) as run:
            if flow.asks_a_teacher(run.place):
                notes = _filter(run, english, teacher_limits.applied_to(asking.teacher_of(settings).without_chance))
            else:
                notes = _pass(run, english)
            merged, books = run.merge(), run.staging.books()
            verdicts = stage_checks.check_agnostic_sft(
                merged.rows_path, part, books, _outcomes(run), settings.agnostic_sft
            )
            return run.publish(merged, books, verdicts, notes)

    return stage.make_asset(agnostic_sft, settings, part, "from_english", DESCRIPTION)


def _filter(run: StageRun, english: Upstream, teacher: TeacherSettings) -> dict[str, Any]:
    """Have every conversation asked about that is not staged yet."""
    work = _work(run, english, teacher)
    first, _ = next(iter(canaries().values()))
    asked = asking.in_json(run, teacher, FORMS, first.item_id, partial(work.script_of, first))
    return asking.spending(run, asking.ask(run, asked, work), asked)


def _work(run: StageRun, english: Upstream, teacher: TeacherSettings) -> asking.Work[Item, AgnosticItem | Rejection]:
    """The canaries are a unit like the others: the teacher can't tell them from what it is asked about."""
    rules = FilterRules(max_tokens=teacher.max_tokens, context_tokens=teacher.context_tokens)
    unmarked = [item for item, _ in canaries().values()]
    return asking.Work(
        noun="conversations",
        total=max(0, english.rows + len(unmarked) - len(run.staging.finished()) * FILTERED_A_UNIT),
        batches=chain([unmarked], english.batches(FILTERED_A_UNIT)),
        name_of=lambda item: item.item_id,
        script_of=lambda item: filter_item(item, rules, teacher.identity),
        give_up=lambda name, why: give_up(name, why, teacher.identity),
        is_rejected=lambda made: isinstance(made, Rejection),
        store=partial(_store, run),
    )


def _pass(run: StageRun, english: Upstream) -> dict[str, Any]:
    """Take the items as they are, but for those that no later stage can use."""
    finished = run.staging.finished()
    for number, items in enumerate(english.batches(PASSED_A_UNIT)):
        if (unit := f"{number:07d}") not in finished:
            _store(run, unit, [pass_item(item) for item in items])
        run.progress(f"{number * PASSED_A_UNIT + len(items):,} of {english.rows:,} items")
    return {"requests": 0}


def _store(run: StageRun, unit: str, made: list[AgnosticItem | Rejection]) -> None:
    """Rows and rejections of items; what was said of canaries is no data, and goes into the unit's notes."""
    known = canaries()
    items = [one for one in made if id_of(one) not in known]
    rows = [one for one in items if isinstance(one, AgnosticItem)]
    rejections = [one for one in items if isinstance(one, Rejection)]
    reasons = Counter(one.reason for one in rejections)
    run.staging.write(
        unit,
        to_table("agnostic_sft", rows),
        rejections_to_table("agnostic_sft", rejections),
        Books.of(out=len(rows), made=len(rows), rejected=reasons).plus("in", rows=len(items)),
        {"canaries": {id_of(one): scores_of(one) for one in made if id_of(one) in known}},
    )


def _outcomes(run: StageRun) -> list[FilterOutcome]:
    """What was said of the canaries; none where they were not asked about."""
    said: dict[str, dict[str, int]] = {}
    for note in run.staging.notes():
        said |= note["canaries"]
    known = canaries() if said else {}
    return [FilterOutcome(name, breaks, said.get(name, {})) for name, (_, breaks) in known.items()]

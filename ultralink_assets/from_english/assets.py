"""The assets english_sft/P and agnostic_sft/P: read, call, write, report.

Dagster looks at the annotations of an asset's function: they are not postponed, and its result is the bare class.
"""

from collections import Counter
from collections.abc import Sequence
from difflib import get_close_matches
from functools import partial
from itertools import chain
from typing import Any

from dagster import AssetExecutionContext, AssetsDefinition, MaterializeResult

from ultralink_assets import asking, flow, sample, stage
from ultralink_assets.from_english import english_sft as reading
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
from ultralink_assets.records import AgnosticItem, Item, Part, Rejection, SettingsError
from ultralink_assets.settings import Settings, TeacherSettings
from ultralink_assets.sources import version_of
from ultralink_assets.stage import StageRun
from ultralink_assets.warehouse import Books, Upstream, rejections_to_table, to_table

FOLDER = "from_english"
FILTERED_A_UNIT = 64
PASSED_A_UNIT = 4096
DESCRIPTIONS = {
    "english_sft": "Conversations of English data, one row each, as their files hold them; equal ones once.",
    "agnostic_sft": "English items that hold in every culture: chat by seven criteria, maths and code as they are.",
}


def build_part(settings: Settings, part: Part) -> list[AssetsDefinition]:
    """The assets of one part of English data."""
    return [_english_sft(settings, part), _agnostic_sft(settings, part)]


# ------------------------------------------------------------------------------- english_sft


def _english_sft(settings: Settings, part: Part) -> AssetsDefinition:
    def english_sft(context: AssetExecutionContext) -> MaterializeResult:  # type: ignore[type-arg]
        files = reading.find_files(files_of(settings, part))
        data = version_of(files)
        with stage.opened(context, settings, "english_sft", part, {"data": data}) as run:
            _read_items(run, files, part)
            merged = run.merge(first_of_copies=True)
            copies = merged.turned_down.get("duplicates", 0)
            books = run.staging.books().moved(copies, ("out", ""), ("rejected", "duplicates"))
            books += Books({("made", ""): -copies})
            run.note_read(stage.source_key(run.place), data)
            cut = sum(note["cut"] for note in run.staging.notes())
            verdicts = stage_checks.check_english_sft(merged.rows_path, books, settings.gates)
            return run.publish(merged, books, verdicts, {"last_questions_left_out": cut})

    return stage.make_asset(english_sft, settings, part, FOLDER, DESCRIPTIONS["english_sft"])


def files_of(settings: Settings, part: Part) -> Sequence[str]:
    """The paths, globs and URLs of a part's files; raises `SettingsError` when none is named."""
    if patterns := settings.english_sft.of(part):
        return patterns
    if settings.sample and part in sample.parts():
        return [str(path) for path in sample.english(part)]
    raise SettingsError(
        f"no file of English data is configured for {part!r}",
        f"set [english_sft] {part} to a path, a glob or a url",
    )


def _format(settings: Settings, part: Part) -> reading.Format | None:
    """The format that the settings name for a part; raises `SettingsError` for one that there is not."""
    named = settings.english_sft.format_of(part)
    known = next((name for name in reading.FORMATS if name == named), None)
    if named is not None and known is None:
        near = get_close_matches(named, reading.FORMATS, n=1, cutoff=0.5)
        hint = f"did you mean {near[0]!r}?" if near else f"formats: {', '.join(reading.FORMATS)}"
        raise SettingsError(f"english_sft.format.{part}: there is no format {named!r}", hint)
    return known


def _read_items(run: StageRun, files: Sequence[reading.DataFile], part: Part) -> None:
    rows = 0
    named = _format(run.settings, part)
    for batch in reading.read_items(files, part, named, run.staging.finished().__contains__):
        reasons = Counter(one.reason for one in batch.rejections)
        books = Books.of(out=len(batch.items), made=len(batch.items), rejected=reasons)
        run.staging.write(
            batch.unit,
            to_table("english_sft", batch.items),
            rejections_to_table("english_sft", batch.rejections),
            books.plus("in", rows=len(batch.items) + len(batch.rejections)),
            {"cut": batch.cut},
        )
        rows += len(batch.items) + len(batch.rejections)
        run.progress(f"{rows:,} rows read")
    run.say(f"{run.name}: {rows:,} rows read in this run")


# ------------------------------------------------------------------------------ agnostic_sft


def _agnostic_sft(settings: Settings, part: Part) -> AssetsDefinition:
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

    return stage.make_asset(agnostic_sft, settings, part, FOLDER, DESCRIPTIONS["agnostic_sft"])


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

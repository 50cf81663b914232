"""The assets english_sft/P: read, call, write, report.

Dagster looks at the annotations of an asset's function: they are not postponed, and its result is the bare class.
"""

from collections import Counter
from collections.abc import Sequence
from difflib import get_close_matches

from dagster import AssetExecutionContext, AssetsDefinition, MaterializeResult

from ultralink_assets import sample, stage
from ultralink_assets.from_english import english_sft as reading
from ultralink_assets.gates import stage_checks
from ultralink_assets.records import Part, SettingsError
from ultralink_assets.settings import Settings
from ultralink_assets.sources import version_of
from ultralink_assets.stage import StageRun
from ultralink_assets.warehouse import Books, rejections_to_table, to_table

FOLDER = "from_english"
DESCRIPTIONS = {
    "english_sft": "Conversations of English data, one row each, as their files hold them; equal ones once.",
}


def build_part(settings: Settings, part: Part) -> list[AssetsDefinition]:
    """The assets of one part of English data."""
    return [_english_sft(settings, part)]


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

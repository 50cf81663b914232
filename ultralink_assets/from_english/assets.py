"""The assets english_sft/P and translated_sft/L: read, call, write, report.

Dagster looks at the annotations of an asset's function: they are not postponed, and its result is the bare class.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from functools import partial
from pathlib import Path

from dagster import AssetExecutionContext, AssetsDefinition, MaterializeResult

from ultralink_assets import asking, flow, languages, sample, stage
from ultralink_assets.from_english import agnostic_sft_assets
from ultralink_assets.from_english import english_sft as reading
from ultralink_assets.from_english.translated_sft import TranslationRules, translate
from ultralink_assets.gates import code_runs, stage_checks, translation_checks
from ultralink_assets.gates.translation import inspect_translation
from ultralink_assets.limits import TeacherLimits
from ultralink_assets.records import AgnosticItem, Part, Rejection, SettingsError, Translation
from ultralink_assets.settings import Settings, TeacherSettings
from ultralink_assets.sharing import arc_of, position
from ultralink_assets.sources import version_of
from ultralink_assets.stage import StageRun
from ultralink_assets.teacher import Tally
from ultralink_assets.units import batches
from ultralink_assets.warehouse import Books, Merged, Upstream, Verdict, rejections_to_table, to_table

FOLDER = "from_english"
ITEMS_A_UNIT = 32
ROWS_A_BATCH = 1000
DESCRIPTIONS = {
    "english_sft": "Conversations of English data, one row each, as their files hold them; equal ones once.",
    "translated_sft": "This language's share of the English items, translated; numbers, code and formulas are kept.",
}


def build_part(settings: Settings, part: Part) -> list[AssetsDefinition]:
    """The assets of one part of English data."""
    return [_english_sft(settings, part), agnostic_sft_assets.build_part(settings, part)]


def build(settings: Settings, language: str) -> list[AssetsDefinition]:
    """The asset of one language; none for the language that the data are in, and where there are no data."""
    return [_translated_sft(settings, language)] if language in flow.translated(settings) else []


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


# ---------------------------------------------------------------------------- translated_sft


def _translated_sft(settings: Settings, language: str) -> AssetsDefinition:
    def translated_sft(context: AssetExecutionContext, teacher_limits: TeacherLimits) -> MaterializeResult:  # type: ignore[type-arg]
        teacher = teacher_limits.applied_to(asking.teacher_of(settings))
        place = ("translated_sft", language)
        upstreams = {near: stage.read_upstream(context, settings, *near) for near in flow.made_of(settings, place)}
        inputs = {flow.input_name(near, place): read.data_version for near, read in upstreams.items()}
        with stage.opened(context, settings, "translated_sft", language, inputs) as run:
            share = _Share(run, list(upstreams.values()))
            tally = _translate(run, share, teacher)
            english = [read.rows_path for read in upstreams.values()]
            merged, books, ran = _without_what_broke(run, english)
            books += share.left_out()
            verdicts = translation_checks.check_translated_sft(
                merged.rows_path, language, books, english, settings.gates, run.of_other_languages()
            )
            return run.publish(
                merged, books, [*verdicts, ran], {**share.arcs(), **asking.spending(run, tally, teacher)}
            )

    return stage.make_asset(translated_sft, settings, language, FOLDER, DESCRIPTIONS["translated_sft"])


class _Share:
    """The English items that a language gets; what is left to others is counted, once all have been read."""

    def __init__(self, run: StageRun, upstreams: Sequence[Upstream]) -> None:
        self._run, self._upstreams = run, upstreams
        keep = run.settings.translated_sft.keep.model_dump()
        others = flow.translated(run.settings)
        self._arcs = {read.partition: arc_of(run.language, others, keep[read.partition]) for read in upstreams}
        self._left_out = 0

    def drawn(self) -> Iterator[AgnosticItem]:
        """In the order of parts and ids, so that units are the same ones in any run."""
        seed = self._run.settings.seed
        for read in self._upstreams:
            arc = self._arcs[read.partition]
            for item in (item for items in read.batches(ROWS_A_BATCH) for item in items):
                if arc.holds(position(item.item_id, item.family, seed)):
                    yield item
                else:
                    self._left_out += 1

    def expected(self) -> int:
        """How many will be drawn, about."""
        return round(sum(read.rows * self._arcs[read.partition].length for read in self._upstreams))

    def left_out(self) -> Books:
        """What was left to other languages."""
        return Books.of(not_drawn={"keep": self._left_out}).plus("in", rows=self._left_out)

    def arcs(self) -> dict[str, str]:
        """Where on the circle this language's share of each part lies."""
        return {f"share_{part}": f"from {arc.start:g}, {arc.length:g} long" for part, arc in self._arcs.items()}


def _translate(run: StageRun, share: _Share, teacher: TeacherSettings) -> Tally:
    language = languages.load(run.language)
    rules = TranslationRules(run.settings.translated_sft.protect, teacher.max_tokens, teacher.context_tokens)
    work: asking.Work[AgnosticItem, Translation | Rejection] = asking.Work(
        noun="items",
        total=max(0, share.expected() - len(run.staging.finished()) * ITEMS_A_UNIT),
        batches=batches(share.drawn(), ITEMS_A_UNIT),
        name_of=lambda item: f"{item.part}:{item.item_id}",
        script_of=lambda item: translate(item, language, rules, inspect_translation, teacher.identity),
        give_up=partial(_unanswered, run.language),
        is_rejected=lambda made: isinstance(made, Rejection),
        store=partial(_store_translations, run),
    )
    return asking.ask(run, teacher, work)


def _without_what_broke(run: StageRun, english: Sequence[Path]) -> tuple[Merged, Books, Verdict]:
    """All staged translations but those whose programs no longer run, and what can be said of the others."""
    merged, books = run.merge(), run.staging.books()
    found = code_runs.find(merged.rows_path, english, run.settings.translated_sft.run_code, run.progress)
    if broken := found.turned_down.num_rows:
        merged = run.merge(turn_down=found.turned_down)
        books = books.moved(broken, ("out", ""), ("rejected", code_runs.GATE)) + Books({("made", ""): -broken})
    return merged, books, found.verdict


def _unanswered(language: str, name: str, why: str) -> Rejection:
    part, _, item_id = name.partition(":")
    return Rejection({"language": language, "part": part, "item_id": item_id}, "unanswered", why)


def _store_translations(run: StageRun, unit: str, made: list[Translation | Rejection]) -> None:
    rows = [one for one in made if isinstance(one, Translation)]
    rejections = [one for one in made if isinstance(one, Rejection)]
    books = Books.of(out=len(rows), made=len(rows), rejected=Counter(one.reason for one in rejections))
    run.staging.write(
        unit,
        to_table("translated_sft", rows),
        rejections_to_table("translated_sft", rejections),
        books.plus("in", rows=len(made)),
    )

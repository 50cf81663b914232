"""The asset judgements/L: a judge reads a drawn share of the turns of dialogues/L, and rows that show what it is worth.

Dagster looks at the annotations of an asset's function: they are not postponed, and its result is the bare class.
"""

from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import chain

import duckdb
from dagster import AssetExecutionContext, AssetsDefinition, MaterializeResult

from ultralink_assets import asking, flow, languages, stage
from ultralink_assets.gates import stage_checks
from ultralink_assets.gates.judge_canaries import CanaryOutcome
from ultralink_assets.gates.rows import dialogues_with_passages
from ultralink_assets.gates.said import utterances
from ultralink_assets.judging.judgements import (
    FORMS,
    Case,
    Judged,
    canaries,
    is_drawn,
    judge,
    rejection_of,
    row_of,
)
from ultralink_assets.limits import TeacherLimits
from ultralink_assets.settings import Settings, TeacherSettings
from ultralink_assets.stage import StageRun
from ultralink_assets.units import batches
from ultralink_assets.warehouse import Books, Upstream, rejections_to_table, to_table

TURNS_A_UNIT = 64
_TURNS = "SELECT coalesce(sum(len(turns)), 0) FROM read_parquet(?) WHERE kind = 'grounded'"
DESCRIPTION = "What a judge says of a sample of the dialogues' answers: faithful, fluent, useful, and why."


def build(settings: Settings, language: str) -> list[AssetsDefinition]:
    """The asset of one language; none where no sample is asked for, since it costs money."""
    return [] if flow.is_off(settings, "judgements") else [_judgements(settings, language)]


def _judgements(settings: Settings, language: str) -> AssetsDefinition:
    def judgements(context: AssetExecutionContext, teacher_limits: TeacherLimits) -> MaterializeResult:  # type: ignore[type-arg]
        asked = teacher_limits.applied_to(settings.judging)
        dialogues = stage.read_upstream(context, settings, "dialogues", language)
        passages = stage.read_upstream(context, settings, "passages", language)
        inputs = {"dialogues": dialogues.data_version, "passages": passages.data_version}
        with stage.opened(context, settings, "judgements", language, inputs) as run:
            turns = _Turns(run, dialogues, passages)
            tally = asking.ask(run, _in_json(run, asked), _work(run, turns, asked))
            merged, books = run.merge(), run.staging.books() + turns.books()
            verdicts = stage_checks.check_judgements(
                merged.rows_path, books, _outcomes(run), settings.judgements, settings.gates.max_rejected_share
            )
            return run.publish(merged, books, verdicts, asking.spending(run, tally, asked))

    return stage.make_asset(judgements, settings, language, "judging", DESCRIPTION)


class _Turns:
    """The answers of grounded dialogues, drawn; what was left out is counted, once all have been read."""

    def __init__(self, run: StageRun, dialogues: Upstream, passages: Upstream) -> None:
        self._run, self._dialogues, self._passages = run, dialogues, passages
        self._left_out: Counter[str] = Counter()

    def drawn(self) -> Iterator[Case]:
        """In the order of ids, so that units are the same ones in any run."""
        share, seed = self._run.settings.judgements.sample, self._run.settings.seed
        for row in dialogues_with_passages(self._dialogues.rows_path, self._passages.rows_path, in_order=True):
            answers = (said for said in utterances(row) if said.role == "answer")
            for turn, said in enumerate(answers, 1):
                if row["kind"] != "grounded" or row["passage"] is None:
                    self._left_out["closed_book" if row["kind"] != "grounded" else "no_passage"] += 1
                elif not is_drawn(row["dialogue_id"], turn, share, seed):
                    self._left_out["sample"] += 1
                else:
                    yield Case(f"{row['dialogue_id']}:{turn}", said)

    def expected(self) -> int:
        """How many will be drawn, about."""
        turns: int = duckdb.execute(_TURNS, [str(self._dialogues.rows_path)]).fetchall()[0][0]
        share: float = self._run.settings.judgements.sample
        return round(turns * share)

    def books(self) -> Books:
        """What was not drawn, by reason."""
        return Books.of(not_drawn=self._left_out).plus("in", rows=self._left_out.total())


def _work(run: StageRun, turns: _Turns, asked: TeacherSettings) -> asking.Work[Case, Judged]:
    """The canaries are a unit like the others: the judge can't tell them from what it is asked about."""
    language = languages.load(run.language)
    unmarked = [case for case, _ in canaries(language).values()]
    return asking.Work(
        noun="answers",
        total=max(0, turns.expected() + len(unmarked) - len(run.staging.finished()) * TURNS_A_UNIT),
        batches=chain([unmarked], batches(turns.drawn(), TURNS_A_UNIT)),
        name_of=lambda case: case.name,
        script_of=lambda case: judge(case, language),
        give_up=lambda name, why: Judged(name, {}, why, "unanswered"),
        is_rejected=lambda judged: bool(judged.reason),
        store=partial(_store, run, asked.identity),
    )


def _store(run: StageRun, judge_name: str, unit: str, made: list[Judged]) -> None:
    """Rows and rejections of turns; what was said of canaries is no data, and goes into the unit's notes."""
    language = languages.load(run.language)
    known = canaries(language)
    turns = [one for one in made if one.name not in known]
    rows = [row_of(one, language, judge_name) for one in turns if not one.reason]
    rejections = [rejection_of(one, language) for one in turns if one.reason]
    reasons = Counter(one.reason for one in rejections)
    run.staging.write(
        unit,
        to_table("judgements", rows),
        rejections_to_table("judgements", rejections),
        Books.of(out=len(rows), made=len(rows), rejected=reasons).plus("in", rows=len(turns)),
        {"canaries": {one.name: dict(one.words) for one in made if one.name in known}},
    )


def _outcomes(run: StageRun) -> list[CanaryOutcome]:
    said: dict[str, dict[str, str]] = {}
    for note in run.staging.notes():
        said |= note["canaries"]
    known = canaries(languages.load(run.language))
    return [CanaryOutcome(bad, said.get(name, {})) for name, (_, bad) in known.items()]


def _in_json(run: StageRun, asked: TeacherSettings) -> TeacherSettings:
    language = languages.load(run.language)
    case, _ = next(iter(canaries(language).values()))
    return asking.in_json(run, asked, FORMS, case.name, partial(judge, case, language))

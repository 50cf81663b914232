"""The assets raw_wikipedia/L, passages/L and dialogues/L: read, call, write, report.

Dagster looks at the annotations of an asset's function: they are not postponed, and its result is the bare class.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import duckdb
from dagster import AssetExecutionContext, AssetsDefinition, MaterializeResult, MetadataValue

from ultralink_assets import languages, metadata, sample, stage
from ultralink_assets.from_wikipedia import passages as splitting
from ultralink_assets.from_wikipedia.dialogue_plan import DialogueRules
from ultralink_assets.from_wikipedia.dialogues import Conversation, converse
from ultralink_assets.from_wikipedia.raw_wikipedia import read_dump
from ultralink_assets.from_wikipedia.sources import Source, find_sources
from ultralink_assets.gates import duplicates, inspect, near_duplicates, stage_checks
from ultralink_assets.limits import TeacherLimits
from ultralink_assets.records import Article, Passage, Rejection, Script, SettingsError, Unanswered, WorkPending
from ultralink_assets.settings import Settings, TeacherSettings
from ultralink_assets.stage import StageRun
from ultralink_assets.teacher import RUNS_UNTIL_REJECTED, Tally, answering, run_scripts
from ultralink_assets.units import Units
from ultralink_assets.warehouse import Books, Merged, Upstream, rejections_to_table, to_table

ARTICLES_A_UNIT = 500
PASSAGES_A_UNIT = 32
DESCRIPTIONS = {
    "raw_wikipedia": "Articles of the dump, one row each: clean text by section, without markup.",
    "passages": "Pieces of kept articles, whole sentences, at most `passage_tokens` long.",
    "dialogues": "Knowledge-grounded dialogues of several turns that a teacher wrote about each passage.",
}


def build(settings: Settings, language: str) -> list[AssetsDefinition]:
    """The three assets of one language."""
    return [_raw_wikipedia(settings, language), _passages(settings, language), _dialogues(settings, language)]


# ------------------------------------------------------------------------------ raw_wikipedia


def _raw_wikipedia(settings: Settings, language: str) -> AssetsDefinition:
    def raw_wikipedia(context: AssetExecutionContext) -> MaterializeResult:  # type: ignore[type-arg]
        sources = find_sources(_dumps(settings, language))
        inputs = {f"{number} {source.name}": source.fingerprint for number, source in enumerate(sources)}
        with stage.opened(context, settings, "raw_wikipedia", language, inputs) as run:
            _read_dump(run, sources)
            damage, unknown = _notes(run)
            merged, books = run.merge(), run.staging.books()
            return run.publish(
                merged,
                books,
                stage_checks.check_raw_wikipedia(merged.rows_path, books, damage),
                {
                    "unknown_templates": stage.count_table("template", unknown),
                    "damage": MetadataValue.json(damage),
                },
            )

    return stage.make_asset(raw_wikipedia, settings, language, "from_wikipedia", DESCRIPTIONS["raw_wikipedia"])


def _dumps(settings: Settings, language: str) -> Sequence[str]:
    if patterns := settings.raw_wikipedia.get(language):
        return patterns
    if settings.sample and language in sample.languages():
        return [str(sample.dump(language))]
    raise SettingsError(
        f"no dump is configured for {language!r}",
        f"set [raw_wikipedia] {language} to a path, a glob or a url of its pages-articles dump",
    )


def _read_dump(run: StageRun, sources: Sequence[Source]) -> None:
    pages = articles = 0
    for unit, result in read_dump(sources, run.language, run.staging.finished().__contains__):
        rejected = sum(result.counts.values())
        books = Books({("in", ""): len(result.articles) + rejected, ("out", ""): len(result.articles)})
        books += Books({("made", ""): len(result.articles)})
        books += Books({("rejected", reason): count for reason, count in result.counts.items()})
        run.staging.write(
            unit,
            to_table("raw_wikipedia", result.articles),
            rejections_to_table("raw_wikipedia", []),
            books,
            {"unknown_templates": dict(result.unknown_templates), "damage": [str(one) for one in result.damage]},
        )
        pages += len(result.articles) + rejected
        articles += len(result.articles)
        run.progress(f"{pages:,} pages read, {articles:,} articles")
    run.say(f"raw_wikipedia/{run.language}: {pages:,} pages read in this run, {articles:,} articles")


def _notes(run: StageRun) -> tuple[list[str], Counter[str]]:
    damage: list[str] = []
    unknown: Counter[str] = Counter()
    for note in run.staging.notes():
        damage += note["damage"]
        unknown.update(note["unknown_templates"])
    return damage, unknown


# ----------------------------------------------------------------------------------- passages


def _passages(settings: Settings, language: str) -> AssetsDefinition:
    def passages(context: AssetExecutionContext) -> MaterializeResult:  # type: ignore[type-arg]
        upstream = stage.read_upstream(context, settings, "raw_wikipedia", language)
        with stage.opened(context, settings, "passages", language, {"articles": upstream.data_version}) as run:
            finished = run.staging.finished()
            for number, articles in enumerate(upstream.batches(ARTICLES_A_UNIT)):
                if (unit := f"{number:07d}") not in finished:
                    _split(run, unit, articles)
                run.progress(f"{number * ARTICLES_A_UNIT + len(articles):,} of {upstream.rows:,} articles split")
            copies = duplicates.find(run.merge().rows_path, "passages", language)
            merged = run.merge(turn_down=copies, keep_sql=_drawn(settings))
            books = _passages_books(run, merged)
            limits = settings.passages
            return run.publish(
                merged, books, stage_checks.check_passages(merged.rows_path, books, language, limits), {}
            )

    return stage.make_asset(passages, settings, language, "from_wikipedia", DESCRIPTIONS["passages"])


def _split(run: StageRun, unit: str, articles: Sequence[Article]) -> None:
    language, rules = languages.load(run.language), splitting.PassageRules(**_passage_rules(run.settings))
    results = [splitting.split_article(article, language, rules) for article in articles]
    passages = [passage for result in results for passage in result.passages]
    rejections = [result.rejection for result in results if result.rejection]
    books = Books(
        {("in", ""): len(articles), ("out", ""): len(articles) - len(rejections), ("made", ""): len(passages)}
    )
    books += Books({("rejected", reason): n for reason, n in Counter(one.reason for one in rejections).items()})
    run.staging.write(unit, to_table("passages", passages), rejections_to_table("passages", rejections), books)


def _passage_rules(settings: Settings) -> dict[str, int]:
    return {**settings.passages.model_dump(exclude={"per_language"}), "seed": settings.seed}


def _drawn(settings: Settings) -> str | None:
    """SQL for the seeded sample of a language; None takes every passage."""
    if not settings.passages.per_language:
        return None
    order = f"md5('{settings.seed}:' || passage_id)"
    return f"SELECT passage_id FROM rows ORDER BY {order}, passage_id LIMIT {settings.passages.per_language}"


def _passages_books(run: StageRun, merged: Merged) -> Books:
    """The staged books, less the articles of which every passage was a copy or none was drawn."""
    staged = [str(path) for path in run.staging.rows_paths()]
    if not staged:
        return run.staging.books()
    with duckdb.connect() as connection:
        connection.read_parquet(staged).create_view("staged")
        connection.read_parquet(str(merged.rows_path)).create_view("kept")
        connection.read_parquet(str(merged.rejected_path)).create_view("rejected")
        gone = connection.sql(
            "SELECT page_id, bool_and(passage_id IN (SELECT passage_id FROM rejected WHERE passage_id IS NOT NULL)) "
            "AS copied FROM staged ANTI JOIN kept USING (page_id) GROUP BY page_id"
        )
        copied, undrawn = gone.aggregate(
            "coalesce(count_if(copied), 0)::INT, coalesce(count_if(NOT copied), 0)::INT"
        ).fetchall()[0]
    books = run.staging.books().moved(undrawn, ("out", ""), ("not_drawn", "per_language"))
    books = books.moved(copied, ("out", ""), ("rejected", "duplicates"))
    return books + Books({("made", ""): merged.rows - books.total("made")})


# ---------------------------------------------------------------------------------- dialogues


def _dialogues(settings: Settings, language: str) -> AssetsDefinition:
    def dialogues(context: AssetExecutionContext, teacher_limits: TeacherLimits) -> MaterializeResult:  # type: ignore[type-arg]
        teacher = teacher_limits.applied_to(_teacher(settings))
        upstream = stage.read_upstream(context, settings, "passages", language)
        with stage.opened(context, settings, "dialogues", language, {"passages": upstream.data_version}) as run:
            tally = _ask(run, upstream, teacher)
            merged, books = _without_copies(run)
            verdicts = stage_checks.check_dialogues(
                merged.rows_path, books, language, upstream.rows_path, settings.gates
            )
            return run.publish(merged, books, verdicts, _spending(run, tally, teacher))

    return stage.make_asset(dialogues, settings, language, "from_wikipedia", DESCRIPTIONS["dialogues"])


def _teacher(settings: Settings) -> TeacherSettings:
    if settings.teacher is not None:
        return settings.teacher
    if settings.sample:
        return TeacherSettings()
    raise SettingsError(
        f"{settings.file}: a dump is named, but no teacher",
        "set [teacher] base_url and model, for example the address of a vLLM server",
    )


def dialogue_rules(settings: Settings, teacher: TeacherSettings) -> DialogueRules:
    """What decides a dialogue, as the script wants it."""
    limits = {"max_tokens": teacher.max_tokens, "context_tokens": teacher.context_tokens, "seed": settings.seed}
    return DialogueRules(**{**settings.dialogues.model_dump(), **limits})


def _ask(run: StageRun, upstream: Upstream, teacher: TeacherSettings) -> Tally:
    """Let the teacher converse about every passage that is not staged yet; raises `WorkPending` for what is left."""
    work = _Conversations(run, upstream, teacher)
    with answering(teacher) as urls:
        tally = run_scripts(
            teacher,
            run.settings.data_dir / "ledger.sqlite",
            work.scripts(),
            work.done,
            work.unanswered,
            stage=run.stage,
            language=run.language,
            run_id=run.context.run_id,
            total=work.total,
            say=run.say,
            rejected=lambda: work.rejected,
            base_url=urls,
        )
    if work.pending:
        raise WorkPending(
            f"{run.stage}/{run.language}: {work.pending} of {upstream.rows} passages are pending: a request of theirs "
            f"used up its attempts; {tally.requests} requests were sent, every answer is kept, nothing is published",
            f"materialize {run.stage}/{run.language} again to go on; after {RUNS_UNTIL_REJECTED} such runs a passage "
            "is rejected as 'unanswered'. `ultralink sql` on llm_calls shows the outcomes",
        )
    return tally


class _Conversations:
    """The scripts of all passages that are not staged, and what becomes of them."""

    def __init__(self, run: StageRun, upstream: Upstream, teacher: TeacherSettings) -> None:
        self._run, self._teacher = run, teacher
        self._language = languages.load(run.language)
        self._rules = dialogue_rules(run.settings, teacher)
        finished = run.staging.finished()
        batches = upstream.batches(PASSAGES_A_UNIT)
        self._units = Units[Passage, Conversation](batches, lambda one: one.passage_id, finished, self._store)
        self.total = max(0, upstream.rows - len(finished) * PASSAGES_A_UNIT)
        self.rejected = 0
        self.pending = 0

    def scripts(self) -> Iterator[tuple[str, Callable[[], Script[Conversation]]]]:
        for passage in self._units.todo():
            yield passage.passage_id, partial(self._script, passage)

    def _script(self, passage: Passage) -> Script[Conversation]:
        return converse(passage, self._rules, self._language, inspect, self._teacher.identity)

    def done(self, passage_id: str, conversation: Conversation) -> None:
        self.rejected += not conversation.dialogues
        self._units.done(passage_id, conversation)

    def unanswered(self, passage_id: str, runs: int, error: Unanswered) -> bool:
        if runs < RUNS_UNTIL_REJECTED:
            self.pending += 1
            return False
        key: dict[str, str | int] = {"language": self._run.language, "passage_id": passage_id}
        self.done(passage_id, Conversation((), (Rejection(key, "unanswered", error.message),)))
        return True

    def _store(self, unit: str, made: list[Conversation]) -> None:
        dialogues = [dialogue for conversation in made for dialogue in conversation.dialogues]
        rejections = [rejection for conversation in made for rejection in conversation.rejections]
        reasons = Counter(one.rejections[0].reason for one in made if not one.dialogues)
        kept = len(made) - sum(reasons.values())
        books = Books({("in", ""): len(made), ("out", ""): kept, ("made", ""): len(dialogues)})
        books += Books({("rejected", reason): count for reason, count in reasons.items()})
        rows, turned_down = to_table("dialogues", dialogues), rejections_to_table("dialogues", rejections)
        self._run.staging.write(unit, rows, turned_down, books)


def _without_copies(run: StageRun) -> tuple[Merged, Books]:
    """All staged dialogues but exact and near copies of another, which are turned down."""
    similarity = run.settings.gates.near_duplicate_similarity
    copies = near_duplicates.find(run.merge().rows_path, similarity, run.language)
    merged, books = run.merge(turn_down=copies), run.staging.books()
    for copy in copies.to_pylist():
        if copy["dialogue_id"].endswith(":grounded"):  # a twin that goes leaves its passage where it was
            books = books.moved(1, ("out", ""), ("rejected", copy["reason"]))
    return merged, books + Books({("made", ""): merged.rows - books.total("made")})


def _spending(run: StageRun, tally: Tally, teacher: TeacherSettings) -> dict[str, Any]:
    ledger = run.settings.data_dir / "ledger.sqlite"
    return {
        **metadata.of_money(ledger, run.stage, run.language, tally.cost_usd),
        "teacher": teacher.identity,
        "requests": tally.requests,
        "ledger_hits": tally.hits,
        "retries": tally.retries,
        "prompt_tokens": tally.prompt_tokens,
        "completion_tokens": tally.completion_tokens,
        "requests_per_second": round(tally.rate, 2),
    }

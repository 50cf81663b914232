"""The assets raw_wikipedia/L, passages/L and dialogues/L: read, call, write, report.

Dagster looks at the annotations of an asset's function: they are not postponed, and its result is the bare class.
"""

from collections import Counter
from collections.abc import Sequence
from functools import partial

import duckdb
from dagster import AssetExecutionContext, AssetsDefinition, MaterializeResult, MetadataValue

from ultralink_assets import asking, languages, sample, stage
from ultralink_assets.from_wikipedia import passages as splitting
from ultralink_assets.from_wikipedia.dialogue_plan import DialogueRules
from ultralink_assets.from_wikipedia.dialogues import Conversation, converse
from ultralink_assets.from_wikipedia.dump_sources import DumpSource, find_sources
from ultralink_assets.from_wikipedia.raw_wikipedia import read_dump
from ultralink_assets.from_wikipedia.turned_down import passages_lost, together
from ultralink_assets.gates import duplicates, inspect, near_duplicates, review, stage_checks
from ultralink_assets.limits import TeacherLimits
from ultralink_assets.records import Article, Passage, Rejection, SettingsError
from ultralink_assets.settings import Settings, TeacherSettings
from ultralink_assets.sources import version_of
from ultralink_assets.stage import StageRun
from ultralink_assets.teacher import Tally
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
        sources = find_sources(dumps_of(settings, language))
        dump = version_of(sources)
        with stage.opened(context, settings, "raw_wikipedia", language, {"dump": dump}) as run:
            _read_dump(run, sources)
            damage, unknown = _notes(run)
            merged, books = run.merge(), run.staging.books()
            run.note_read(stage.source_key(run.place), dump)
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


def dumps_of(settings: Settings, language: str) -> Sequence[str]:
    """The paths, globs and URLs of a language's dumps; raises `SettingsError` when none is named."""
    if patterns := settings.raw_wikipedia.get(language):
        return patterns
    if settings.sample and language in sample.languages():
        return [str(sample.dump(language))]
    raise SettingsError(
        f"no dump is configured for {language!r}",
        f"set [raw_wikipedia] {language} to a path, a glob or a url of its pages-articles dump",
    )


def _read_dump(run: StageRun, sources: Sequence[DumpSource]) -> None:
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
        with stage.opened(context, settings, "passages", language, {"raw_wikipedia": upstream.data_version}) as run:
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
        teacher = teacher_limits.applied_to(asking.teacher_of(settings))
        upstream = stage.read_upstream(context, settings, "passages", language)
        reviews = stage.read_reviews(context, settings, language)
        with stage.opened(context, settings, "dialogues", language, {"passages": upstream.data_version}) as run:
            tally = _ask(run, upstream, teacher)
            merged, books = _without_turned_down(run, reviews)
            verdicts = stage_checks.check_dialogues(
                merged.rows_path, books, language, upstream.rows_path, settings.gates, run.of_other_languages()
            )
            return run.publish(merged, books, verdicts, asking.spending(run, tally, teacher))

    return stage.make_asset(dialogues, settings, language, "from_wikipedia", DESCRIPTIONS["dialogues"])


def dialogue_rules(settings: Settings, teacher: TeacherSettings) -> DialogueRules:
    """What decides a dialogue, as the script wants it."""
    limits = {"max_tokens": teacher.max_tokens, "context_tokens": teacher.context_tokens, "seed": settings.seed}
    return DialogueRules(**{**settings.dialogues.model_dump(), **limits})


def _ask(run: StageRun, upstream: Upstream, teacher: TeacherSettings) -> Tally:
    """Let the teacher converse about every passage that is not staged yet."""
    language, rules = languages.load(run.language), dialogue_rules(run.settings, teacher)
    work: asking.Work[Passage, Conversation] = asking.Work(
        noun="passages",
        total=max(0, upstream.rows - len(run.staging.finished()) * PASSAGES_A_UNIT),
        batches=upstream.batches(PASSAGES_A_UNIT),
        name_of=lambda passage: passage.passage_id,
        script_of=lambda passage: converse(passage, rules, language, inspect, teacher.identity),
        give_up=partial(_unanswered, run.language),
        is_rejected=lambda conversation: not conversation.dialogues,
        store=partial(_store_conversations, run),
    )
    return asking.ask(run, teacher, work)


def _unanswered(language: str, passage_id: str, why: str) -> Conversation:
    key: dict[str, str | int] = {"language": language, "passage_id": passage_id}
    return Conversation((), (Rejection(key, "unanswered", why),))


def _store_conversations(run: StageRun, unit: str, made: list[Conversation]) -> None:
    dialogues = [dialogue for conversation in made for dialogue in conversation.dialogues]
    rejections = [rejection for conversation in made for rejection in conversation.rejections]
    reasons = Counter(one.rejections[0].reason for one in made if not one.dialogues)
    kept = len(made) - sum(reasons.values())
    books = Books({("in", ""): len(made), ("out", ""): kept, ("made", ""): len(dialogues)})
    books += Books({("rejected", reason): count for reason, count in reasons.items()})
    run.staging.write(unit, to_table("dialogues", dialogues), rejections_to_table("dialogues", rejections), books)


def _without_turned_down(run: StageRun, reviews: Upstream | None) -> tuple[Merged, Books]:
    """All staged dialogues but exact and near copies of another, and what a person rejected: these are turned down.

    Copies are looked for among all of them, so that a copy of what was rejected does not come in its place.
    """
    rows_path = run.merge().rows_path
    found = [near_duplicates.find(rows_path, run.settings.gates.near_duplicate_similarity, run.language)]
    if reviews is not None and reviews.rows:
        # Noted here and not with the other inputs: staged units do not depend on it, and an import must cost none.
        run.inputs = {**run.inputs, "reviews": reviews.data_version}
        found.append(review.find(rows_path, reviews.rows_path))
    turned_down = together(*found)
    merged, books = run.merge(turn_down=turned_down), run.staging.books()
    for reason in passages_lost(turned_down):
        books = books.moved(1, ("out", ""), ("rejected", reason))
    return merged, books + Books({("made", ""): merged.rows - books.total("made")})

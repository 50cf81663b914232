"""The asset reviews/L: what people said of dialogues/L, merged from everything that was imported.

Dagster looks at the annotations of an asset's function: they are not postponed, and its result is the bare class.
"""

from pathlib import Path

import pyarrow.parquet as pq
from dagster import AssetExecutionContext, AssetsDefinition, MaterializeResult

from ultralink_assets import stage
from ultralink_assets.flow import REVIEWED
from ultralink_assets.gates import agreement_with_gates, agreement_with_judge, books_balance
from ultralink_assets.records import Review
from ultralink_assets.reviews import lines, merging
from ultralink_assets.settings import Settings
from ultralink_assets.stage import StageRun
from ultralink_assets.versions import digest
from ultralink_assets.warehouse import Books, ReviewFiles, Verdict, from_table, rejections_to_table, to_table

DESCRIPTION = "What people said of dialogues that they read: keep or reject, with a note. Made by `ultralink review`."


def build(settings: Settings, language: str) -> list[AssetsDefinition]:
    """The asset of one language; without any import it has no rows."""
    return [_reviews(settings, language)]


def _reviews(settings: Settings, language: str) -> AssetsDefinition:
    def reviews(context: AssetExecutionContext) -> MaterializeResult:  # type: ignore[type-arg]
        kept = ReviewFiles(settings.data_dir, REVIEWED, language)
        imports = kept.imports()
        with stage.opened(context, settings, "reviews", language, {"imports": digest(imports)}) as run:
            if not run.staging.finished():
                _stage_verdicts(run, kept)
            merged, books = run.merge(), run.staging.books()
            return run.publish(merged, books, _check(merged.rows_path, books), {"imports": len(imports)})

    return stage.make_asset(reviews, settings, language, "reviews", DESCRIPTION)


def _stage_verdicts(run: StageRun, kept: ReviewFiles) -> None:
    verdicts = lines.verdicts_of(kept.verdicts())
    merged = merging.merge(verdicts)
    books = Books.of(**{"in": len(verdicts), "out": merged.standing, "made": len(merged.reviews)})
    if merged.replaced:
        books = books.plus("rejected", merging.REPLACED, len(merged.replaced))
    rejected = rejections_to_table("reviews", merging.rejections(merged.replaced))
    run.staging.write("all", to_table("reviews", merged.reviews), rejected, books)


def _check(rows_path: Path, books: Books) -> list[Verdict]:
    rows: list[Review] = from_table("reviews", pq.read_table(rows_path))
    return [
        books_balance.check(books, len(rows), sum(len(row.verdicts) for row in rows), may_be_empty=True),
        agreement_with_gates.check((row.verdict, row.gates) for row in rows),
        agreement_with_judge.check((row.verdict, row.judge, row.judge_reason) for row in rows),
    ]

"""The asset dataset/all: read, call, write, report.

Dagster looks at the annotations of an asset's function: they are not postponed, and its result is the bare class.
"""

from collections.abc import Mapping
from pathlib import Path

import pyarrow.parquet as pq
from dagster import AssetExecutionContext, AssetsDefinition, MaterializeResult, MetadataValue

from ultralink_assets import card_facts, flow, stage
from ultralink_assets.card_facts import Behind
from ultralink_assets.gates import books_balance, files_whole, not_empty
from ultralink_assets.gates.tally import Tally
from ultralink_assets.mix import card
from ultralink_assets.mix.dataset import Written, write
from ultralink_assets.mix.origins import Published, lookup
from ultralink_assets.records import EVERYTHING, DatasetFile
from ultralink_assets.settings import Settings
from ultralink_assets.stage import StageRun
from ultralink_assets.warehouse import (
    Books,
    DatasetFolders,
    Upstream,
    Verdict,
    from_table,
    rejections_to_table,
    to_table,
)

FOLDER = "mix"
ROWS_A_BATCH = 1000
DESCRIPTIONS = {
    "dataset": "The mixes of all languages as files: UltraLink's JSON lines, Parquet with lineage, and a data card.",
}


def build_dataset(settings: Settings) -> list[AssetsDefinition]:
    """The asset of all languages; none where there is no mix."""
    return [_dataset(settings) for _ in flow.partitions(settings, "dataset")]


# ----------------------------------------------------------------------------------- dataset


def _dataset(settings: Settings) -> AssetsDefinition:
    place = ("dataset", EVERYTHING)

    def dataset(context: AssetExecutionContext) -> MaterializeResult:  # type: ignore[type-arg]
        mixes = {mix: stage.read_upstream(context, settings, *mix) for mix in flow.made_of(settings, place)}
        inputs = {flow.input_name(mix, place): upstream.data_version for mix, upstream in mixes.items()}
        with stage.opened(context, settings, *place, inputs) as run:
            run.staging.clear_all()  # what a stopped run staged speaks of files that are gone
            folders = DatasetFolders(settings.data_dir)
            with folders.new() as new:
                written = _write(run, [*mixes.values()], new)
                merged = run.merge()
                folder = folders.keep(new, merged.data_version)
            books = run.staging.books()
            result = run.publish(merged, books, _check(merged.rows_path, books, folder), _notes(folder, written))
            folders.sweep({one.data_version for one in run.warehouse.publications(*place) if one.snapshot})
            return result

    return stage.make_asset(dataset, settings, EVERYTHING, FOLDER, DESCRIPTIONS["dataset"])


def _write(run: StageRun, mixes: list[Upstream], new: Path) -> list[Written]:
    """All files and the card; the rows that name them are staged."""
    behind = card_facts.gather(run.settings, run.warehouse, run.inputs)
    demo = card_facts.is_demo(behind)
    published = _published(behind)
    written: list[Written] = []
    for mix in mixes:
        with lookup(published.get(mix.partition)) as origins:
            written += write(new, mix.partition, mix.batches(ROWS_A_BATCH), origins, demo=demo)
        run.progress(f"{sum(one.rows for one in written):,} conversations written")
    text = card.render(card_facts.facts(run.settings, behind, written))
    (new / card.NAME).write_text(text, encoding="utf-8")
    files = [file for one in written for file in one.files]
    rows = sum(one.rows for one in written)
    books = Books.of(**{"in": sum(mix.rows for mix in mixes), "out": rows, "made": len(files)})
    run.staging.write("all", to_table("dataset", files), rejections_to_table("dataset", []), books)
    return written


def _published(behind: list[Behind]) -> Mapping[str, Published]:
    """The files in which the origins of dialogues are found, by language, as far as they are still there."""
    paths = {one.place: one.rows_path for one in behind}
    found = {}
    for code in (partition for name, partition in paths if name == "dialogues"):
        dialogues, passages, articles = (paths.get((name, code)) for name in ("dialogues", "passages", "raw_wikipedia"))
        if dialogues and passages:
            found[code] = Published(dialogues, passages, articles)
    return found


def _check(rows_path: Path, books: Books, folder: Path) -> list[Verdict]:
    files: list[DatasetFile] = from_table("dataset", pq.read_table(rows_path))
    whole = Tally(files_whole.GATE)
    for file in files:
        whole.add(file.path, map(files_whole.check, [file], [folder]))
    conversations = sum(file.rows for file in files if file.format == "jsonl")
    return [books_balance.check(books, len(files), conversations), not_empty.check(len(files)), whole.verdict()]


def _notes(folder: Path, written: list[Written]) -> Mapping[str, object]:
    return {
        "folder": MetadataValue.path(str(folder)),
        "card": MetadataValue.md((folder / card.NAME).read_text(encoding="utf-8").split("---\n", 2)[2]),
        "conversations": sum(one.rows for one in written),
        "tokens": sum(one.tokens for one in written),
    }

"""The asset pruned_mix/L: dialogues, translations and English items united, without copies and benchmark items, chosen.

Dagster looks at the annotations of an asset's function: they are not postponed, and its result is the bare class.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from dagster import AssetExecutionContext, AssetsDefinition, MaterializeResult

from ultralink_assets import flow, languages, sample, stage, versions
from ultralink_assets.gates import contamination, mix_checks, near_duplicates
from ultralink_assets.languages.model import Language
from ultralink_assets.mix.benchmarks import read_benchmark
from ultralink_assets.mix.embeddings import embed, encoder
from ultralink_assets.mix.pruned_mix import of_dialogue, of_item
from ultralink_assets.mix.score_file import read_scores, version_of_scores
from ultralink_assets.mix.selection import Candidates, Choice, choose, is_a_choice
from ultralink_assets.records import MixItem, Rejection
from ultralink_assets.settings import PrunedMixSettings, Settings
from ultralink_assets.sharing import Arc, position
from ultralink_assets.similarity import Index
from ultralink_assets.stage import StageRun
from ultralink_assets.units import batches
from ultralink_assets.warehouse import Books, Upstream, from_table, rejections_to_table, to_table
from ultralink_assets.warehouse.connections import MEMORY_LIMIT

ITEMS_A_UNIT = 2000
DESCRIPTION = "Everything to train on in this language: without copies and benchmark items, chosen by the settings."

_LEFT = """
SELECT origin_id, family, tokens::BIGINT AS tokens FROM read_parquet(?) ANTI JOIN gone USING (origin_id) WHERE part = ?
ORDER BY origin_id
"""
_TURNS = "SELECT turns FROM read_parquet(?) ANTI JOIN gone USING (origin_id) WHERE part = ? ORDER BY origin_id"
Why = tuple[str, str]  # the reason of a rejection, and its detail


def build(settings: Settings, language: str) -> list[AssetsDefinition]:
    """The asset of one language; none where nothing is configured that could be mixed."""
    return [_pruned_mix(settings, language)] if language in flow.partitions(settings, "pruned_mix") else []


def _pruned_mix(settings: Settings, language: str) -> AssetsDefinition:
    def pruned_mix(context: AssetExecutionContext) -> MaterializeResult:  # type: ignore[type-arg]
        place = ("pruned_mix", language)
        upstreams = {near: stage.read_upstream(context, settings, *near) for near in flow.made_of(settings, place)}
        inputs = {flow.input_name(near, place): read.data_version for near, read in upstreams.items()}
        benchmarks = benchmarks_of(settings, language)
        items = [item for path in benchmarks for item in read_benchmark(Path(path))]
        inputs["benchmarks"] = versions.digest([asdict(item) for item in items])
        if settings.pruned_mix.select == "score":
            inputs["scores"] = version_of_scores(Path(settings.pruned_mix.score_file))
        with stage.opened(context, settings, "pruned_mix", language, inputs) as run:
            index = Index(items)
            _stage_mix(run, list(upstreams.values()), index)
            merged, books = run.merge(), run.staging.books()
            verdicts = mix_checks.check_pruned_mix(
                merged.rows_path, books, index, benchmarks, settings.pruned_mix.near_duplicate_similarity
            )
            return run.publish(merged, books, verdicts, {"benchmark_items": len(index)})

    return stage.make_asset(pruned_mix, settings, language, "mix", DESCRIPTION)


def benchmarks_of(settings: Settings, language: str) -> Sequence[str]:
    """The benchmark files to keep out: the language's own, and those of the language that its data came in."""
    codes = dict.fromkeys((language, languages.SOURCE))
    if settings.sample:
        return [str(path) for code in codes for path in sample.benchmarks(code).values()]
    return [path for code in codes for path in settings.pruned_mix.benchmarks.get(code, ())]


def _stage_mix(run: StageRun, upstreams: Sequence[Upstream], index: Index) -> None:
    """One pass to unite, one look at all of it together, one pass to write what stays and what does not."""
    united = _United(run, upstreams)
    candidates = united.write(run.staging.folder / ".united.parquet")
    held = contamination.find(candidates, index)
    gone = {name: (contamination.GATE, items) for name, items in held.items()}
    # Nothing goes as the copy of a row that holds a benchmark item: that one goes too, and both would be lost.
    gone |= _copies(candidates, run.settings.pruned_mix.near_duplicate_similarity, held)
    chosen = _choose(run.settings, candidates, gone)
    for number, items in enumerate(batches(_rows(candidates), ITEMS_A_UNIT)):
        _store(run, f"{number:07d}", items, gone, chosen)
        run.progress(f"{number * ITEMS_A_UNIT + len(items):,} items written")
    run.staging.write("not-drawn", to_table("pruned_mix", []), rejections_to_table("pruned_mix", []), united.left_out())
    candidates.unlink()


@dataclass
class _United:
    """All items of the upstreams as rows of the mix; of a language's own English pool, the share that is kept."""

    run: StageRun
    upstreams: Sequence[Upstream]
    _left_out: int = 0

    def write(self, path: Path) -> Path:
        """The rows as one Parquet file."""
        entry = languages.load(self.run.language)
        schema = to_table("pruned_mix", []).schema
        with pq.ParquetWriter(path, schema, compression="zstd") as writer:
            for rows in batches(self._items(entry), ITEMS_A_UNIT):
                writer.write_table(to_table("pruned_mix", rows))
        return path

    def left_out(self) -> Books:
        """What of the English pool is not kept."""
        return Books.of(not_drawn={"keep": self._left_out}).plus("in", rows=self._left_out)

    def _items(self, entry: Language) -> Iterator[MixItem]:
        keep = self.run.settings.pruned_mix.english.model_dump()
        for read in self.upstreams:
            whole = Arc(0.0, keep[read.partition] if read.stage == "agnostic_sft" else 1.0)
            for row in (row for rows in read.batches(ITEMS_A_UNIT) for row in rows):
                if read.stage == "dialogues":
                    yield of_dialogue(row, entry)
                elif whole.holds(position(row.item_id, row.family, self.run.settings.seed)):
                    yield of_item(row, entry)
                else:
                    self._left_out += 1


def _rows(path: Path) -> Iterator[MixItem]:
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(batch_size=ITEMS_A_UNIT, use_threads=False):
            yield from from_table("pruned_mix", batch)


def _copies(candidates: Path, similarity: float, without: Collection[str]) -> dict[str, Why]:
    """The rows that are nearly another one, by ``origin_id``; as if those ``without`` were not there."""
    found = near_duplicates.find_in_mix(candidates, similarity, without).to_pydict()
    return {
        name: (reason, detail)
        for name, reason, detail in zip(found["origin_id"], found["reason"], found["detail"], strict=True)
    }


def _choose(settings: Settings, candidates: Path, gone: Mapping[str, Why]) -> dict[str, Choice]:
    """What is said of each row that is left, by ``origin_id``; part by part."""
    chosen: dict[str, Choice] = {}
    for part, keep in settings.pruned_mix.keep.model_dump().items():
        with duckdb.connect(config={"memory_limit": MEMORY_LIMIT}) as connection:
            connection.register("gone", pa.table({"origin_id": pa.array(list(gone), pa.string())}))
            left = connection.execute(_LEFT, [str(candidates), part]).to_arrow_table()
            some = Candidates(left["origin_id"], left["family"], left["tokens"].to_numpy())
            if is_a_choice(len(left), keep):
                some = _with_what_ranks(some, settings.pruned_mix, connection, candidates, part)
        selection = choose(some, keep, settings.pruned_mix.select, settings.seed)
        chosen |= {str(name): choice for name, choice in zip(left["origin_id"].to_pylist(), selection, strict=True)}
    return chosen


def _with_what_ranks(
    some: Candidates, mix: PrunedMixSettings, connection: duckdb.DuckDBPyConnection, candidates: Path, part: str
) -> Candidates:
    """With the scores or the embeddings that the strategy ranks by."""
    if mix.select == "score":
        return replace(some, scores=read_scores(Path(mix.score_file), some.ids))
    if mix.select == "clusters":
        encode = encoder(mix.embedding_model)
        turns = connection.execute(_TURNS, [str(candidates), part]).to_arrow_reader(ITEMS_A_UNIT)
        texts = (_text(row) for batch in turns for row in batch.column("turns").to_pylist())
        file = candidates.with_name(".embeddings.npy")
        vectors = embed(texts, len(some.ids), encode, file)
        file.unlink()  # what is mapped stays until it is let go
        return replace(some, embeddings=vectors)
    return some


def _text(turns: Any) -> str:
    return "\n".join(text for turn in turns for text in (turn["question"], turn["answer"]))


def _store(
    run: StageRun,
    unit: str,
    items: Sequence[MixItem],
    gone: Mapping[str, Why],
    chosen: Mapping[str, Choice],
) -> None:
    rows: list[MixItem] = []
    rejections: list[Rejection] = []
    for item in items:
        kept, why = chosen.get(item.origin_id, Choice(False, ""))
        if kept:
            rows.append(replace(item, kept_by=why))
        else:
            rejections.append(_rejection(item, *gone.get(item.origin_id, ("selection", why))))
    books = Books.of(out=len(rows), made=len(rows), rejected=Counter(one.reason for one in rejections))
    run.staging.write(
        unit,
        to_table("pruned_mix", rows),
        rejections_to_table("pruned_mix", rejections),
        books.plus("in", rows=len(items)),
    )


def _rejection(item: MixItem, reason: str, detail: str) -> Rejection:
    key: dict[str, str | int] = {"language": item.language, "part": item.part, "origin_id": item.origin_id}
    made: dict[str, object] = {
        "item_id": item.item_id,
        "family": item.family,
        "turns": item.turns,
        "tokens": item.tokens,
        "teacher": item.teacher,
    }
    return Rejection(key, reason, detail, made)

"""``ultralink estimate translated_sft/ru``: what any share of the English items costs, in a language and in all.

Items are counted exactly, by the place of each on the circle; what one takes is the mean of a seeded sample. Ids are
hashes of texts and rows are stored by id, so that rows that follow each other are a sample, and are read quickly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb
import numpy as np
import pyarrow.parquet as pq

from ultralink_assets import flow, gates, languages
from ultralink_assets.from_english.translated_sft import TranslationRules, expected
from ultralink_assets.price_table import Pool, Share, mean_of, share, together
from ultralink_assets.records import PARTS, AgnosticItem, Item, Part, Turn, item_id_of
from ultralink_assets.settings import Settings, TeacherSettings
from ultralink_assets.sharing import position
from ultralink_assets.teacher.outcomes import Usage
from ultralink_assets.teacher.prices import cost_usd, dollars
from ultralink_assets.warehouse import Upstream, Warehouse, from_table

SHARES = {"1/16": 1 / 16, "1/8": 1 / 8, "1/4": 1 / 4, "1/2": 1 / 2, "1": 1.0}
SAMPLE = 400  # rows of a part: their mean is within some 5 % of that of all
ROWS_A_BATCH = 100_000


def report(settings: Settings, warehouse: Warehouse, language: str) -> str:
    """Raises `UpstreamRefused` for a part of which there are no rows, neither before the filter nor after it."""
    teacher, translated = settings.teacher or TeacherSettings(), flow.translated(settings)
    upstreams = [_upstream(settings, warehouse, part) for part in flow.parts(settings)]
    pools = [_pool(settings, teacher, upstream) for upstream in upstreams]
    keeps: dict[str, Mapping[str, float]] = {label: dict.fromkeys(PARTS, keep) for label, keep in SHARES.items()}
    keeps["settings"] = settings.translated_sft.keep.model_dump()
    own = {label: share(pools, language, translated, keep) for label, keep in keeps.items()}
    every = {
        label: together([share(pools, code, translated, keep) for code in translated]) for label, keep in keeps.items()
    }
    read = ", ".join(f"{upstream.stage}/{upstream.partition}" for upstream in upstreams)
    return "\n".join(
        [
            f"translated_sft/{language} with {teacher.identity}, of {read}; keep is the share of each part",
            *_table(own, teacher),
            f"all {len(translated)} languages ({', '.join(translated)})",
            *_table(every, teacher),
            _note(upstreams),
        ]
    )


def _upstream(settings: Settings, warehouse: Warehouse, part: Part) -> Upstream:
    stage = "agnostic_sft" if warehouse.current("agnostic_sft", part) else "english_sft"
    return warehouse.read_upstream(stage, part, gates.expected(stage), settings.gates.override)


def _pool(settings: Settings, teacher: TeacherSettings, upstream: Upstream) -> Pool:
    rules = TranslationRules(settings.translated_sft.protect, teacher.max_tokens, teacher.context_tokens)
    drawn = sample(upstream, settings.seed)
    means = {
        code: mean_of([expected(item, languages.load(code), rules) for item in drawn])
        for code in flow.translated(settings)
    }
    return Pool(upstream.partition, _positions(upstream, settings.seed), means)


def _positions(upstream: Upstream, seed: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    with pq.ParquetFile(upstream.rows_path) as file:
        batches = file.iter_batches(batch_size=ROWS_A_BATCH, columns=["item_id", "family"])
        rows = (row for batch in batches for row in zip(*(column.to_pylist() for column in batch.columns), strict=True))
        return np.fromiter((position(item_id, family, seed) for item_id, family in rows), np.float64, upstream.rows)


def sample(upstream: Upstream, seed: int) -> list[Item | AgnosticItem]:
    """At most `SAMPLE` rows: those that follow a seeded id, and after the last id the first ones."""
    start = item_id_of(upstream.partition, (Turn(str(seed), ""),))
    rows: list[Item | AgnosticItem] = []
    for side in (">=", "<"):
        query = f"SELECT * FROM read_parquet(?) WHERE item_id {side} ? ORDER BY item_id LIMIT ?"
        found = duckdb.execute(query, [str(upstream.rows_path), start, SAMPLE - len(rows)]).to_arrow_table()
        rows += from_table(upstream.stage, found)
    return rows


def _table(shares: Mapping[str, Share], teacher: TeacherSettings) -> list[str]:
    parts = list(next(iter(shares.values())).items)
    head = ["keep", *parts, "requests", "prompt tokens", "completion tokens", "money"]
    cells = [head, *([label, *_cells(one, teacher)] for label, one in shares.items())]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return ["  " + "  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]) for row in cells]


def _cells(one: Share, teacher: TeacherSettings) -> list[str]:
    usage = Usage(prompt=round(one.prompt_tokens), cached=0, completion=round(one.completion_tokens))
    counts = [*one.items.values(), round(one.requests), usage.prompt, usage.completion]
    return [*(f"{count:,}" for count in counts), dollars(cost_usd(usage, teacher.price_per_million))]


def _note(upstreams: Sequence[Upstream]) -> str:
    unfiltered = any(upstream.stage == "english_sft" for upstream in upstreams)
    more = " Rows of english_sft are counted before the filter." * unfiltered
    return (
        f"Without what gates have asked again and what is in the ledger already; tokens by {SAMPLE} rows a part.{more}"
    )

"""No conversation holds an item of a benchmark that the settings name; `similarity.contamination` is the rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path

from ultralink_assets.gates.tally import SHOWN
from ultralink_assets.similarity import Index, Texts
from ultralink_assets.warehouse.books import Verdict

GATE = "contamination"
NAMED = "benchmarks_named"


def find(rows_path: Path, index: Index) -> dict[str, str]:
    """The rows of a mix that hold items: by ``origin_id``, the items with their coverage."""
    return {
        name: "; ".join(f"{held.coverage:.2f} of {held.item_id}" for held in items)
        for names, texts in Texts(rows_path, "origin_id").batches()
        for name, items in zip(names, index.held(texts), strict=True)
        if items
    }


def verdict(found: Mapping[str, str], rows: int, items: int) -> Verdict:
    """Fails when any row holds an item; ``items``: how many the benchmarks have."""
    shown = [f"{name}: {held}" for name, held in islice(found.items(), SHOWN)]
    detail = {"rows": rows, "failed": len(found), "benchmark_items": items}
    return Verdict(GATE, True, not found, 0, {**detail, "ids": shown} if shown else detail)


def check_named(benchmarks: Sequence[str]) -> Verdict:
    """A warning when nothing was named to look for: then nothing is known."""
    why = {} if benchmarks else {"why": "name benchmark files: [pruned_mix.benchmarks]"}
    return Verdict(NAMED, False, bool(benchmarks), 0, {"benchmarks": list(benchmarks), **why})

"""CPU and memory of reading English data, beside other readers of the same files.

::

    python benchmarks/english_sft.py [--rows 1000000]

So many seeded ShareGPT rows (two turns, 1.1 kB) are written as JSON lines, gzip, a JSON list and Parquet. Each tool
reads a file in a process of its own; ours makes items and their ids, Hugging Face `datasets` streams the rows, polars
only counts the messages and is the floor. What counts is CPU seconds. The last line is one JSON line; ratios are ours /
theirs.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import os
import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from measuring import Cost, cost_of

WORDS = ("of", "the", "for", "each", "value", "list", "number", "returns", "data", "why", "because", "first")
FILES = {"json_lines": "rows.jsonl", "gzip": "rows.jsonl.gz", "json": "rows.json", "parquet": "rows.parquet"}


# ------------------------------------------------------------------------------- input


def rows(count: int) -> Iterator[str]:
    """Seeded rows; some words in other scripts, line ends and quotes, as texts have them."""
    draw = random.Random(20240206)
    for number in range(count):
        texts = [" ".join(draw.choices(WORDS, k=words)) for words in (30, 60, 20, 60)]
        texts[1] += '\n\n```\nprint("Привет")\n```'
        said = [{"from": ("human", "gpt")[place % 2], "value": text} for place, text in enumerate(texts)]
        yield json.dumps({"id": f"row_{number}", "conversations": said}, ensure_ascii=False)


def write(folder: Path, count: int) -> None:
    """The same rows in every packing; Parquet has row groups of 100,000."""
    import pyarrow.json as reader
    import pyarrow.parquet as parquet

    plain = folder / FILES["json_lines"]
    with plain.open("w", encoding="utf-8") as lines, (folder / FILES["json"]).open("w", encoding="utf-8") as listed:
        with gzip.open(folder / FILES["gzip"], "wt", compresslevel=1, encoding="utf-8") as packed:
            for number, row in enumerate(rows(count)):
                lines.write(row + "\n")
                packed.write(row + "\n")
                listed.write(("[\n" if number == 0 else ",\n") + row)
        listed.write("\n]\n")
    batches = reader.open_json(plain)
    with parquet.ParquetWriter(folder / FILES["parquet"], batches.schema) as writer:
        for batch in batches:
            writer.write_batch(batch, row_group_size=100_000)


# ------------------------------------------------------------------------------- tools


def ours(file: str) -> int:
    from ultralink_assets.from_english.english_sft import find_files, read_items

    return sum(len(batch.items) for batch in read_items(find_files([file]), "chat", None, lambda _unit: False))


def datasets(file: str) -> int:
    from datasets import load_dataset

    kind = "parquet" if file.endswith(".parquet") else "json"
    return sum(1 for _ in load_dataset(kind, data_files=file, split="train", streaming=True))


def polars(file: str) -> int:
    import polars

    frame = polars.scan_parquet(file) if file.endswith(".parquet") else polars.scan_ndjson(file)
    messages = frame.select(polars.col("conversations").list.len().sum()).collect(engine="streaming")
    return int(messages.item()) // 4


TOOLS: dict[str, Callable[[str], int]] = {"ours": ours, "datasets": datasets, "polars": polars}
READ = {"ours": list(FILES), "datasets": ["json_lines", "parquet"], "polars": ["json_lines", "parquet"]}


# ------------------------------------------------------------------------------ report


def measure(count: int) -> dict[str, object]:
    with tempfile.TemporaryDirectory(prefix="ultralink-bench-") as name:
        os.environ["HF_HOME"] = name
        command = [sys.executable, __file__, "--rows", str(count)]
        cost_of([*command, "--write", name])
        costs = dict(all_costs(Path(name), command))
    kinds = {kind: costs["ours", kind] for kind in FILES}
    return {
        "cpu_ratio": {
            tool: {kind: _ratio(kinds[kind], costs.get((tool, kind))) for kind in READ[tool]}
            for tool in TOOLS
            if tool != "ours"
        },
        "rows_per_s": {kind: round(count / cost.wall_s) for kind, cost in kinds.items()},
        "peak_mb": {kind: round(cost.peak_mb, 1) for kind, cost in kinds.items()},
        "rows": count,
    }


def _ratio(mine: Cost, theirs: Cost | None) -> float | None:
    return round(mine.cpu_s / theirs.cpu_s, 3) if theirs else None


def all_costs(folder: Path, command: list[str]) -> Iterator[tuple[tuple[str, str], Cost]]:
    print(f"{'tool':<10}{'file':<12}{'MB':>8}{'CPU s':>9}{'wall s':>9}{'peak MB':>9}")
    for tool, kind in ((tool, kind) for kind in FILES for tool in TOOLS if kind in READ[tool]):
        if tool != "ours" and not importlib.util.find_spec(tool):
            continue
        file = folder / FILES[kind]
        cost = cost_of([*command, "--only", tool, "--input", str(file)])
        size = file.stat().st_size / 1e6
        print(f"{tool:<10}{kind:<12}{size:8.0f}{cost.cpu_s:9.2f}{cost.wall_s:9.2f}{cost.peak_mb:9.0f}", flush=True)
        yield (tool, kind), cost


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--write", type=Path, help="only write the input into this folder")
    parser.add_argument("--only", choices=list(TOOLS), help="run one tool here, without measuring")
    parser.add_argument("--input", default="")
    given = parser.parse_args()
    if given.write:
        write(given.write, given.rows)
    elif given.only:
        if (found := TOOLS[given.only](given.input)) != given.rows:
            raise SystemExit(f"{given.only} found {found} of {given.rows} rows")
    else:
        print(json.dumps(measure(given.rows)))


if __name__ == "__main__":
    main()

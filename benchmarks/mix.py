"""Near-duplicates beside datasketch, contamination by benchmarks, and memory at a million rows.

::

    python benchmarks/mix.py [--documents 10000] [--rows 1000000]

All texts are invented by seed (mix_texts.py). Of the documents 26 % are copies in which 5, 10 or 20 % of the words
were edited, a tenth has half of another one's sentences, and a fifth is Chinese. Each program reads the same Parquet
file in a process of its own, finds pairs by 128 permutations in 32 bands of 4, and verifies them at Jaccard 0.5; what
counts is CPU seconds after the imports. datasketch is measured twice: fed with our shingles, which is the ratio, and
with Python's own substrings as its documentation shows. A copy counts as found when it or its original is turned down
for the other; precision is the share of these among all that is turned down. On a sample the pairs are compared with
all pairs by brute force over sets of strings. The last line is one JSON line.

The system counts a parent's memory at the fork as its child's, so this process imports nothing large.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

SEED = 20240206
EDITS = (0.05, 0.10, 0.20)
COPIES = 0.26
ROUNDS = 3
PEERS = {"datasketch": "datasketch 2 on our shingles", "documented": "datasketch 2 as documented"}
Result = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description="Near-duplicates, contamination and their memory.")
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--rows", type=int, default=1_000_000, help="of the run whose memory is measured")
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        import mix_parts

        print(json.dumps(mix_parts.PARTS[options.child[0]](Path(options.child[1]), options)))
        return
    with tempfile.TemporaryDirectory() as folder:
        result = measured(Path(folder), options)
    print(json.dumps(result))


def measured(folder: Path, options: argparse.Namespace) -> Result:
    """All parts, each printed when it is done."""
    run("documents", folder, options)
    near = near_duplicates(folder, options)
    held = run("contamination", folder, options)
    print(f"\ncontamination: {held['items']} items planted, {held['clean']} clean texts, a fifth Chinese")
    for name, value in held.items():
        print(f"  {name:<28}{value:>10}")
    run("rows", folder, options)
    big = run("ours", folder / "rows", options)
    print(f"\n{options.rows:,} rows: {big['peak_mb']:,.0f} MB at most, {big['cpu_s']:.0f} s of CPU")
    return {"near_duplicates": near, "contamination": held, "peak_mb": big["peak_mb"], "rows": options.rows}


def near_duplicates(folder: Path, options: argparse.Namespace) -> Result:
    """Ours and datasketch's in turns; medians of CPU seconds."""
    runs: dict[str, list[Result]] = {name: [] for name in ("ours", *PEERS)}
    for number in range(ROUNDS):
        for name in runs if not number else ("ours", "datasketch"):
            runs[name].append(run(name, folder, options))
    cpu_s = {name: median(one["cpu_s"] for one in done) for name, done in runs.items()}
    print(f"{options.documents:,} documents{'':<19}{'CPU s':>8}{'MB':>8}  recall at 5/10/20 %  Chinese  precision")
    for name, done in runs.items():
        one = done[0]
        names = [f"recall_at_{edits * 100:.0f}_percent" for edits in EDITS]
        recalls = "  ".join(" ".join(f"{one[kind + name]:.3f}" for name in names) for kind in ("", "chinese_"))
        label = PEERS.get(name, "ours")
        print(f"  {label:<34}{cpu_s[name]:>8.2f}{one['peak_mb']:>8.0f}  {recalls}  {one['precision']:.3f}")
    brute = run("brute_force", folder, options)
    print(f"  of {brute['pairs']} pairs by brute force in {brute['documents']} documents {brute['found']} are found")
    return {
        "cpu_speedup_over_datasketch": round(cpu_s["datasketch"] / cpu_s["ours"], 2),
        "cpu_speedup_over_datasketch_as_documented": round(cpu_s["documented"] / cpu_s["ours"], 2),
        **{key: value for key, value in runs["ours"][0].items() if key.startswith(("recall", "chinese", "precision"))},
        "recall_against_brute_force": brute["recall"],
        "different_from_brute_force": brute["different"],
        "cpu_s": round(cpu_s["ours"], 2),
        "documents": options.documents,
    }


def run(part: str, folder: Path, options: argparse.Namespace) -> Result:
    """What a part printed, in a process of its own, and the memory that it had at most."""
    program = [sys.executable, str(Path(__file__)), "--child", part, str(folder)]
    program += ["--documents", str(options.documents), "--rows", str(options.rows)]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        said = child.stdout.read()
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"The part {part!r} failed.")
    result: Result = json.loads(said.splitlines()[-1])
    return {"peak_mb": round(used.ru_maxrss / 1024), **result} if part != "contamination" else result


if __name__ == "__main__":
    main()

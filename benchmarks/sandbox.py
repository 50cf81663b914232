"""What the sandbox costs: all programs in it, and by the same interpreter without limits, in alternation.

    python benchmarks/sandbox.py FOLDER      FOLDER/humaneval/HumanEval.jsonl.gz

The programs are HumanEval's own: prompt, canonical solution, test, and the call of the test. Both sides start a process
for each program, collect its output and wait for its end, one program right after the other; the bare side has the same
options and environment. The figure is the median over the programs of the ratio of seconds, each the best of the
rounds.
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from ultralink_assets.sandbox import Limits, Sandbox, describe
from ultralink_assets.sandbox.child import INTERPRETER, OPTIONS, environment


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with gzip.open(options.folder / "humaneval" / "HumanEval.jsonl.gz", "rt", encoding="utf-8") as lines:
        programs = [_program(json.loads(line)) for line in lines]
    with Sandbox(Limits(seconds=60, cpu_seconds=30)) as sandbox, tempfile.TemporaryDirectory() as folder:
        passed = sum(sandbox.run(program).ending == "passed" for program in programs)
        rounds = [
            [_seconds(program, side) for program in programs]
            for _ in range(options.rounds)
            for side in (lambda text: _bare(text, folder), sandbox.run)
        ]
    seconds = list(zip(_best(rounds[::2]), _best(rounds[1::2]), strict=True))
    bare, boxed = (statistics.median(each) for each in zip(*seconds, strict=True))
    overhead = statistics.median(ours / theirs for theirs, ours in seconds)
    held = [each.name for each in describe().protections if each.holds]
    print(f"{passed} of {len(programs)} canonical programs passed; protections: {', '.join(held)}")
    print(f"median: {bare * 1000:.1f} ms bare, {boxed * 1000:.1f} ms in the sandbox")
    print(json.dumps({"passed": passed, "programs": len(programs), "overhead": round(overhead, 3), "held": held}))
    return 0


def _program(row: dict[str, str]) -> str:
    return f"{row['prompt']}{row['canonical_solution']}\n{row['test']}\ncheck({row['entry_point']})\n"


def _seconds(program: str, side: Callable[[str], object]) -> float:
    started = time.perf_counter()
    side(program)
    return time.perf_counter() - started


def _best(rounds: list[list[float]]) -> list[float]:
    """The fewest seconds of each program."""
    return [min(seconds) for seconds in zip(*rounds, strict=True)]


def _bare(program: str, folder: str) -> None:
    path = Path(folder, "program.py")
    path.write_text(program, encoding="utf-8")
    command = [INTERPRETER, *OPTIONS, str(path)]
    subprocess.run(command, cwd=folder, env=environment(folder), capture_output=True, check=True)


if __name__ == "__main__":
    sys.exit(main())

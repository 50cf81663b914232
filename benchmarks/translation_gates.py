"""How many planted faults the gates of translations catch, and how many human translations they turn down.

    python benchmarks/translation_gates.py FOLDER

FOLDER is searched for ``mgsm_<language>.tsv`` (MGSM: the same line of each file is the same problem), and for
``HumanEval.jsonl.gz`` with ``humaneval_<language>_raw.jsonl``, its published translations. Files of languages without
an entry are skipped.

``numbers.false_alarms``: the share of MGSM's human translations that ``numbers_kept`` turns down, each of which is
listed: some are faults of the translation. ``false_alarms`` has the same of all gates.

``planted``: of `FAULTS` faults of a kind in each language, planted by seed at random places, the share that the kind's
gate fails. Numbers are changed and dropped in MGSM's translations that pass, where there are some, and in texts of
ours; other faults are planted in texts of ours. Only numbers in digits are planted on, and not 1, which is an article
in many languages.

``humaneval_<language>.turned_down``: of the items that cannot run (prompt, a line break, solution and test, in a
process of its own with limits), the share that ``code_kept`` turns down by the prompt alone; ``false_alarms`` names
those that can run and are turned down all the same.
"""

from __future__ import annotations

import gzip
import json
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))  # the tests are no part of the installed package

from ultralink_assets.gates.translation import TRANSLATION_GATES
from ultralink_assets.languages import SOURCE, available
from ultralink_assets.records import Outcome, Translated
from ultralink_assets_tests.gates.translated_pairs import TARGETS
from ultralink_assets_tests.gates.translation_planting import PLANTS, numbers_of

FAULTS = 1000
SEED = 1
SECONDS, MEMORY = 10, 1 << 30  # what a program of HumanEval may take
NUMBERS = "numbers_kept"

Human = dict[str, list[Translated]]


def human_translations(folder: Path) -> Human:
    """MGSM's problems by language, each beside its English."""
    files = {path.stem.removeprefix("mgsm_"): path for path in folder.rglob("mgsm_*.tsv")}
    for code in sorted({*files} - {*available()}):
        print(f"skipped: {files[code].name} (no language entry {code!r})")
    texts = {code: _questions(path) for code, path in files.items() if code in available()}
    english = texts.pop(SOURCE, [])
    return {
        code: [Translated(code, "math", "question", *pair) for pair in zip(english, texts[code], strict=True)]
        for code in sorted(texts)
        if english
    }


def _questions(path: Path) -> list[str]:
    return [line.split("\t")[0] for line in path.read_text(encoding="utf-8").splitlines()]


def false_alarms(human: Human) -> dict[str, dict[str, float]]:
    """By gate and language; prints each alarm."""
    shares: dict[str, dict[str, float]] = {}
    for gate, check in TRANSLATION_GATES.items():
        for code, translations in human.items():
            findings = [check(one) for one in translations]
            failed = [(at, one) for at, one in enumerate(findings, 1) if one.outcome is Outcome.FAIL]
            for line, finding in failed:
                print(f"{gate} {code} line {line}: {finding.detail}\n    {translations[line - 1].source}")
                print(f"    {translations[line - 1].text}")
            shares.setdefault(gate, {})[code] = round(len(failed) / len(findings), 5)
    return shares


def planted(human: Human) -> dict[str, dict[str, float]]:
    """The share caught by kind of fault and language."""
    return {kind: {code: _caught(kind, code, human) for code in TARGETS} for kind in PLANTS}


def _caught(kind: str, code: str, human: Human) -> float:
    gate, plant, ours = PLANTS[kind]
    pairs = [pair(code) for pair in ours]
    if gate == NUMBERS:
        whole = (one for one in human.get(code, []) if TRANSLATION_GATES[gate](one).outcome is Outcome.PASS)
        pairs += [one for one in whole if numbers_of(one)]
    failed = 0
    for number in range(FAULTS):
        random = Random(f"{SEED}:{kind}:{code}:{number}")
        fault = plant(random.choice(pairs), random)
        failed += TRANSLATION_GATES[gate](fault).outcome is Outcome.FAIL
    return failed / FAULTS


# --------------------------------------------------------------------------------- HumanEval


def humaneval(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """For each published translation of HumanEval what the gate of code says of it."""
    original = next(folder.rglob("HumanEval.jsonl.gz"), None)
    for path in sorted(folder.rglob("humaneval_*_raw.jsonl")) if original else ():
        code = path.name.split("_")[1]
        if code in available() and original:
            with gzip.open(original, "rt", encoding="utf-8") as file:
                english = {item["task_id"]: item for item in map(json.loads, file)}
            items = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
            yield f"humaneval_{code}", _judged(items, english, code)


def _judged(items: list[dict[str, str]], english: dict[str, dict[str, str]], code: str) -> dict[str, Any]:
    broken = {item["task_id"] for item in items if not _runs(item)}
    down = {}
    for item in items:
        source = english[item["task_id"]]["prompt"]
        finding = TRANSLATION_GATES["code_kept"](Translated(code, "code", "question", source, item["prompt"]))
        if finding.outcome is Outcome.FAIL:
            down[item["task_id"]] = finding.detail
    alarms = sorted(down.keys() - broken)
    for task in alarms:
        print(f"code_kept {code} {task}: {down[task]}")
    share = len(broken & down.keys()) / len(broken) if broken else None
    return {"items": len(items), "cannot_run": len(broken), "turned_down": share, "false_alarms": alarms}


def _runs(item: dict[str, str]) -> bool:
    program = f"{item['prompt']}\n{item['canonical_solution']}\n{item['test']}\ncheck({item['entry_point']})\n"
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-c", program], capture_output=True, timeout=SECONDS, preexec_fn=_limit, check=False
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))


# ------------------------------------------------------------------------------------ report


def report(alarms: dict[str, dict[str, float]], caught: dict[str, dict[str, float]]) -> None:
    """Print both tables."""
    for title, table in (("false alarms", alarms), ("caught", caught)):
        codes = sorted({code for row in table.values() for code in row})
        print(f"\n{title:24} {' '.join(f'{code:>8}' for code in codes)}")
        for name, row in table.items():
            print(f"{name:24} {' '.join(f'{row[code]:8.4f}' for code in codes)}")


def main() -> int:
    folders = [Path(argument) for argument in sys.argv[1:]]
    if len(folders) != 1 or not folders[0].is_dir():
        print(__doc__, file=sys.stderr)
        return 2
    human = human_translations(folders[0])
    alarms, caught = false_alarms(human), planted(human)
    programs = dict(humaneval(folders[0]))
    report(alarms, caught)
    for name, judged in programs.items():
        print(f"{name}: {judged}")
    result = {
        "numbers": {"false_alarms": alarms[NUMBERS] if human else {}},
        "false_alarms": alarms,
        "planted": {kind: round(sum(row.values()) / len(row), 5) for kind, row in caught.items()},
        "planted_by_language": caught,
        **programs,
    }
    print(json.dumps(result, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())

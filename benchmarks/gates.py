"""How many planted faults the gates of utterances catch, and how much human text they turn down.

    python benchmarks/gates.py FOLDER [DUMPS] [--markdown]

FOLDER is searched for ``mgsm_<language>.tsv`` (MGSM) and for OMGEval's ``OMGEval_<Name>.txt``, whose name begins the
English name of its language ("Russia"): a question a line. DUMPS, a folder of Wikipedia dumps and page fragments
(``*.xml``, ``*.xml.bz2``) whose names begin with their language, adds paragraphs of articles, each as an answer whose
passage is its article. People wrote all of it, so whatever a gate turns down counts as a false alarm, and what it
leaves open as undecided, both as shares of the texts. (Some paragraphs are quotations in other languages, and some
questions do speak of a text: false alarms are upper bounds.) ``verbatim_copy`` looks for a
paragraph in the other text of its article. ``invented_numbers`` finds each paragraph in its article by design, so
that its false alarms are errors of reading alone; gates of answers pass every question.

``caught``: of `FAULTS` faults of the gate's kind, planted by seed at random places of the clean dialogues in
``ultralink_assets_tests/gates``, the share that the gate fails. ``clean_alarms``: of the utterances of those dialogues.
Null where there are no clean dialogues or no texts.

Gates that compare rows are given copies of clean dialogues (`COPIES` a gate and language): whole ones, ones with one
word in `EDITED` changed, or an answer so changed in a dialogue of another language. Their false alarms are among the
clean dialogues themselves.

``--markdown`` prints the table of ``docs/gates.md`` and nothing else.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))  # the tests are no part of the installed package

from ultralink_assets.from_wikipedia.raw_wikipedia import find_sources, read_dump
from ultralink_assets.from_wikipedia.script import in_own_script
from ultralink_assets.gates import UTTERANCE_GATES, toxicity, verbatim_copy
from ultralink_assets.languages import available, load
from ultralink_assets.records import Article, Outcome, Said
from ultralink_assets.settings import ToxicitySettings
from ultralink_assets_tests.gates import copies
from ultralink_assets_tests.gates.planting import (
    LANGUAGES,
    PLANTS,
    WARNING_PLANTS,
    clean_dialogues,
    enumerate_said,
)

GATES = {**UTTERANCE_GATES, toxicity.GATE: lambda said: toxicity.check(said, ToxicitySettings())}
FAULTS = 500
COPIES = 30
EDITED = 20
SEED = 1
ARTICLES = 120  # of each dump
SHORTEST_PARAGRAPH = 120  # characters, half as many in Chinese
PASSAGE = 8000  # characters
UNFINISHED = ":;,：；，、"  # a paragraph that announces a list is no whole utterance
_QUESTIONS = re.compile(r"mgsm_\w+\.tsv$|OMGEval_\w+\.txt$")

Human = dict[str, list[Said]]


@dataclass
class Score:
    """Of one gate and language; None where there was nothing to judge."""

    caught: float | None
    clean_alarms: float | None
    false_alarms: float | None
    undecided: float | None
    texts: int


def questions_in(folder: Path) -> Human:
    """Questions by language, of the languages that have an entry."""
    found: Human = {}
    for path in sorted(file for file in folder.rglob("*") if _QUESTIONS.match(file.name)):
        code = _language_of(path)
        if code not in available():
            print(f"skipped: {path.name} (no language entry {code!r})")
            continue
        lines = path.read_text(encoding="utf-8").splitlines()
        texts = [line.split("\t")[0] if path.suffix == ".tsv" else line.strip() for line in lines]
        found.setdefault(code, []).extend(Said(code, "question", text) for text in texts if text)
    return found


def _language_of(path: Path) -> str:
    kind, _, rest = path.stem.partition("_")
    if kind == "mgsm":
        return rest
    name = rest.removesuffix("_local")
    return next((code for code in available() if load(code).name.startswith(name)), name)


def paragraphs_in(folder: Path) -> Human:
    """Paragraphs of articles by language, each an answer about its article."""
    found: Human = {}
    for path in sorted(file for file in folder.iterdir() if file.name.endswith((".xml", ".xml.bz2"))):
        code = path.name[:2]
        if code not in available():
            print(f"skipped: {path.name} (no language entry {code!r})")
            continue
        units = read_dump(find_sources([str(path)]), code, finished=lambda _: False, workers=1)
        articles = [in_own_script(article, load(code)) for _, result in units for article in result.articles]
        found.setdefault(code, []).extend(said for article in articles[:ARTICLES] for said in _paragraphs(article))
    return found


def _paragraphs(article: Article) -> Iterator[Said]:
    whole = "\n".join(section.text for section in article.sections)
    headings = tuple(section.heading for section in article.sections if section.heading)
    shortest = SHORTEST_PARAGRAPH // load(article.language).conventions.pieces_a_word
    for line in whole.splitlines():
        if len(line) >= shortest and line.rstrip()[-1] not in UNFINISHED:
            yield Said(article.language, "answer", line, title=article.title, passage=whole, headings=headings)


def caught(gate: str, code: str) -> float | None:
    """The share of planted faults that the gate fails; None for a language without clean dialogues."""
    if code not in LANGUAGES:
        return None
    dialogues, failed = clean_dialogues(code), 0
    for number in range(FAULTS):
        random = Random(f"{SEED}:{gate}:{code}:{number}")
        planted = {**PLANTS, **WARNING_PLANTS}[gate](random.choice(dialogues), random)
        failed += GATES[gate](planted.said()).outcome is Outcome.FAIL
    return failed / FAULTS


def clean_alarms(gate: str, code: str) -> float | None:
    """The share of clean utterances that the gate fails."""
    if code not in LANGUAGES:
        return None
    said = [one for dialogue in clean_dialogues(code) for _, one in enumerate_said(dialogue)]
    return _share([GATES[gate](one).outcome for one in said], Outcome.FAIL)


def measure(human: Human) -> dict[str, dict[str, Score]]:
    """Scores by gate and language."""
    scores: dict[str, dict[str, Score]] = {}
    for name, gate in GATES.items():
        for code in sorted({*human, *LANGUAGES}):
            outcomes = [gate(_as_seen_by(name, said)).outcome for said in human.get(code, [])]
            alarms, undecided = _share(outcomes, Outcome.FAIL), _share(outcomes, Outcome.UNDECIDED)
            clean = clean_alarms(name, code)
            scores.setdefault(name, {})[code] = Score(caught(name, code), clean, alarms, undecided, len(outcomes))
    for name, find in copies.FINDERS.items():
        for code in LANGUAGES:
            found = sum(find(code, Random(f"{SEED}:{name}:{code}:{number}"), EDITED) for number in range(COPIES))
            scores.setdefault(name, {})[code] = Score(found / COPIES, copies.alarms(name, code), None, None, 0)
    return scores


def _as_seen_by(gate: str, said: Said) -> Said:
    """A paragraph would be a copy of its article: copies are looked for in the rest of it."""
    if gate != verbatim_copy.GATE or said.passage is None:
        return said
    return replace(said, passage=said.passage.replace(said.text, "")[:PASSAGE])


def _share(outcomes: Sequence[Outcome], outcome: Outcome) -> float | None:
    return round(outcomes.count(outcome) / len(outcomes), 5) if outcomes else None


def report(scores: dict[str, dict[str, Score]]) -> dict[str, Any]:
    """Print the table; returns what the last line holds."""
    result: dict[str, Any] = {}
    columns = ("caught", "clean_alarms", "false_alarms", "undecided")
    print(f"{'gate':22} {'language':8} {'caught':>8} {'of clean':>8} {'of human':>8} {'undecided':>9} {'texts':>6}")
    for gate, by_language in scores.items():
        for code, score in by_language.items():
            shares = {name: getattr(score, name) for name in columns}
            cells = [f"{'-' if share is None else f'{share:.4f}':>8}" for share in shares.values()]
            print(f"{gate:22} {code:8} {' '.join(cells)} {score.texts:6}")
            result.setdefault(gate, {})[code] = shares
    return result


def markdown(scores: dict[str, dict[str, Score]]) -> str:
    """The table of the docs: for each gate and language caught, false alarms (clean, human), undecided."""
    codes = sorted({code for by_language in scores.values() for code in by_language})
    head = ["gate", *codes]
    lines = [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}"]
    for gate, by_language in scores.items():
        cells = [_cell(by_language[code]) if code in by_language else "" for code in codes]
        lines.append(f"| {gate} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _cell(score: Score) -> str:
    shares = (score.caught, score.clean_alarms, score.false_alarms, score.undecided)
    return ", ".join("–" if share is None else f"{share:.3f}".removesuffix("000").rstrip(".") for share in shares)


def main() -> int:
    folders = [Path(argument) for argument in sys.argv[1:] if argument != "--markdown"]
    if len(folders) not in (1, 2) or not all(folder.is_dir() for folder in folders):
        print(__doc__, file=sys.stderr)
        return 2
    human = questions_in(folders[0])
    for code, said in (paragraphs_in(folders[1]) if folders[1:] else {}).items():
        human.setdefault(code, []).extend(said)
    scores = measure(human)
    print(markdown(scores) if "--markdown" in sys.argv else json.dumps(report(scores)))
    return 0


if __name__ == "__main__":
    sys.exit(main())

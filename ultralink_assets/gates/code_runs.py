"""Programs that run through in English run through in the translation too, in the sandbox.

Programs are what `code_kept` takes for Python: fenced blocks and, in the part of code, a text that is a program as a
whole. Only what a translation changed is run. An English program that does not run through on its own (a package that
is not there, a file, ``input()``, too long) claims nothing. Endings are compared, and not what is printed: words may
differ there. Translations are run once all of a language are made, since a program may take seconds.
"""

from __future__ import annotations

import hashlib
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from ultralink_assets.gates import code_kept
from ultralink_assets.gates.code_shape import PYTHON, is_program, parsed
from ultralink_assets.gates.rows import ROWS_A_BATCH, Row, translated_texts, translations_with_english
from ultralink_assets.gates.tally import SHOWN
from ultralink_assets.records import Finding, Outcome, SandboxRefused, Translated
from ultralink_assets.sandbox import Ending, Limits, Ran, Sandbox
from ultralink_assets.units import batches
from ultralink_assets.warehouse.books import Verdict

GATE = "code_runs"
SWITCHED_OFF = "switched off by [translated_sft] run_code = false"
AT_ONCE = 2
# The translation gets more: one that is as slow as its English must not be turned down on a machine that is busy.
ENGLISH, TRANSLATION = Limits(seconds=5, cpu_seconds=3), Limits()
_THROUGH = (Ending.PASSED, Ending.ENDED_EARLY)
_KEY = ("language", "part", "item_id")


class Pair(NamedTuple):
    """An English program and what a translation made of it."""

    english: str
    translated: str


class Found(NamedTuple):
    """``turned_down``: the stage's key, ``reason`` and ``detail``, for `merge`; ``verdict``: on the rows left."""

    turned_down: pa.Table
    verdict: Verdict


def find(rows_path: Path, english_paths: Sequence[Path], run_code: bool, progress: Callable[[str], None]) -> Found:
    """Run what changed in the translations of ``rows_path``. Where the sandbox can't protect, nothing is run."""
    result = _Result()
    with ExitStack() as stack:
        programs = _Programs(stack, "" if run_code else SWITCHED_OFF)
        for rows in batches(translations_with_english(rows_path, english_paths), ROWS_A_BATCH):
            changed_in = [[pair for text in translated_texts(row) for pair in changed(text)] for row in rows]
            said = programs.compare(list(dict.fromkeys(pair for pairs in changed_in for pair in pairs)))
            for row, pairs in zip(rows, changed_in, strict=True):
                result.add(row, [said[pair] for pair in pairs])
            progress(f"{result.rows:,} translations looked at, {result.changed:,} with programs that changed")
    return Found(result.turned_down(), result.verdict(programs.refused))


def changed(translated: Translated) -> list[Pair]:
    """The Python of the English beside that of the translation, where they differ."""
    if translated.part == "code" and is_program(translated.source):
        pairs = [Pair(translated.source, translated.text)]
    else:
        blocks = zip(code_kept.blocks(translated.source), code_kept.blocks(translated.text), strict=False)
        opened = [(code_kept.opened(before), code_kept.opened(after)) for before, after in blocks]
        pairs = [Pair(code, after) for (language, code), (_, after) in opened if language in PYTHON and parsed(code)]
    return [Pair(*map(textwrap.dedent, pair)) for pair in pairs if pair.english != pair.translated]


def compared(before: Ending, after: Ran) -> Finding:
    """What the endings of a program in English, which ran through, and in the translation say."""
    if after.outcome is Outcome.UNDECIDED:
        return Finding(GATE, Outcome.UNDECIDED, f"{after.ending}: {_last_line(after.stderr)}")
    if after.ending is before:
        return Finding(GATE, Outcome.PASS, "")
    return Finding(
        GATE, Outcome.FAIL, f"{before} in English, {after.ending} here: {_last_line(after.stderr)}".rstrip(": ")
    )


def _last_line(text: str) -> str:
    return text.rstrip().rpartition("\n")[2]


@dataclass(slots=True)
class _Programs:
    """Runs programs, each English one once. ``refused`` says why none is run, or is empty."""

    _stack: ExitStack
    refused: str
    _endings: dict[bytes, Ending] = field(default_factory=dict)
    _sandboxes: dict[Limits, Sandbox] = field(default_factory=dict)

    def compare(self, pairs: Sequence[Pair]) -> Mapping[Pair, Finding]:
        """What is to be said of each pair; all are undecided from the moment on when nothing may be run."""
        if not self.refused and pairs:
            try:
                return self._compare(pairs)
            except SandboxRefused as error:
                self.refused = str(error)
        return {pair: Finding(GATE, Outcome.UNDECIDED, self.refused) for pair in pairs}

    def _compare(self, pairs: Sequence[Pair]) -> Mapping[Pair, Finding]:
        new = {_digest(pair.english): pair.english for pair in pairs if _digest(pair.english) not in self._endings}
        self._endings.update((key, ran.ending) for key, ran in zip(new, self._run(new.values(), ENGLISH), strict=True))
        said = {pair: self._of_english(pair) for pair in pairs}
        through = [pair for pair in pairs if self._endings[_digest(pair.english)] in _THROUGH]
        after = self._run((pair.translated for pair in through), TRANSLATION)
        for pair, ran in zip(through, after, strict=True):
            said[pair] = compared(self._endings[_digest(pair.english)], ran)
        return said

    def _of_english(self, pair: Pair) -> Finding:
        ending = self._endings[_digest(pair.english)]
        unknown = ending in (Ending.KILLED, Ending.NOT_RUN)
        return Finding(GATE, Outcome.UNDECIDED if unknown else Outcome.PASS, f"{ending} in English")

    def _run(self, programs: Iterable[str], limits: Limits) -> Iterable[Ran]:
        if limits not in self._sandboxes:
            self._sandboxes[limits] = self._stack.enter_context(Sandbox(limits))
        return self._sandboxes[limits].run_all(programs, AT_ONCE)


def _digest(program: str) -> bytes:
    return hashlib.sha256(program.encode("utf-8", "surrogatepass")).digest()


@dataclass(slots=True)
class _Result:
    """Counts rows by what was said of their programs, and keeps those to be turned down."""

    rows: int = 0
    changed: int = 0
    undecided: dict[str, str] = field(default_factory=dict)  # by row, as many as are shown
    undecided_rows: int = 0
    failed: list[dict[str, str]] = field(default_factory=list)

    def add(self, row: Row, findings: Sequence[Finding]) -> None:
        self.rows += 1
        self.changed += bool(findings)
        by_outcome = {one.outcome: one.detail for one in reversed(findings)}
        if Outcome.FAIL in by_outcome:
            key = {name: row[name] for name in _KEY}
            self.failed.append({**key, "reason": GATE, "detail": by_outcome[Outcome.FAIL]})
        elif Outcome.UNDECIDED in by_outcome:
            self.undecided_rows += 1
            if len(self.undecided) < SHOWN:
                self.undecided[f"{row['part']}:{row['item_id']}"] = by_outcome[Outcome.UNDECIDED]

    def turned_down(self) -> pa.Table:
        return pa.Table.from_pylist(
            self.failed, pa.schema([(name, pa.string()) for name in (*_KEY, "reason", "detail")])
        )

    def verdict(self, refused: str) -> Verdict:
        """Passes when all that had to be run was: a row that was not is no pass."""
        kept = self.rows - len(self.failed)
        detail: dict[str, Any] = {"rows": kept, "changed": self.changed, "turned_down": len(self.failed)}
        if self.undecided:
            detail |= {"ids": [*self.undecided], "why": refused or next(iter(self.undecided.values()))}
        return Verdict(GATE, False, kept > 0 and not self.undecided_rows, self.undecided_rows, detail)

"""The versions of one English item agree in every language: on the number of turns, numbers, the final answer and code.

Each was held against its English before it was kept, which allows for more than one reading: "1.250" or a number said
twice. Here two versions are held against each other. A warning, computed when a language is published, against what
others have published by then; shares have items in common where they overlap.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from ultralink_assets import languages
from ultralink_assets.gates import code_kept
from ultralink_assets.gates.answer_kept import answers_in
from ultralink_assets.gates.rows import ROWS_A_BATCH
from ultralink_assets.gates.tally import EXAMPLES, SHOWN
from ultralink_assets.gates.translated_prose import changed_prose
from ultralink_assets.languages.quantities import Quantity, quantities_in, values_in
from ultralink_assets.records import Outcome, Translated
from ultralink_assets.warehouse.books import Verdict
from ultralink_assets.warehouse.connections import MEMORY_LIMIT

GATE = "same_in_every_language"

_PAIRS = """
SELECT part, item_id, own.turns AS own, other.turns AS other, english.turns AS english
FROM read_parquet($own) AS own JOIN read_parquet($other) AS other USING (part, item_id)
JOIN read_parquet($english) AS english USING (part, item_id)
ORDER BY part, item_id
"""
Turns = Sequence[Mapping[str, str]]


@dataclass(slots=True)
class _Seen:
    """What was compared, and which items differ in what."""

    compared: dict[str, int] = field(default_factory=dict)
    by_kind: dict[str, int] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)
    examples: list[str] = field(default_factory=list)

    def add(self, name: str, code: str, differences: Iterable[tuple[str, str]]) -> None:
        for kind, detail in dict(differences).items():
            self.by_kind[kind] = self.by_kind.get(kind, 0) + 1
            self.failed.add(name)
            if len(self.examples) < EXAMPLES:
                self.examples.append(f"{name} in {code}: {kind} {detail}")


def check(rows_path: Path, language: str, others: Mapping[str, Path], english_paths: Sequence[Path]) -> Verdict:
    """Fails when an item of ``language`` differs from its version in ``others`` (published translations by language).

    What was not translated into another language is compared with nothing; ``compared`` counts the rest.
    """
    seen = _Seen()
    for code, path in sorted(others.items()):
        seen.compared[code] = 0
        for row in _pairs(rows_path, path, english_paths):
            seen.compared[code] += 1
            found = _differences(row["part"], row["english"], (language, row["own"]), (code, row["other"]))
            seen.add(f"{row['part']}:{row['item_id']}", code, found)
    detail: dict[str, Any] = {"compared": seen.compared, "failed": len(seen.failed)}
    if seen.failed:
        detail |= {"by_kind": seen.by_kind, "ids": sorted(seen.failed)[:SHOWN], "examples": seen.examples}
    return Verdict(GATE, False, not seen.failed, 0, detail)


def _pairs(own: Path, other: Path, english: Sequence[Path]) -> Iterator[dict[str, Any]]:
    paths = {"own": str(own), "other": str(other), "english": [str(path) for path in english]}
    with duckdb.connect(config={"memory_limit": MEMORY_LIMIT}) as connection:
        for batch in connection.execute(_PAIRS, paths).to_arrow_reader(ROWS_A_BATCH):
            yield from batch.to_pylist()


def _differences(
    part: Any, english: Turns, own: tuple[str, Turns], other: tuple[str, Turns]
) -> Iterator[tuple[str, str]]:
    """What differs (``turns``, ``numbers``, ``answer``, ``code``), with both sides in words."""
    (code, turns), (other_code, other_turns) = own, other
    if len(turns) != len(other_turns):
        yield "turns", f"{len(turns)} beside {len(other_turns)}"
        return
    for source, mine, theirs in zip(english, turns, other_turns, strict=False):
        for role in ("question", "answer"):
            pair = Translated(code, part, role, theirs[role], mine[role])
            yield from differences(pair, other_code, source[role])


def differences(pair: Translated, other: str, english: str) -> Iterator[tuple[str, str]]:
    """What differs between ``pair.text`` and ``pair.source``, which is in the language ``other``: both ``english``."""
    if numbers := _numbers(pair, other):
        yield "numbers", numbers
    if answer := _answer(pair, other, english):
        yield "answer", answer
    code = code_kept.check(pair)
    if code.outcome is Outcome.FAIL:
        yield "code", code.detail


def _numbers(pair: Translated, other: str) -> str:
    """Numbers that one version has and the other does not, in any of their readings."""
    theirs, mine = changed_prose(pair)
    own_language, other_language = languages.load(pair.language), languages.load(other)
    own = quantities_in(mine, own_language, values_in(theirs, other_language))
    others = quantities_in(theirs, other_language, values_in(mine, own_language))
    alone = _alone(own, others), _alone(others, own)
    return f"{', '.join(alone[0]) or 'none'} beside {', '.join(alone[1]) or 'none'}" if any(alone) else ""


def _alone(ones: Sequence[Quantity], others: Sequence[Quantity]) -> list[str]:
    known = {1.0}.union(*(one.values for one in others))
    return [one.text for one in ones if _counts(one) and one.values.isdisjoint(known)]


def _counts(one: Quantity) -> bool:
    """Not what languages say by grammar: "two" in words may be "both" elsewhere, or a word's form."""
    small_word = max(one.values) <= 2 and not any(map(str.isdigit, one.text))
    return one.certain and one.kind == "count" and not small_word


def _answer(pair: Translated, other: str, english: str) -> str:
    """The final answers, where the English gives one in digits and the two versions give no common one."""
    mine = answers_in(pair.text, english, languages.load(pair.language))
    theirs = answers_in(pair.source, english, languages.load(other))
    if not mine or not theirs or any(_is_same(one, another) for one in mine for another in theirs):
        return ""
    return f"{_shown(mine)} beside {_shown(theirs)}"


def _is_same(one: Sequence[frozenset[float]], other: Sequence[frozenset[float]]) -> bool:
    return len(one) == len(other) and all(mine & theirs for mine, theirs in zip(one, other, strict=True))


def _shown(answers: Sequence[Sequence[frozenset[float]]]) -> str:
    return " or ".join(" ".join(f"{min(values):g}" for values in answer) for answer in answers)

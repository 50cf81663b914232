"""Plants copies of clean dialogues, for the gates that compare rows: whole, edited, or in another language.

``FINDERS[gate](language, random, edited)`` plants one copy and says whether the gate finds it; one word in ``edited``
is changed where the gate is for near copies.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from ultralink_assets.gates import duplicates, near_duplicates, same_in_two_languages
from ultralink_assets.languages.words import words_of
from ultralink_assets.records import Dialogue, Turn
from ultralink_assets.settings import GatesSettings
from ultralink_assets_tests.gates.planting import LANGUAGES, clean_dialogues
from ultralink_assets_tests.gates.tables import dialogue_of, write

SIMILARITY = GatesSettings().near_duplicate_similarity
COPY = "copy"


def rows_of(language: str) -> list[Dialogue]:
    """The clean dialogues of a language as rows."""
    return [dialogue_of(one, at) for at, one in enumerate(clean_dialogues(language))]


def changed(text: str, random: Random, edited: int) -> str:
    """``text`` in which one word in ``edited`` has become another word of it; 0 changes none."""
    words = words_of(text)
    places = list(re.finditer("|".join(map(re.escape, sorted(set(words), key=len, reverse=True))), text.lower()))
    for place in sorted(
        random.sample(places, len(places) // edited if edited else 0), key=lambda found: -found.start()
    ):
        text = text[: place.start()] + random.choice(words) + text[place.end() :]
    return text


def whole_copy(language: str, random: Random, edited: int) -> bool:
    """Whether `duplicates` finds a dialogue that stands there twice."""
    rows = rows_of(language)
    copied = random.choice(rows)
    found = _duplicates(language, [*rows, replace(copied, dialogue_id=COPY)])
    return bool({COPY, copied.dialogue_id} & found)


def near_copy(language: str, random: Random, edited: int) -> bool:
    """Whether `near_duplicates` finds a dialogue that stands there again with changed words."""
    rows = rows_of(language)
    copied = random.choice(rows)
    turns = [replace(turn, answer=changed(turn.answer, random, edited)) for turn in copied.turns]
    found = _near_duplicates(language, [*rows, replace(copied, dialogue_id=COPY, turns=tuple(turns))])
    return bool({COPY, copied.dialogue_id} & found)


def answer_in_another_language(language: str, random: Random, edited: int) -> bool:
    """Whether `same_in_two_languages` finds an answer, with changed words, in a dialogue of another language."""
    answer = changed(random.choice(random.choice(rows_of(language)).turns).answer, random, edited)
    other = random.choice([code for code in LANGUAGES if code != language])
    rows = rows_of(other)
    at = random.randrange(len(rows))
    turns = list(rows[at].turns)
    turns[random.randrange(len(turns))] = Turn(turns[0].question, answer)
    rows[at] = replace(rows[at], turns=tuple(turns))
    return _same(language, {other: rows}) == 1


Finder = Callable[[str, Random, int], bool]
FINDERS: Mapping[str, Finder] = {
    "duplicates": whole_copy,
    "near_duplicates": near_copy,
    "same_in_two_languages": answer_in_another_language,
}


def alarms(gate: str, language: str) -> float:
    """The share of clean dialogues (answers, for `same_in_two_languages`) that ``gate`` takes for copies."""
    rows = rows_of(language)
    if gate == "same_in_two_languages":
        others = {code: rows_of(code) for code in LANGUAGES if code != language}
        return _same(language, others) / sum(len(row.turns) for row in rows)
    found = _duplicates(language, rows) if gate == "duplicates" else _near_duplicates(language, rows)
    return len(found) / len(rows)


def _duplicates(language: str, rows: Sequence[Dialogue]) -> set[str]:
    with TemporaryDirectory() as folder:
        path = write(Path(folder) / "d.parquet", "dialogues", rows)
        return {str(found) for found in duplicates.find(path, "dialogues", language).column("dialogue_id").to_pylist()}


def _near_duplicates(language: str, rows: Sequence[Dialogue]) -> set[str]:
    with TemporaryDirectory() as folder:
        path = write(Path(folder) / "d.parquet", "dialogues", rows)
        return {str(found) for found in near_duplicates.find(path, SIMILARITY, language).column(0).to_pylist()}


def _same(language: str, others: Mapping[str, Sequence[Dialogue]]) -> int:
    with TemporaryDirectory() as folder:
        path = write(Path(folder) / "d.parquet", "dialogues", rows_of(language))
        paths = {code: write(Path(folder) / f"{code}.parquet", "dialogues", rows) for code, rows in others.items()}
        failed: int = same_in_two_languages.check(path, language, paths, SIMILARITY).detail["failed"]
        return failed

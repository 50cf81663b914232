"""Small rows, staged units and publications for the tests of the warehouse."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from ultralink_assets.records import Dialogue, Passage, Rejection, Turn
from ultralink_assets.warehouse import (
    Books,
    Merged,
    Publication,
    PublicationRow,
    Staging,
    Verdict,
    Warehouse,
    merge,
    rejections_to_table,
    to_table,
)

PASSED = (Verdict("books_balance", True, True), Verdict("language", True, True, 0, {"failed": 0}))


def silent(_: str) -> None:
    """Nobody listens."""


def open_warehouse(data: Path, wait_s: float = 30, say: Callable[[str], None] = silent, keep: int = 3) -> Warehouse:
    return Warehouse(data / "warehouse.duckdb", keep_versions=keep, wait_s=wait_s, say=say)


def dialogue(number: int, language: str = "ru", version: str = "v1", words: int = 3) -> Dialogue:
    return Dialogue(
        dialogue_id=f"{language}:{number}:d",
        language=language,
        passage_id=f"{language}:{number}:p",
        kind="grounded",
        turns=(Turn("Кто?", "Она. " * words), Turn("When?", f"In {1900 + number}.")),
        steps=("first", "deeper"),
        ended="drawn",
        document_in_question=False,
        teacher="demo",
        prompt_version=version,
    )


def passage(number: int, language: str = "ru", text: str = "Текст.") -> Passage:
    return Passage(f"{language}:{number}:x", language, number, None, f"Title {number}", ("A", "Б"), 0, text, 2)


def rejection(number: int, language: str = "ru") -> Rejection:
    key: dict[str, str | int] = {"language": language, "passage_id": f"{language}:{number}:p", "kind": "grounded"}
    return Rejection(key, "refusal", "it says no", {"turns": (Turn("Кто?", ""),), "steps": ("first",)})


def write_unit(staging: Staging, unit: str, rows: Sequence[Dialogue], rejected: Sequence[Rejection] = ()) -> None:
    books = Books.of(**{"in": len(rows) + len(rejected), "out": len(rows), "made": len(rows)})
    if rejected:
        books = books.plus("rejected", "refusal", len(rejected))
    staging.write(unit, to_table("dialogues", rows), rejections_to_table("dialogues", rejected), books, {"unit": unit})


def stage_dialogues(data: Path, rows: Iterable[Dialogue], language: str = "ru", version: str = "v1") -> Staging:
    staging = Staging(data, "dialogues", language, version)
    every = list(rows)
    for start in range(0, len(every), 100):
        write_unit(staging, f"unit-{start:06d}", every[start : start + 100])
    write_unit(staging, "unit-rejected", [], [rejection(9_000_000, language)])
    return staging


def publication(staging: Staging, merged: Merged, verdicts: Sequence[Verdict] = PASSED) -> Publication:
    return Publication(
        staging.stage.name, staging.partition, merged, staging.books(), verdicts, staging.version, run_id="run"
    )


def publish(
    data: Path,
    count: int,
    language: str = "ru",
    version: str = "v1",
    verdicts: Sequence[Verdict] = PASSED,
    keep: int = 3,
    around: Callable[[Callable[[], PublicationRow]], PublicationRow] = lambda work: work(),
) -> PublicationRow:
    """Stage, merge and publish ``count`` dialogues whose prompt_version and code version are ``version``.

    ``around`` runs what comes after merging.
    """

    def finish() -> PublicationRow:
        row = open_warehouse(data, keep=keep).publish(publication(staging, merged, verdicts))
        staging.clear_all()
        return row

    with Staging(data, "dialogues", language, version).lock():
        rows = (dialogue(number, language, version) for number in range(count))
        staging = stage_dialogues(data, rows, language, version)
        merged = merge(staging)
        return around(finish)

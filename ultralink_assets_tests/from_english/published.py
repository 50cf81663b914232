"""English items as a published ``english_sft``, for tests of what reads it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ultralink_assets import gates
from ultralink_assets.records import Item, Part
from ultralink_assets.warehouse import Books, Publication, Staging, Verdict, merge, rejections_to_table, to_table
from ultralink_assets_tests.from_english.items import item
from ultralink_assets_tests.sample.english_texts import rows, sound_rows, texts_of
from ultralink_assets_tests.warehouse.making import open_warehouse

FILES: dict[str, Part] = {"chat.jsonl": "chat", "math.jsonl": "math", "code.jsonl": "code", "code_evol.jsonl": "code"}


def sample_items(part: Part) -> list[Item]:
    """The sample's items of one part, as their loader makes them; of copies the first."""
    found = (
        item(*texts_of(rows(file)[number]), part=part, row=number)
        for file, number in sound_rows()
        if FILES[file] == part
    )
    return [*{one.item_id: one for one in reversed([*found])}.values()]


def publish_english(data: Path, part: Part, items: Iterable[Item]) -> None:
    """``items`` as the current publication, whose every check has passed."""
    every = [*items]
    staging = Staging(data, "english_sft", part, "version")
    books = Books.of(**{"in": len(every), "out": len(every), "made": len(every)})
    verdicts = [Verdict(name, True, True) for name in gates.expected("english_sft")]
    with staging.lock():
        staging.write("unit", to_table("english_sft", every), rejections_to_table("english_sft", []), books)
        publication = Publication("english_sft", part, merge(staging), books, verdicts, "code", run_id="run")
        open_warehouse(data).publish(publication)
        staging.clear_all()

"""The English data of the small warehouse, one part, and what becomes of it up to the files of a data set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace

from ultralink_assets.languages import load
from ultralink_assets.mix.dataset import path_of
from ultralink_assets.mix.pruned_mix import of_dialogue, of_item
from ultralink_assets.records import (
    AgnosticItem,
    Criteria,
    DatasetFile,
    Dialogue,
    Item,
    MixItem,
    MixPart,
    Part,
    Rejection,
    Translation,
    Turn,
    item_id_of,
)

PART: Part = "chat"
LANGUAGE = "ru"


def item(row: int, question: str, answer: str, family: str | None = None) -> Item:
    turns = (Turn(question, answer),)
    return Item(item_id_of(PART, turns), PART, "en", "chat.jsonl", row, family, turns)


# Two of one family and a third are translated; the others are turned down as cultural, turned down as a translation
# that lost a number, and left to other languages. Row 6 of the file was turned down.
FIRST = item(0, "Why is ice slippery?", "Its surface is nearly liquid.", "ice")
SECOND = item(1, "What makes ice slippery?", "A thin film of water.", "ice")
THIRD = item(2, "Do fish sleep?", "They rest.")
BOUND = item(3, "Who carves the turkey?", "The eldest, at Thanksgiving.")
NUMBERED = item(4, "How many legs has a spider?", "8")
LEFT = item(5, "Is glass a liquid?", "No.")
ITEMS = [FIRST, SECOND, THIRD, BOUND, NUMBERED, LEFT]
EMPTY_ROW = Rejection({"part": PART, "source": "chat.jsonl", "source_row": 6}, "empty_text", "row 6: no answer")

CLEAN = Criteria(0, 0, 0, 0, 0, 0, 0)
FILTER = {"teacher": "demo", "prompt_version": "f"}
AGNOSTIC = [
    AgnosticItem(
        **{name: getattr(one, name) for name in Item.__slots__}, criteria=CLEAN, teacher="demo", prompt_version="f"
    )
    for one in ITEMS
    if one is not BOUND
]
CULTURAL = Rejection(
    {"part": PART, "item_id": BOUND.item_id}, "cultural", "custom", {"criteria": replace(CLEAN, custom=1), **FILTER}
)


def translation(of: Item, question: str, answer: str) -> Translation:
    return Translation(of.item_id, LANGUAGE, PART, of.family, (Turn(question, answer),), "demo", "t")


TRANSLATIONS = [
    translation(FIRST, "Почему лёд скользкий?", "Его поверхность почти жидкая."),
    translation(SECOND, "Из-за чего лёд скользит?", "Из-за тонкой плёнки воды."),
    translation(THIRD, "Спят ли рыбы?", "Они отдыхают."),
]
LOST = Rejection({"language": LANGUAGE, "part": PART, "item_id": NUMBERED.item_id}, "numbers_kept", "lost: 8")


def mix(kept: Dialogue, others: Sequence[Dialogue]) -> tuple[list[MixItem], list[Rejection]]:
    """One dialogue and two translations are kept; all else is turned down by the selection."""
    russian = load(LANGUAGE)
    rows = [of_dialogue(kept, russian), *(of_item(one, russian) for one in (TRANSLATIONS[0], TRANSLATIONS[2]))]
    left = [*(of_dialogue(one, russian) for one in others), of_item(TRANSLATIONS[1], russian)]
    return [replace(row, kept_by="all of 3 are kept") for row in rows], [_not_selected(row) for row in left]


def _not_selected(row: MixItem) -> Rejection:
    made = asdict(row)
    key = {name: made.pop(name) for name in ("language", "part", "origin_id")}
    return Rejection(key, "selection", "place 9 of 9", {"teacher": row.teacher, "item_id": row.item_id})


def files_of(part: MixPart, rows: int) -> list[DatasetFile]:
    text, table = path_of(LANGUAGE, part, "jsonl", demo=True), path_of(LANGUAGE, part, "parquet", demo=True)
    return [
        DatasetFile("all", part, LANGUAGE, "jsonl", text, rows, 100, "0" * 64),
        DatasetFile("all", part, LANGUAGE, "parquet", table, rows, 200, "0" * 64),
    ]


FILES = [*files_of("chat_specific", 1), *files_of("chat_agnostic", 2)]

"""English items for tests of the stages that read them."""

from __future__ import annotations

from ultralink_assets.records import Item, Part, Turn, item_id_of


def item(*texts: str, part: Part = "chat", row: int = 3, family: str | None = None) -> Item:
    """An item of questions and answers in turn."""
    turns = tuple(Turn(question, answer) for question, answer in zip(texts[::2], texts[1::2], strict=True))
    return Item(item_id_of(part, turns), part, "en", "file.jsonl", row, family, turns)

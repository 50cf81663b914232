"""The sample's English items, published as those that hold everywhere: what translations are made of."""

from __future__ import annotations

import json
from collections.abc import Iterator

from ultralink_assets import flow, sample
from ultralink_assets.from_english.english_sft import find_files, read_items
from ultralink_assets.records import AgnosticItem, Item, Part
from ultralink_assets.settings import Settings
from ultralink_assets_tests.mix.making import publish_rows
from ultralink_assets_tests.sample.english_texts import to_translate


def items_of(part: Part) -> Iterator[Item]:
    """The items of one part that are sound and bound to no culture, equal ones once."""
    files, known = find_files([str(path) for path in sample.english(part)]), to_translate()
    every = [item for batch in read_items(files, part, None, lambda _: False) for item in batch.items]
    yield from (item for item in {item.item_id: item for item in every}.values() if item.turns[0].question in known)


def agnostic(item: Item) -> AgnosticItem:
    """An item that nobody had to be asked about."""
    return AgnosticItem(
        item.item_id,
        item.part,
        item.language,
        item.source,
        item.source_row,
        item.family,
        item.turns,
        None,
        None,
        None,
    )


def publish_pool(settings: Settings) -> None:
    """Publish ``agnostic_sft`` in every part that the settings have."""
    for part in flow.parts(settings):
        publish_rows(settings, "agnostic_sft", part, [agnostic(item) for item in items_of(part)])


def files(*parts: Part) -> str:
    """The keys of ``[english_sft]`` that name the sample's files of these parts."""
    return "\n".join(f"{part} = {json.dumps([str(path) for path in sample.english(part)])}" for part in parts)

"""Where a dialogue's knowledge comes from: its passage, and the article that the passage was cut from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ultralink_assets.mix.dataset import Origin, Origins
from ultralink_assets.records import MixItem

MEMORY_LIMIT = "512MB"
_KNOWN = """
CREATE TEMP TABLE known AS
SELECT dialogue_id, passage_id, page_id, passages.revision_id, passages.title, url
FROM read_parquet($dialogues) AS dialogues
JOIN read_parquet($passages) AS passages USING (passage_id)
LEFT JOIN read_parquet($articles) AS articles USING (page_id)
"""
_ASKED = "SELECT * FROM known SEMI JOIN (SELECT unnest($ids) AS dialogue_id) USING (dialogue_id)"


@dataclass(frozen=True, slots=True)
class Published:
    """The published Parquet files of one language."""

    dialogues: Path
    passages: Path
    articles: Path


@contextmanager
def lookup(published: Published | None) -> Iterator[Origins]:
    """What is known of the origins of items, from these files; nothing is known where there are none."""
    if published is None:
        yield lambda _: {}
        return
    with duckdb.connect(config={"memory_limit": MEMORY_LIMIT}) as connection:
        paths = {name: str(getattr(published, name)) for name in ("dialogues", "passages", "articles")}
        connection.execute(_KNOWN, paths)

        def origins(items: Sequence[MixItem]) -> Mapping[str, Origin]:
            found = connection.execute(_ASKED, {"ids": [item.origin_id for item in items]}).fetchall()
            return {dialogue: Origin(*rest) for dialogue, *rest in found}

        yield origins

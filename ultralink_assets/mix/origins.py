"""Where a dialogue's knowledge comes from: its passage, and the article that the passage was cut from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
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
LEFT JOIN ({articles}) AS articles USING (page_id)
"""
_ARTICLES = "SELECT page_id, url FROM read_parquet($articles)"
_NO_ARTICLES = "SELECT NULL::BIGINT AS page_id, NULL::VARCHAR AS url"
_ASKED = "SELECT * FROM known SEMI JOIN (SELECT unnest($ids) AS dialogue_id) USING (dialogue_id)"


@dataclass(frozen=True, slots=True)
class Published:
    """The published Parquet files of one language; without ``articles`` no address is known."""

    dialogues: Path
    passages: Path
    articles: Path | None


@contextmanager
def lookup(published: Published | None) -> Iterator[Origins]:
    """What is known of the origins of items, from these files; nothing is known where there are none."""
    if published is None:
        yield lambda _: {}
        return
    with duckdb.connect(config={"memory_limit": MEMORY_LIMIT}) as connection:
        articles = _ARTICLES if published.articles else _NO_ARTICLES
        paths = {name: str(path) for name, path in asdict(published).items() if path}
        connection.execute(_KNOWN.format(articles=articles), paths)

        def origins(items: Sequence[MixItem]) -> Mapping[str, Origin]:
            found = connection.execute(_ASKED, {"ids": [item.origin_id for item in items]}).fetchall()
            return {dialogue: Origin(*rest) for dialogue, *rest in found}

        yield origins

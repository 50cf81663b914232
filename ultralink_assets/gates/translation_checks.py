"""The checks of translations that are about to be published, each beside its English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from ultralink_assets.gates import books_balance, not_empty, rejected_share, same_in_every_language, source_known
from ultralink_assets.gates.rows import translated_texts, translations_with_english
from ultralink_assets.gates.tally import Tally
from ultralink_assets.gates.translation import TRANSLATION_GATES
from ultralink_assets.settings import GatesSettings
from ultralink_assets.warehouse.books import Books, Verdict


def check_translated_sft(
    rows_path: Path,
    language: str,
    books: Books,
    english_paths: Sequence[Path],
    limits: GatesSettings,
    others: Mapping[str, Path],
) -> list[Verdict]:
    """``english_paths``: the items of each part that the translations were made of; ``others``: the translations that
    other languages have published."""
    known = Tally(source_known.GATE)
    tallies = {name: Tally(name) for name in TRANSLATION_GATES}
    for row in translations_with_english(rows_path, english_paths):
        name = f"{row['part']}:{row['item_id']}"
        known.add(name, [source_known.check(row["turns"], row["english"])])
        texts = list(translated_texts(row))
        for gate, tally in tallies.items():
            tally.add(name, map(TRANSLATION_GATES[gate], texts))
    return [
        books_balance.check(books, known.rows, known.rows),
        not_empty.check(known.rows),
        rejected_share.check(books, limits.max_rejected_share),
        known.verdict(),
        *(tally.verdict() for tally in tallies.values()),
        same_in_every_language.check(rows_path, language, others, english_paths),
    ]

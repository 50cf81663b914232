"""The checks of each stage on the rows that are about to be published. They read in batches: memory stays flat.

Each returns one `Verdict` for each name in `BLOCKING` and `WARNINGS` of its stage, in that order; `drift`, which also
needs the version before, is not theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from ultralink_assets import flow, languages
from ultralink_assets.gates import (
    books_balance,
    duplicates,
    filter_canaries,
    filter_words,
    judge_canaries,
    length,
    near_duplicates,
    no_damage,
    no_markup,
    not_empty,
    passage_known,
    rejected_share,
    same_in_two_languages,
    toxicity,
)
from ultralink_assets.gates import language as language_gate
from ultralink_assets.gates.filter_canaries import FilterOutcome
from ultralink_assets.gates.judge_canaries import CanaryOutcome
from ultralink_assets.gates.judged import Judged
from ultralink_assets.gates.rows import Row, count_different, count_rows, dialogues_with_passages, read_rows
from ultralink_assets.gates.said import utterances
from ultralink_assets.gates.tally import Tally
from ultralink_assets.gates.utterance import UTTERANCE_GATES
from ultralink_assets.languages.judge import CRITERIA
from ultralink_assets.languages.model import Language
from ultralink_assets.records import Finding
from ultralink_assets.settings import AgnosticSftSettings, GatesSettings, JudgementsSettings, PassagesSettings
from ultralink_assets.warehouse.books import Books, Verdict

NOTHING_ELSE: Mapping[str, Path] = MappingProxyType({})


def check_raw_wikipedia(rows_path: Path, books: Books, damage: Sequence[str]) -> list[Verdict]:
    """``damage``: what of the dumps could not be read."""
    markup = Tally(no_markup.GATE)
    for row in read_rows(rows_path, ["page_id", "title", "sections"]):
        texts = [text for section in row["sections"] for text in (section["heading"], section["text"])]
        markup.add(f"{row['page_id']} {row['title']}", (no_markup.check(text) for text in texts))
    return [
        books_balance.check(books, markup.rows, markup.rows),
        not_empty.check(markup.rows),
        markup.verdict(),
        no_damage.check(damage),
    ]


def check_passages(rows_path: Path, books: Books, language: str, limits: PassagesSettings) -> list[Verdict]:
    """``language``: the partition's code; ``limits``: the settings that the passages were made by."""
    gates = _passage_gates(languages.load(language), limits)
    tallies = {name: Tally(name) for name in gates}
    rows = 0
    for row in read_rows(rows_path, ["passage_id", "text", "tokens"]):
        rows += 1
        for name, gate in gates.items():
            tallies[name].add(row["passage_id"], map(gate, [row]))
    return [
        books_balance.check(books, rows, count_different(rows_path, "page_id")),
        not_empty.check(rows),
        *(tally.verdict() for tally in tallies.values()),
        duplicates.verdict(duplicates.find(rows_path, "passages", language), rows),
    ]


def _passage_gates(language: Language, limits: PassagesSettings) -> dict[str, Callable[[Row], Finding]]:
    return {
        language_gate.GATE: lambda row: language_gate.check_text(row["text"], language),
        length.GATE: lambda row: length.check(row["text"], row["tokens"], limits.passage_tokens, language),
        no_markup.GATE: lambda row: no_markup.check(row["text"]),
        filter_words.GATE: lambda row: filter_words.check(row["text"], language),
    }


def check_dialogues(
    rows_path: Path,
    books: Books,
    language: str,
    passages_path: Path,
    limits: GatesSettings,
    others: Mapping[str, Path] = NOTHING_ELSE,
) -> list[Verdict]:
    """``passages_path``: the passages that the dialogues were made of; ``others``: published dialogues by language."""
    known, toxic = Tally(passage_known.GATE), Tally(toxicity.GATE, blocking=False)
    tallies = {name: Tally(name) for name in UTTERANCE_GATES}
    for row in dialogues_with_passages(rows_path, passages_path):
        known.add(row["dialogue_id"], [passage_known.check(row["passage"])])
        said = list(utterances(row))
        for name, gate in UTTERANCE_GATES.items():
            tallies[name].add(row["dialogue_id"], map(gate, said))
        toxic.add(row["dialogue_id"], (toxicity.check(one, limits.toxicity) for one in said))
    similar = near_duplicates.find(rows_path, limits.near_duplicate_similarity, language)
    return [
        books_balance.check(books, known.rows, count_different(rows_path, "passage_id")),
        not_empty.check(known.rows),
        rejected_share.check(books, limits.max_rejected_share),
        known.verdict(),
        *(tally.verdict() for tally in tallies.values()),
        duplicates.verdict(duplicates.find(rows_path, "dialogues", language), known.rows),
        duplicates.verdict(similar, known.rows, near_duplicates.GATE),
        toxic.verdict(),
        same_in_two_languages.check(rows_path, language, others, limits.near_duplicate_similarity),
    ]


def check_english_sft(rows_path: Path, books: Books, limits: GatesSettings) -> list[Verdict]:
    """What can be said of items that nobody has changed yet."""
    rows = count_rows(rows_path)
    return [
        books_balance.check(books, rows, rows),
        not_empty.check(rows),
        rejected_share.check(books, limits.max_rejected_share),
    ]


def check_agnostic_sft(
    rows_path: Path, part: str, books: Books, canaries: Sequence[FilterOutcome], limits: AgnosticSftSettings
) -> list[Verdict]:
    """``canaries``: what the filter said of the conversations by which it is judged itself; none in maths and code."""
    rows = filtered = 0
    for row in read_rows(rows_path, ["teacher"]):
        rows += 1
        filtered += row["teacher"] is not None
    asks = flow.asks_a_teacher(("agnostic_sft", part))
    believed = filter_canaries.check(canaries, books.total("in") if asks else filtered, limits)
    return [books_balance.check(books, rows, rows), not_empty.check(rows), believed]


def check_judgements(
    rows_path: Path,
    books: Books,
    canaries: Sequence[CanaryOutcome],
    limits: JudgementsSettings,
    max_rejected_share: float,
) -> list[Verdict]:
    """``canaries``: what the judge said of the rows by which it is judged itself."""
    judged = [Judged(criterion) for criterion in CRITERIA]
    rows = 0
    for row in read_rows(rows_path, ["dialogue_id", "turn", *CRITERIA, "why"]):
        rows += 1
        for one in judged:
            one.add(row)
    believed = judge_canaries.check(canaries, limits.max_wrong_canaries)
    return [
        books_balance.check(books, rows, rows),
        not_empty.check(rows),
        rejected_share.check(books, max_rejected_share),
        believed,
        *(one.verdict(limits.min_yes_share, believed.passed is True) for one in judged),
    ]

"""What may be handed out for review: published dialogues and rejections, with what gates and judge said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from pathlib import Path

import duckdb

from ultralink_assets.flow import REVIEWED
from ultralink_assets.gates import duplicates, judge_canaries, near_duplicates, review
from ultralink_assets.gates.rows import turns_of
from ultralink_assets.languages.judge import CRITERIA
from ultralink_assets.records import Turn, UpstreamRefused, Word, item_id_of
from ultralink_assets.reviews.judge_word import NOT_JUDGED, JudgeWord, word_on
from ultralink_assets.reviews.sampling import Candidate
from ultralink_assets.warehouse import Warehouse
from ultralink_assets.warehouse.connections import MEMORY_LIMIT
from ultralink_assets.warehouse.snapshots import REJECTED

LEFT_OUT = (review.GATE, duplicates.GATE, near_duplicates.GATE)
NOT_BELIEVED = JudgeWord(None, judge_canaries.GATE)

# Left out of what was turned down: copies, which one row alone does not show, what people rejected before, and
# questions that never got an answer. As many of each reason as any sample can need.
_NEAR = """
SELECT dialogue_id, reason FROM (
    SELECT dialogue_id, NULL AS reason FROM read_parquet($rows)
    UNION ALL
    SELECT dialogue_id, reason FROM read_parquet($rejected)
    WHERE dialogue_id IS NOT NULL AND turns[-1].answer <> '' AND reason NOT IN $left_out
) QUALIFY row_number() OVER (PARTITION BY reason ORDER BY md5($seed || ':' || dialogue_id)) <= $most
"""
# Filters of a scan, not joins: memory stays flat however large the tables are.
_DIALOGUES = """
SELECT dialogue_id, passage_id, turns FROM read_parquet([$rows, $rejected], union_by_name = true)
WHERE list_contains($ids, dialogue_id)
"""
_PASSAGES = "SELECT passage_id, title, text FROM read_parquet($passages) WHERE list_contains($ids, passage_id)"
_JUDGED = f"SELECT dialogue_id, {', '.join(CRITERIA)} FROM read_parquet(?) WHERE list_contains(?, dialogue_id)"


def candidates(warehouse: Warehouse, language: str, seed: int, most: int) -> list[Candidate]:
    """Of what was kept, and of each reason for turning down, the first ``most`` in the order of the draw."""
    rows, passages = published(warehouse, REVIEWED, language), published(warehouse, "passages", language)
    both = {"rows": str(rows), "rejected": str(rows.with_name(REJECTED))}
    with duckdb.connect(config={"memory_limit": MEMORY_LIMIT}) as connection:
        wanted = {**both, "left_out": list(LEFT_OUT), "seed": str(seed), "most": most}
        reasons = dict(connection.execute(_NEAR, wanted).fetchall())
        dialogues = connection.execute(_DIALOGUES, {**both, "ids": list(reasons)}).fetchall()
        ids = [passage_id for _, passage_id, _ in dialogues]
        about = connection.execute(_PASSAGES, {"passages": str(passages), "ids": ids}).fetchall()
    texts = {passage_id: (title, text) for passage_id, title, text in about}
    words = judge_words(warehouse, language, reasons)
    found = []
    for dialogue_id, passage_id, said in dialogues:
        turns, (title, text) = tuple(Turn(**turn) for turn in said), texts.get(passage_id, ("", ""))
        word = words.get(item_id_of(dialogue_id, turns), NOT_JUDGED)
        found.append(Candidate(dialogue_id, title, text, turns, reasons[dialogue_id], word))
    return found


def published(warehouse: Warehouse, stage: str, language: str) -> Path:
    """The Parquet file of the current rows, whatever their gates said: people may look at all of them."""
    current = warehouse.current(stage, language)
    if current is None or current.snapshot is None:
        name = f"{stage}/{language}"
        raise UpstreamRefused(f"{name} has no data", f"dagster asset materialize --select {name} -m ultralink_assets")
    return current.snapshot


def judge_words(warehouse: Warehouse, language: str, ids: Collection[str]) -> dict[str, JudgeWord]:
    """By item, that is by dialogue and text: what the published judgements say of those of ``ids`` that they know.

    Nothing where nobody judged, and where the version that was judged is no longer kept, so that its texts are unknown.
    """
    current = warehouse.current("judgements", language)
    if current is None or current.snapshot is None:
        return {}
    past = warehouse.publications(REVIEWED, language)
    judged = [one.snapshot for one in past if one.snapshot and one.data_version == current.inputs.get(REVIEWED)]
    canaries = warehouse.verdicts("judgements", language, current.data_version).get(judge_canaries.GATE)
    believed = canaries is not None and canaries.passed is True
    words = _words(current.snapshot, ids)
    return {
        item_id_of(dialogue_id, turns): words[dialogue_id] if believed else NOT_BELIEVED
        for dialogue_id, turns in turns_of(judged[:1], words)
    }


def _words(judgements: Path, ids: Collection[str]) -> dict[str, JudgeWord]:
    turns: dict[str, list[Mapping[str, Word]]] = defaultdict(list)
    with duckdb.connect(config={"memory_limit": MEMORY_LIMIT}) as connection:
        for dialogue_id, *words in connection.execute(_JUDGED, [str(judgements), list(ids)]).fetchall():
            turns[dialogue_id].append(dict(zip(CRITERIA, words, strict=True)))
    return {dialogue_id: word_on(judged) for dialogue_id, judged in turns.items()}

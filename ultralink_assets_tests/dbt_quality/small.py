"""A warehouse of one language and one part, published by the project's own code, with a row of every kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path

from ultralink_assets import gates
from ultralink_assets.gates import sql_tests
from ultralink_assets.records import (
    Article,
    Dialogue,
    Judgement,
    Opinion,
    Passage,
    Rejection,
    Review,
    ReviewerVerdict,
    Section,
    Turn,
    item_id_of,
)
from ultralink_assets.warehouse import (
    Books,
    Publication,
    Staging,
    Verdict,
    merge,
    rejections_to_table,
    to_table,
)
from ultralink_assets.warehouse.rows import Row
from ultralink_assets_tests.dbt_quality import small_english as english
from ultralink_assets_tests.reviews.handed_out import NOON
from ultralink_assets_tests.warehouse.making import open_warehouse

LANGUAGE = "ru"
PART = english.PART
PARTITIONS = {"english_sft": PART, "agnostic_sft": PART, "dataset": "all"}  # of all other stages: the language
MADE_OF = {
    "passages": ["raw_wikipedia"],
    "dialogues": ["passages", "reviews"],
    "judgements": ["dialogues", "passages"],
    "agnostic_sft": ["english_sft"],
    "translated_sft": [f"agnostic_sft/{PART}"],
    "pruned_mix": ["dialogues", "translated_sft"],
    "dataset": [f"pruned_mix/{LANGUAGE}"],
}


def article(page: int, text: str) -> Article:
    sections = (Section(1, "", text), Section(2, "История", "Потом."))
    return Article(LANGUAGE, page, f"Статья {page}", f"https://w/{page}", sections, "dump", 1000 + page)


def passage(page: int, position: int, text: str) -> Passage:
    passage_id = f"{LANGUAGE}:{page}:{blake2b(text.encode(), digest_size=8).hexdigest()}"
    tokens = len(text) // 4 + 1
    return Passage(passage_id, LANGUAGE, page, 1000 + page, f"Статья {page}", ("История",), position, text, tokens)


# Article 3 is turned down as too short. The passages get, in order: a dialogue with its twin, one whose first question
# carries the document, one that was turned down after two turns, and none at all.
ARTICLES = [article(1, "Первая статья."), article(2, "Вторая."), article(3, "Мало."), article(4, "Четвёртая статья.")]
PASSAGES = [
    passage(1, 0, "Озеро лежит в горах и замерзает в ноябре."),
    passage(1, 1, "Дорогу вокруг озера построили в 1890 году рыбаки."),
    passage(2, 0, "Мост стоит на семи опорах."),
    passage(4, 0, "Маяк горит."),
]


def dialogue(of: Passage, *turns: tuple[str, str], kind: str = "grounded", turned_down: str | None = None) -> Dialogue:
    document = turns[0][0].endswith(of.text)
    return Dialogue(
        dialogue_id=f"{of.passage_id}:{kind}",
        language=LANGUAGE,
        passage_id=of.passage_id,
        kind="closed_book" if kind == "closed_book" else "grounded",
        turns=tuple(Turn(*turn) for turn in turns),
        steps=("first", "deeper"),
        ended="turned_down" if turned_down else "drawn",
        document_in_question=document,
        teacher="demo",
        prompt_version="p",
        turned_down=turned_down,
    )


LAKE, ROAD, BRIDGE, BEACON = PASSAGES
DIALOGUES = [
    dialogue(LAKE, ("Где озеро?", "В горах."), ("Когда лёд?", "В ноябре.")),
    dialogue(LAKE, ("Где озеро?", "На севере."), ("Когда лёд?", "Зимой."), kind="closed_book"),
    dialogue(ROAD, (f"Кто строил? {ROAD.text}", "Рыбаки."), ("В каком году?", "В 1890.")),
    dialogue(BRIDGE, ("На чём мост?", "На опорах."), ("Сколько их?", "Семь."), turned_down="refusal"),
]

WHERE_LAKE, ON_ROAD, BRIDGES = DIALOGUES[0], DIALOGUES[2], DIALOGUES[3]


def judgement(of: Dialogue, turn: int) -> Judgement:
    return Judgement(of.dialogue_id, turn, LANGUAGE, of.passage_id, "yes", "yes", "unsure", "", "demo", "j")


def review(item_id: str, verdict: Opinion, gates_reason: str | None, *reviewers: str) -> Review:
    return Review(
        item_id=item_id,
        language=LANGUAGE,
        stage="dialogues",
        dialogue_id=item_id.rpartition(":")[0],
        verdict=verdict,
        note="",
        reviewer=", ".join(reviewers),
        reviewed_at=NOON,
        verdicts=tuple(ReviewerVerdict(name, verdict, "") for name in reviewers),
        gates="reject" if gates_reason else "keep",
        gates_reason=gates_reason,
        judge=None if gates_reason else "keep",
    )


# Two people kept the dialogue about the bridge; one rejected what another run had made of the road, at her second look.
KEPT = review(item_id_of(BRIDGES.dialogue_id, BRIDGES.turns), "keep", None, "Анна", "Борис")
REJECTED = review(f"{ON_ROAD.dialogue_id}:{'0' * 16}", "reject", "repetition", "Анна")


def build(data: Path, *, unjudged: str = "") -> None:
    """Publish every stage; every check passed, but the SQL tests have not run on the stage ``unjudged``."""
    too_short = Rejection({"language": LANGUAGE, "page_id": 3}, "too_short", "2 tokens", {"title": "Статья 3"})
    made: dict[str, object] = {"kind": "grounded", "dialogue_id": f"{BEACON.passage_id}:grounded", "steps": ("first",)}
    refused = Rejection({"language": LANGUAGE, "passage_id": BEACON.passage_id}, "refusal", "it says no", made)
    unread = Rejection({"language": LANGUAGE, "dialogue_id": ON_ROAD.dialogue_id, "turn": 2}, "unreadable", "well")
    replaced = Rejection({"language": LANGUAGE, "item_id": REJECTED.item_id}, "replaced", "Анна said 'reject' later")
    judgements = [judgement(WHERE_LAKE, 1), judgement(WHERE_LAKE, 2), judgement(ON_ROAD, 1)]
    made_of: dict[str, str] = {}
    for stage, rows, rejected, counted in (
        ("raw_wikipedia", ARTICLES, [], books(5, 4, "redirect")),
        ("passages", PASSAGES, [too_short], books(4, 3, "too_short")),
        ("reviews", [KEPT, REJECTED], [replaced], books(4, 3, "replaced")),
        ("dialogues", DIALOGUES, [refused], books(4, 3, "refusal")),
        ("judgements", judgements, [unread], books(4, 3, "unreadable")),
        ("english_sft", english.ITEMS, [english.EMPTY_ROW], books(7, 6, "empty_text")),
        ("agnostic_sft", english.AGNOSTIC, [english.CULTURAL], books(6, 5, "cultural")),
        ("translated_sft", english.TRANSLATIONS, [english.LOST], books(4, 3, "numbers_kept", not_drawn=1)),
        ("pruned_mix", *english.mix(WHERE_LAKE, DIALOGUES[1:]), books(7, 3, "selection")),
        ("dataset", english.FILES, [], books(3, 3, "")),
    ):
        inputs = {name: made_of[name.partition("/")[0]] for name in MADE_OF.get(stage, ())}
        made_of[stage] = publish(data, stage, rows, rejected, counted, None if stage == unjudged else True, inputs)


def books(given: int, kept: int, reason: str, not_drawn: int = 0) -> Books:
    """``given`` leaves out what was not drawn."""
    rejected = {reason: given - kept} if given > kept else {}
    left = {"keep": not_drawn} if not_drawn else {}
    return Books.of(**{"in": given + not_drawn}, out=kept, rejected=rejected, not_drawn=left)


def publish(
    data: Path,
    stage: str,
    rows: Sequence[Row],
    rejected: Sequence[Rejection],
    kept: Books,
    passed: bool | None,
    inputs: Mapping[str, str],
) -> str:
    """Returns the data version."""
    verdicts = [Verdict(name, True, True) for name in gates.BLOCKING[stage]]
    verdicts += [replace(verdict, passed=passed) for verdict in sql_tests.unanswered(stage)]
    partition = PARTITIONS.get(stage, LANGUAGE)
    staging = Staging(data, stage, partition, "version")
    with staging.lock():
        counted = kept + Books.of(made=len(rows))
        staging.write("unit", to_table(stage, rows), rejections_to_table(stage, rejected), counted)
        publication = Publication(stage, partition, merge(staging), staging.books(), verdicts, "code", "run", inputs)
        version = open_warehouse(data).publish(publication).data_version
        staging.clear_all()
    return version

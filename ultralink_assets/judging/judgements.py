"""One answer, its question and its passage become a row of ``judgements``: what a judge says by three criteria.

A reply that counts is a JSON object, whatever stands around it::

    {"why": "The year is not the document's.", "faithful": "no", "fluent": "yes", "useful": "unsure"}

`judge` is a generator that yields what to ask and is sent the replies, as dialogues are made. What is judged is drawn
by a hash of the turn's own name, so that a larger sample holds the smaller one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast, get_args

from ultralink_assets.languages.judge import CRITERIA
from ultralink_assets.languages.model import Language
from ultralink_assets.languages.rendering import document_of, rendered
from ultralink_assets.records import Ask, Judgement, Message, Rejection, ReplyKind, Said, Script, Word
from ultralink_assets.scripts import MOST_ASKED_AGAIN
from ultralink_assets.structured import forms, object_of, objects_in

WORDS: tuple[Word, ...] = get_args(Word)
FORMS = forms(
    "judgement",
    object_of({"why": {"type": "string"}, **{name: {"type": "string", "enum": [*WORDS]} for name in CRITERIA}}),
)


@dataclass(frozen=True, slots=True)
class Case:
    """One answer to judge. ``name`` is its name in the ledger: ``<dialogue_id>:<turn>``, turns counted from 1."""

    name: str
    said: Said


@dataclass(frozen=True, slots=True)
class Judged:
    """What was said of the case ``name``: ``words`` by criterion; without words, ``reason`` says why there are none."""

    name: str
    words: Mapping[str, Word]
    why: str
    reason: str = ""


def judge(case: Case, language: Language) -> Script[Judged]:
    """The script of one answer. Reasons: ``unreadable`` (after `MOST_ASKED_AGAIN`), or the kind of the reply."""
    messages = messages_of(case.said, language)
    for _ in range(MOST_ASKED_AGAIN + 1):
        reply = yield Ask(messages)
        if reply.kind is not ReplyKind.ANSWERED:
            return Judged(case.name, {}, reply.text[:200], reply.kind.value)
        if (found := read(reply.text)) is not None:
            words, why = found
            return Judged(case.name, words, why)
        again = Message("assistant", reply.text), Message("user", language.judge.ask_again)
        messages = (*messages[:2], *again)
    return Judged(case.name, {}, reply.text[:200], "unreadable")


def messages_of(said: Said, language: Language) -> tuple[Message, ...]:
    """What a judge is asked about an answer whose passage is known."""
    document = document_of(said.title, said.headings, said.passage or "", language)
    dialogue = f"{rendered(said.history, language)}\n\n" if said.history else ""
    user = language.judge.fill(document=document, dialogue=dialogue, question=said.question, answer=said.text)
    return Message("system", language.judge.system), Message("user", user)


def read(text: str) -> tuple[dict[str, Word], str] | None:
    """The words by criterion and the reason; None unless an object in ``text`` holds a known word for each."""
    for value in objects_in(text):
        words = {name: str(value.get(name)).strip().lower() for name in CRITERIA}
        if all(word in WORDS for word in words.values()):
            return cast(dict[str, Word], words), str(value.get("why", ""))
    return None


def is_drawn(dialogue_id: str, turn: int, share: float, seed: int) -> bool:
    """Whether a turn belongs to the sample of ``share``."""
    digest = hashlib.blake2b(f"{seed}:judgements:{dialogue_id}:{turn}".encode(), digest_size=8).digest()
    return int.from_bytes(digest) < share * 2**64


def canaries(language: Language) -> dict[str, tuple[Case, str]]:
    """By name: the rows by which the judge is judged itself, as cases like any other, and what each is bad in."""
    found: dict[str, tuple[Case, str]] = {}
    for number, canary in enumerate(language.judge.canaries):
        for at, row in enumerate(canary.rows):
            said = Said(language.code, "answer", row.answer, row.question, canary.title, canary.passage)
            case = Case(f"canary:{number}:{at}", said)
            found[case.name] = case, row.bad
    return found


def row_of(judged: Judged, language: Language, judge: str) -> Judgement:
    """The row of a judged turn; ``judge`` is the name of who judged."""
    dialogue_id, _, turn = judged.name.rpartition(":")
    return Judgement(
        dialogue_id=dialogue_id,
        turn=int(turn),
        language=language.code,
        passage_id=dialogue_id.rpartition(":")[0],
        why=judged.why,
        judge=judge,
        prompt_version=language.version_of("judge"),
        **judged.words,
    )


def rejection_of(judged: Judged, language: Language) -> Rejection:
    """Why there is no row of a turn."""
    dialogue_id, _, turn = judged.name.rpartition(":")
    key: dict[str, str | int] = {"language": language.code, "dialogue_id": dialogue_id, "turn": int(turn)}
    return Rejection(key, judged.reason, judged.why)

"""Passages become dialogues: the rows of ``dialogues``, by the paper's method (https://arxiv.org/abs/2402.04588, 3.1).

First question, first answer, then follow-ups that go deeper or wider, each with its answer, for as long as was drawn
(`dialogue_plan`). A dialogue ends earlier when prompt and answer could pass the teacher's context, when an answer is
shorter than 10 characters, and when what the teacher says stays bad.

`converse` is a generator that yields what to ask and is sent the replies: it knows neither a network nor a clock, is
replayed from kept replies after any stop, and the same replies make the same rows. A row::

    Dialogue("en:736:5c1f0e9a77b2d310:grounded", "en", "en:736:5c1f0e9a77b2d310", "grounded",
             (Turn("Why did the ironmaster …?", "Coal was cheap at the pit …"), …), ("first", "wider"), "drawn", …)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from ultralink_assets.from_wikipedia.dialogue_plan import (
    DialogueRules,
    carries_document,
    expected,
    expected_requests,
    planned_steps,
)
from ultralink_assets.from_wikipedia.utterance import Inspect, Setting, utterance
from ultralink_assets.languages.model import Language
from ultralink_assets.languages.rendering import document_of, rendered
from ultralink_assets.records import Ask, Dialogue, Ended, Message, Passage, Rejection, Said, Script, Step, Turn
from ultralink_assets.scripts import Expected, Fault

__all__ = ["Conversation", "DialogueRules", "Expected", "converse", "expected", "expected_requests", "first_ask"]

Kind = Literal["grounded", "closed_book"]


@dataclass(frozen=True, slots=True)
class Conversation:
    """What was made of one passage. No dialogue: the passage is rejected; the twin's rejection leaves the dialogue.

    Reasons of a rejection: the name of a gate of utterances, ``refused``, ``cut``, ``filtered`` (the teacher's reply),
    ``context`` (no room for the passage and an answer), ``short_answer``.
    """

    dialogues: tuple[Dialogue, ...]
    rejections: tuple[Rejection, ...]


@dataclass(frozen=True, slots=True)
class _Talk:
    """The exchanges that were completed, and the fault that ended them; ``unfinished`` holds what it left behind."""

    turns: tuple[Turn, ...]
    fault: Fault | None = None
    unfinished: Turn | None = None


def converse(
    passage: Passage, rules: DialogueRules, language: Language, inspect: Inspect, teacher: str
) -> Script[Conversation]:
    """The script of one passage. ``inspect`` says what is wrong with an utterance; ``teacher`` goes into the rows."""
    document = document_of(passage.title, passage.headings, passage.text, language)
    setting = Setting(passage, rules, language, inspect, document)
    steps = planned_steps(passage.passage_id, rules)
    talk = yield from _grounded(setting, steps)
    if not talk.turns:
        return Conversation((), (_rejection(setting, "grounded", talk, teacher),))
    grounded = _dialogue(setting, "grounded", talk, steps, teacher)
    if rules.closed_book == "off":
        return Conversation((grounded,), ())
    twin = yield from _closed_book(setting, [turn.question for turn in talk.turns])
    if not twin.turns:
        return Conversation((grounded,), (_rejection(setting, "closed_book", twin, teacher),))
    # A twin that was told to the end is as long as its dialogue, and so ended as that one did.
    other = _dialogue(setting, "closed_book", twin if twin.fault else replace(twin, fault=talk.fault), steps, teacher)
    return Conversation((grounded, other), ())


def first_ask(passage: Passage, language: Language) -> Ask:
    """The first request of a passage, which depends on nothing else."""
    prompts = language.prompts
    document = document_of(passage.title, passage.headings, passage.text, language)
    user = prompts.fill("first_question", document=document)
    return Ask((Message("system", prompts.system), Message("user", user)))


# ------------------------------------------------------------------------------- conversations


def _grounded(setting: Setting, steps: Sequence[Step]) -> Script[_Talk]:
    turns: tuple[Turn, ...] = ()
    for step in steps:
        question = yield from _question(setting, step, turns)
        if isinstance(question, Fault):
            return _Talk(turns, question, Turn(question.text, ""))
        answer = yield from _answer(setting, question, turns)
        if isinstance(answer, Fault):
            return _Talk(turns, answer, Turn(question, answer.text))
        turns = (*turns, Turn(question, answer))
    return _Talk(turns)


def _question(setting: Setting, step: Step, history: tuple[Turn, ...]) -> Script[str | Fault]:
    values = {"document": setting.document}
    if history:
        values["dialogue"] = rendered(history, setting.language)
    prompt = setting.language.prompts.fill(f"{step}_question", **values)
    said = replace(_to_be_said(setting, "question", history), passage=setting.passage.text)
    return (yield from utterance(setting, prompt, said))


def _answer(setting: Setting, question: str, history: tuple[Turn, ...]) -> Script[str | Fault]:
    values = {"document": setting.document, "question": question}
    if history:
        values["dialogue"] = rendered(history, setting.language)
    prompt = setting.language.prompts.fill("following_answer" if history else "first_answer", **values)
    said = replace(_to_be_said(setting, "answer", history, question), passage=setting.passage.text)
    return (yield from utterance(setting, prompt, said))


def _closed_book(setting: Setting, questions: Sequence[str]) -> Script[_Talk]:
    """The same questions, answered from what the teacher knows itself."""
    turns: tuple[Turn, ...] = ()
    for question in questions:
        dialogue = rendered(turns, setting.language) + "\n\n" if turns else ""
        prompt = setting.language.prompts.fill("closed_book_answer", dialogue=dialogue, question=question)
        answer = yield from utterance(setting, prompt, _to_be_said(setting, "answer", turns, question))
        if isinstance(answer, Fault):
            return _Talk(turns, answer, Turn(question, answer.text))
        turns = (*turns, Turn(question, answer))
    return _Talk(turns)


def _to_be_said(
    setting: Setting, role: Literal["question", "answer"], history: tuple[Turn, ...], question: str = ""
) -> Said:
    """The utterance to come as gates see it, less the passage."""
    passage = setting.passage
    return Said(passage.language, role, "", question, passage.title, None, history, headings=passage.headings)


# ---------------------------------------------------------------------------------------- rows


def _ended(fault: Fault | None) -> Ended:
    if fault is None:
        return "drawn"
    if fault.reason == "context":
        return "context"
    return "short_answer" if fault.reason == "short_answer" else "turned_down"


def _dialogue(setting: Setting, kind: Kind, talk: _Talk, steps: Sequence[Step], teacher: str) -> Dialogue:
    passage, language, turns, ended = setting.passage, setting.language, talk.turns, _ended(talk.fault)
    carried = kind == "grounded" and carries_document(passage.passage_id, setting.rules)
    if carried:
        first = language.prompts.fill("document_in_question", document=setting.document, question=turns[0].question)
        turns = (Turn(first, turns[0].answer), *turns[1:])
    return Dialogue(
        dialogue_id=f"{passage.passage_id}:{kind}",
        language=passage.language,
        passage_id=passage.passage_id,
        kind=kind,
        turns=turns,
        steps=tuple(steps[: len(turns)]),
        ended=ended,
        document_in_question=carried,
        teacher=teacher,
        prompt_version=language.prompt_version,
        turned_down=talk.fault.reason if talk.fault and ended == "turned_down" else None,
    )


def _rejection(setting: Setting, kind: Kind, talk: _Talk, teacher: str) -> Rejection:
    """Of a first exchange that came to nothing; its text is kept for those who look for the cause."""
    passage, fault, left = setting.passage, talk.fault, talk.unfinished
    assert fault is not None  # a talk without a turn ended by one
    assert left is not None
    made: dict[str, object] = {
        "dialogue_id": f"{passage.passage_id}:{kind}",
        "kind": kind,
        "turns": (left,) if left.question else (),
        "steps": ("first",),
        "document_in_question": False,
        "teacher": teacher,
        "prompt_version": setting.language.prompt_version,
    }
    key: dict[str, str | int] = {"language": passage.language, "passage_id": passage.passage_id}
    return Rejection(key, fault.reason, fault.detail, made)

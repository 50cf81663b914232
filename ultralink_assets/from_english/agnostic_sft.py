"""English items become rows of ``agnostic_sft``: those that hold in every culture.

Chat is filtered as the paper does it (https://arxiv.org/abs/2402.04588, 3.1): what holds an address, an algebraic
variable or too many tokens is left out; of the rest a teacher says by seven criteria what binds a conversation to one
culture or language. Only what breaks none is kept. A reply that counts is a JSON object, whatever stands around it::

    {"human_name": {"analysis": "Nobody is named.", "score": 0}, ..., "company": {"analysis": "...", "score": 1}}

One that can't be read is no 0: it is asked for again, and in the end the item is rejected. Maths and code are much the
same everywhere; no teacher is asked about them, and `pass_item` keeps all but what no later stage can use.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from ultralink_assets import languages
from ultralink_assets.from_english import item_rules
from ultralink_assets.languages.criteria import CRITERIA, cultural_filter
from ultralink_assets.languages.tokens import count_tokens
from ultralink_assets.records import (
    AgnosticItem,
    Criteria,
    Item,
    Message,
    Rejection,
    Reply,
    ReplyKind,
    Score,
    Script,
    Turn,
)
from ultralink_assets.scripts import Expected, Fault, Messages, no_room, until_good
from ultralink_assets.structured import forms, object_of, objects_in

CULTURAL, UNREADABLE, UNANSWERED = "cultural", "unreadable", "unanswered"
SHOWN = 300  # characters of an analysis in a rejection, and of a reply that can't be read
TOKENS_A_REPLY = 250  # seven names, keys and sentences
_VERDICT = object_of({"analysis": {"type": "string"}, "score": {"type": "integer", "enum": [0, 1]}})
FORMS = forms("criteria", object_of(dict.fromkeys(CRITERIA, _VERDICT)))
_SCORES: Mapping[object, Score] = {0: 0, "0": 0, 1: 1, "1": 1}


@dataclass(frozen=True, slots=True)
class FilterRules:
    """The teacher's limits, in tokens."""

    max_tokens: int = 2048
    context_tokens: int = 32768


@dataclass(frozen=True, slots=True)
class Found:
    """What a teacher said of one conversation: a score and a sentence by criterion."""

    criteria: Criteria
    analyses: Mapping[str, str]

    @property
    def broken(self) -> tuple[str, ...]:
        """The names of the criteria that the conversation breaks."""
        return tuple(name for name in CRITERIA if getattr(self.criteria, name))


# ------------------------------------------------------------------------------------------ chat


def filter_item(item: Item, rules: FilterRules, teacher: str) -> Script[AgnosticItem | Rejection]:
    """The script of one conversation; ``teacher`` is the name of who is asked, for the row.

    Reasons of a rejection: ``url``, ``variables``, ``too_long`` (with a reply it passes the teacher's context, or the
    server says so), ``cultural`` (the broken criteria with their analyses are in the detail), ``unreadable``, and
    ``refused``, ``cut``, ``filtered`` by the kind of the reply.
    """
    messages = messages_of(item)
    if fault := _unasked(item, messages, rules):
        return _rejection(item, fault)
    asked = _asked(teacher)
    found = yield from until_good(messages, lambda reply, _: _heard(reply), lambda more: _room(item, more, rules))
    if isinstance(found, Fault):
        return _rejection(item, found, asked)
    if found.broken:
        detail = "; ".join(f"{name}: {_shown(found.analyses[name])}" for name in found.broken)
        return _rejection(item, Fault(CULTURAL, detail), {"criteria": found.criteria, **asked})
    return AgnosticItem(**_columns(item), criteria=found.criteria, **asked)


def messages_of(item: Item) -> Messages:
    """What a teacher is asked about an item."""
    words = cultural_filter()
    return Message("system", words.instructions), Message("user", words.asking_about(item.turns))


def read(text: str) -> Found | str:
    """The scores and analyses in a reply, or why there are none. Objects that contradict each other are none."""
    readings = [_reading(value) for value in objects_in(text) if value.keys() & set(CRITERIA)]
    found = [one for one in readings if isinstance(one, Found)]
    if found and all(one.criteria == found[0].criteria for one in found):
        return found[0]
    if found:
        return "it holds two objects with different scores"
    return readings[0] if readings else "it holds no JSON object with the names of the criteria as its keys"


def expected(items: Iterable[Item], rules: FilterRules) -> Expected:
    """The requests about all ``items`` together, and their tokens; some are left out before anybody is asked."""
    requests = prompt_tokens = 0
    for item in items:
        messages = messages_of(item)
        if not _unasked(item, messages, rules):
            requests += 1
            prompt_tokens += _tokens(messages, item)
    return Expected(requests, prompt_tokens, requests * TOKENS_A_REPLY)


def _heard(reply: Reply) -> Found | Fault:
    if reply.kind is not ReplyKind.ANSWERED:
        return Fault(reply.kind.value, _shown(reply.text))
    found = read(reply.text)
    if isinstance(found, Found):
        return found
    return Fault(UNREADABLE, f"{found}: {_shown(reply.text)}", told=cultural_filter().asking_again(found))


def _reading(value: Mapping[str, Any]) -> Found | str:
    scores: dict[str, Score] = {}
    analyses: dict[str, str] = {}
    for name in CRITERIA:
        verdict = value.get(name)
        if not isinstance(verdict, dict):
            return f"it holds no object for {name!r}"
        score, analysis = verdict.get("score"), verdict.get("analysis")
        if not isinstance(analysis, str):
            return f"it holds no analysis of {name!r}"
        score = score.strip() if isinstance(score, str) else score
        if isinstance(score, bool) or not isinstance(score, int | str) or score not in _SCORES:
            return f"the score of {name!r} is neither 0 nor 1"
        scores[name], analyses[name] = _SCORES[score], analysis
    return Found(Criteria(**scores), analyses)


def _unasked(item: Item, messages: Messages, rules: FilterRules) -> Fault | None:
    """Why nobody is asked about an item."""
    return item_rules.fault_of(item) or _room(item, messages, rules)


def _room(item: Item, messages: Messages, rules: FilterRules) -> Fault | None:
    full = no_room(_tokens(messages, item), rules.max_tokens, rules.context_tokens)
    return full and Fault(ReplyKind.TOO_LONG.value, full.detail)


def _tokens(messages: Messages, item: Item) -> int:
    language = languages.load(item.language)
    return sum(count_tokens(message.content, language) for message in messages)


def _shown(text: str) -> str:
    return " ".join(text.split())[:SHOWN]


# ------------------------------------------------------------------------------------ maths and code


def pass_item(item: Item) -> AgnosticItem | Rejection:
    """An item of maths or code, as it is, or its rejection: ``no_result``, ``unclosed_code`` (`item_rules`)."""
    if fault := item_rules.fault_of(item):
        return _rejection(item, fault)
    return AgnosticItem(**_columns(item), criteria=None, teacher=None, prompt_version=None)


# --------------------------------------------------------------------------------------------- rows


def give_up(item_id: str, why: str, teacher: str) -> Rejection:
    """The rejection of a conversation about which no request was answered."""
    return Rejection({"part": "chat", "item_id": item_id}, UNANSWERED, why, _asked(teacher))


def canaries() -> dict[str, tuple[Item, str]]:
    """By id: conversations that are asked about like any other, and the criterion that each breaks ("": none)."""
    found: dict[str, tuple[Item, str]] = {}
    for number, canary in enumerate(cultural_filter().canaries):
        turns = (Turn(canary.question, canary.answer),)
        item = Item(f"canary:{number}", "chat", languages.SOURCE, "canaries", number, None, turns)
        found[item.item_id] = item, canary.breaks
    return found


def id_of(made: AgnosticItem | Rejection) -> str:
    """The id of the item of which this was made."""
    return made.item_id if isinstance(made, AgnosticItem) else str(made.key["item_id"])


def scores_of(made: AgnosticItem | Rejection) -> dict[str, int]:
    """The score by criterion; none where no reply could be read."""
    criteria = made.criteria if isinstance(made, AgnosticItem) else made.made.get("criteria")
    return {name: getattr(criteria, name) for name in CRITERIA} if isinstance(criteria, Criteria) else {}


def _rejection(item: Item, fault: Fault, known: Mapping[str, object] | None = None) -> Rejection:
    columns = _columns(item)
    key: dict[str, str | int] = {"part": columns.pop("part"), "item_id": columns.pop("item_id")}
    return Rejection(key, fault.reason, fault.detail, {**columns, **(known or {})})


def _asked(teacher: str) -> dict[str, Any]:
    return {"teacher": teacher, "prompt_version": cultural_filter().prompt_version}


def _columns(item: Item) -> dict[str, Any]:
    return {field.name: getattr(item, field.name) for field in fields(Item)}

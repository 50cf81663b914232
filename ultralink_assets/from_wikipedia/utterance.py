"""One utterance: what is asked for, the reply looked at, asked again with the reason while a gate turns it down."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ultralink_assets.from_wikipedia.dialogue_plan import DialogueRules
from ultralink_assets.from_wikipedia.tidy import tidied
from ultralink_assets.languages.model import Language
from ultralink_assets.languages.tokens import count_tokens
from ultralink_assets.records import Ask, Finding, Message, Passage, Reply, ReplyKind, Said, Script

SHORTEST_ANSWER = 10  # characters; the paper's
MOST_ASKED_AGAIN = 2

Inspect = Callable[[Said], Finding | None]

# What a teacher is told when its reply is no usable one but has text; a filtered one is not asked for again.
_TOLD = {ReplyKind.CUT: "cut_or_empty", ReplyKind.REFUSED: "refusal"}


@dataclass(frozen=True, slots=True)
class Setting:
    """What all utterances of one passage share. ``document`` is the passage as prompts show it."""

    passage: Passage
    rules: DialogueRules
    language: Language
    inspect: Inspect
    document: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Why there is no utterance. ``reason``: the name of a gate, ``refused``, ``cut``, ``filtered``, ``context`` or
    ``short_answer``; ``text``: what was said last.
    """

    reason: str
    detail: str
    text: str = ""


def utterance(setting: Setting, prompt: str, said: Said) -> Script[str | Fault]:
    """The teacher's words for ``prompt`` (the user's message), tidied, or the last fault after `MOST_ASKED_AGAIN`.

    ``said`` is the utterance to come, without text and messages. A short answer and a full context are final.
    """
    messages: tuple[Message, ...] = (Message("system", setting.language.prompts.system), Message("user", prompt))
    if full := _no_room(messages, setting):
        return full
    asked_again = 0
    while True:
        reply = yield Ask(messages)
        text = tidied(reply.text, said.role, setting.language)
        fault, told = _judged(reply, replace(said, text=text, prompts=_instructions(messages, setting)), setting)
        if fault is None:
            return text
        if not told or asked_again == MOST_ASKED_AGAIN:
            return fault
        messages = (*messages, *_ask_again(reply, told, setting))
        if _no_room(messages, setting):
            return fault
        asked_again += 1


# ------------------------------------------------------------------------------------- judging


def _judged(reply: Reply, said: Said, setting: Setting) -> tuple[Fault | None, str]:
    """The fault of a reply, and the reason that the teacher is told; "" when it is final."""
    if reply.kind is ReplyKind.TOO_LONG:
        return Fault("context", "the teacher's server says that the prompt is too long"), ""
    if reply.kind is not ReplyKind.ANSWERED:
        told = _TOLD.get(reply.kind, "") if reply.text.strip() else ""
        return Fault(reply.kind.value, said.text[-80:], said.text), told
    if said.role == "answer" and len(said.text) < SHORTEST_ANSWER:
        return Fault("short_answer", f"{len(said.text)} characters", said.text), ""
    if found := setting.inspect(said):
        return Fault(found.gate, found.detail, said.text), found.gate
    return None, ""


def _instructions(messages: Sequence[Message], setting: Setting) -> tuple[Message, ...]:
    """The messages without the document: to speak of what its headings say is no leak of a prompt."""
    return tuple(Message(one.role, one.content.replace(setting.document, "")) for one in messages)


def _ask_again(reply: Reply, gate: str, setting: Setting) -> tuple[Message, Message]:
    prompts = setting.language.prompts
    again = prompts.fill("ask_again", reason=prompts.reasons[gate])
    return Message("assistant", reply.text), Message("user", again)


def _no_room(messages: Sequence[Message], setting: Setting) -> Fault | None:
    tokens = sum(count_tokens(message.content, setting.language) for message in messages)
    rules = setting.rules
    if tokens + rules.max_tokens <= rules.context_tokens:
        return None
    return Fault("context", f"{tokens} tokens and an answer of {rules.max_tokens} pass {rules.context_tokens}")

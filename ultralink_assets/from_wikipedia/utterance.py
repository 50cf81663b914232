"""One utterance: what is asked for, the reply looked at, asked again with the reason while a gate turns it down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from ultralink_assets.from_wikipedia.dialogue_plan import DialogueRules
from ultralink_assets.from_wikipedia.tidy import tidied
from ultralink_assets.languages.model import Language
from ultralink_assets.languages.tokens import count_tokens
from ultralink_assets.records import Finding, Message, Passage, Reply, Said, Script
from ultralink_assets.scripts import Fault, Messages, no_room, until_good, unusable

SHORTEST_ANSWER = 10  # characters; the paper's

Inspect = Callable[[Said], Finding | None]


@dataclass(frozen=True, slots=True)
class Setting:
    """What all utterances of one passage share. ``document`` is the passage as prompts show it."""

    passage: Passage
    rules: DialogueRules
    language: Language
    inspect: Inspect
    document: str


def utterance(setting: Setting, prompt: str, said: Said) -> Script[str | Fault]:
    """The teacher's words for ``prompt`` (the user's message), tidied, or the last fault after `MOST_ASKED_AGAIN`.

    ``said`` is the utterance to come, without text and messages. A short answer and a full context are final.
    """

    def hear(reply: Reply, messages: Messages) -> str | Fault:
        text = tidied(reply.text, said.role, setting.language)
        return _heard(reply, replace(said, text=text, prompts=_instructions(messages, setting)), setting)

    messages = Message("system", setting.language.prompts.system), Message("user", prompt)
    return (yield from until_good(messages, hear, partial(_no_room, setting)))


# ------------------------------------------------------------------------------------- judging


def _heard(reply: Reply, said: Said, setting: Setting) -> str | Fault:
    if fault := unusable(reply, said.text, partial(_told, setting)):
        return fault
    if said.role == "answer" and len(said.text) < SHORTEST_ANSWER:
        return Fault("short_answer", f"{len(said.text)} characters", said.text)
    if found := setting.inspect(said):
        return Fault(found.gate, found.detail, said.text, _told(setting, found.gate))
    return said.text


def _instructions(messages: Messages, setting: Setting) -> Messages:
    """The messages without the document: to speak of what its headings say is no leak of a prompt."""
    return tuple(Message(one.role, one.content.replace(setting.document, "")) for one in messages)


def _told(setting: Setting, gate: str) -> str:
    prompts = setting.language.prompts
    return prompts.fill("ask_again", reason=prompts.reasons[gate])


def _no_room(setting: Setting, messages: Messages) -> Fault | None:
    tokens = sum(count_tokens(message.content, setting.language) for message in messages)
    return no_room(tokens, setting.rules.max_tokens, setting.rules.context_tokens)

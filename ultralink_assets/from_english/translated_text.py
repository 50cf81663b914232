"""One text of an item: asked for, the reply looked at, asked again with the reason while something is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from ultralink_assets.languages import SOURCE, load
from ultralink_assets.languages.model import Language
from ultralink_assets.languages.protection import Piece, Protected, Restored, protect, restore
from ultralink_assets.languages.tokens import count_tokens
from ultralink_assets.languages.translation import Protect, Role
from ultralink_assets.languages.translation_prompts import Exchange, ask_again, text_message
from ultralink_assets.languages.unwrapped import without_fence, without_quotes
from ultralink_assets.records import AgnosticItem, Finding, Item, Message, Outcome, Reply, Script, Translated
from ultralink_assets.scripts import Fault, Messages, no_room, until_good, unusable

PLACEHOLDERS = "placeholders"  # the reason when one was lost or made up
EMPTY = "cut_or_empty"

Inspect = Callable[[Translated], tuple[Finding, ...]]

_PLACEHOLDER = re.compile(r"⟦\d+⟧")
_LETTER = re.compile(r"[^\W\d_]")
_TAGGED = re.compile(r"<text>\s*(?P<inner>.*?)\s*</text>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class TranslationRules:
    """The settings ``[translated_sft]`` that a request depends on, and the teacher's limits in tokens."""

    protect: Protect = "placeholders"
    max_tokens: int = 2048
    context_tokens: int = 32768


@dataclass(frozen=True, slots=True)
class Setting:
    """What all texts of one item share. ``opening``: the messages before the first of them."""

    item: Item | AgnosticItem
    language: Language
    rules: TranslationRules
    inspect: Inspect
    opening: Messages


@dataclass(frozen=True, slots=True)
class Text:
    """One text of an item. ``shown``: as the teacher sees it; ``pieces``: what must come back unchanged."""

    role: Role
    source: str
    shown: str
    pieces: tuple[Piece, ...]
    asked: Message


@dataclass(frozen=True, slots=True)
class Said:
    """``text``: the translation, whole; ``shown``: as the teacher gave it."""

    text: str
    shown: str


def holds_words(protected: Protected) -> bool:
    """Whether there is anything to translate outside of what is protected."""
    return _LETTER.search(_PLACEHOLDER.sub("", protected.text)) is not None


def to_be_asked(setting: Setting, role: Role, source: str) -> Text | None:
    """The text as it is sent; None when there is nothing to translate in it."""
    protected = protect(source)
    if not holds_words(protected):
        return None
    shown = protected.text if setting.rules.protect == "placeholders" else source
    asked = text_message(setting.item.part, role, shown, protected.pieces)
    return Text(role, source, shown, protected.pieces, asked)


def translated(setting: Setting, text: Text, past: Sequence[Exchange]) -> Script[Said | Fault]:
    """The translation of one text, or the last fault. ``past``: what was translated before it."""
    return (
        yield from until_good(messages_of(setting, text, past), partial(_heard, setting, text), _room(setting, text))
    )


def messages_of(setting: Setting, text: Text, past: Sequence[Exchange]) -> Messages:
    """The first request for a text, with as many of the latest exchanges as fit into the teacher's context."""
    rules = setting.rules
    room = rules.context_tokens - rules.max_tokens - tokens_of(setting, (*setting.opening, text.asked))
    kept: list[Message] = []
    for exchange in reversed(past):
        room -= tokens_of(setting, (exchange.asked, exchange.said))
        if room < 0:
            break
        kept = [exchange.asked, exchange.said, *kept]
    return (*setting.opening, *kept, text.asked)


def tokens_of(setting: Setting, messages: Sequence[Message]) -> int:
    """What is asked is English, what the teacher said is not."""
    own, english = setting.language, load(SOURCE)
    return sum(count_tokens(one.content, own if one.role == "assistant" else english) for one in messages)


def _room(setting: Setting, text: Text) -> Callable[[Messages], Fault | None]:
    """Whether prompt and translation fit; a text that is itself longer than an answer may be would come cut."""
    rules = setting.rules
    length = count_tokens(text.shown, load(SOURCE))
    if length > rules.max_tokens:
        return lambda _: Fault("context", f"a text of {length} tokens passes an answer of {rules.max_tokens}")
    return lambda messages: no_room(tokens_of(setting, messages), rules.max_tokens, rules.context_tokens)


# ------------------------------------------------------------------------------------- judging


def _heard(setting: Setting, text: Text, reply: Reply, _: Messages) -> Said | Fault:
    shown = _unwrapped(reply.text, text.shown)
    if fault := unusable(reply, shown, lambda gate: ask_again([(gate, "")])):
        return fault
    if not shown.strip():
        return Fault(EMPTY, "nothing within its marks", reply.text, ask_again([(EMPTY, "")]))
    protected = setting.rules.protect == "placeholders"
    restored = restore(shown, text.pieces) if protected else Restored(shown, (), ())
    found = setting.inspect(Translated(setting.language.code, setting.item.part, text.role, text.source, restored.text))
    failed = [(one.gate, one.detail) for one in found if one.outcome is Outcome.FAIL]
    lost = [(PLACEHOLDERS, detail)] if (detail := _lost(restored, text.pieces)) else []
    if not (failed or lost):
        return Said(restored.text, shown)
    gate, detail = (failed or lost)[0]
    # What gates miss when a placeholder is gone is behind it, where the teacher sees nothing.
    return Fault(gate, detail, restored.text, ask_again(lost or failed))


def _lost(restored: Restored, pieces: Sequence[Piece]) -> str:
    """Placeholders that are missing or that nobody gave; "" when all is well. A piece may also stand there itself."""
    numbers = {piece: number for number, piece in enumerate(dict.fromkeys(one.text for one in pieces), 1)}
    missing = dict.fromkeys(piece for piece in restored.missing if piece not in restored.text)
    lost = [f"⟦{numbers[piece]}⟧ is missing" for piece in missing]
    return ", ".join([*lost, *(f"{placeholder} is none of the text's" for placeholder in restored.extra)])


def _unwrapped(said: str, shown: str) -> str:
    """Without tags, a fence or quotation marks around the whole that the text itself has not; with its outer blanks."""
    inner, said = shown.strip(), said.strip()
    for without in (_without_tags, without_fence, without_quotes):
        if without(inner) == inner:
            said = without(said)
    before, after = shown[: len(shown) - len(shown.lstrip())], shown[len(shown.rstrip()) :]
    return f"{before}{said}{after}"


def _without_tags(text: str) -> str:
    tagged = _TAGGED.fullmatch(text)
    return tagged["inner"] if tagged else text

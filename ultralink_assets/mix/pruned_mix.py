"""Dialogues, translations and English items become conversations of one mix: the rows of ``pruned_mix``.

The parts are those of the paper: ``chat_specific`` (dialogues about the language's own Wikipedia), ``chat_agnostic``,
``math`` and ``code``. A row's ``item_id`` is made of its origin and its text, so that a text that changed is another
item.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from ultralink_assets.languages.model import Language
from ultralink_assets.languages.tokens import count_tokens
from ultralink_assets.records import AgnosticItem, Dialogue, MixItem, MixPart, Part, Translation, Turn, item_id_of

MIXED_AS: Mapping[Part, MixPart] = MappingProxyType({"chat": "chat_agnostic", "math": "math", "code": "code"})


def of_dialogue(dialogue: Dialogue, language: Language) -> MixItem:
    """A dialogue about a passage of the language's Wikipedia; one family with the closed-book twin of its passage."""
    return _item("chat_specific", dialogue.dialogue_id, dialogue.passage_id, dialogue.turns, dialogue.teacher, language)


def of_item(item: Translation | AgnosticItem, language: Language) -> MixItem:
    """A translation, or an item in the language that the data came in, which no teacher wrote."""
    teacher = item.teacher if isinstance(item, Translation) else None
    return _item(MIXED_AS[item.part], item.item_id, item.family, item.turns, teacher, language)


def _item(
    part: MixPart, origin: str, family: str | None, turns: Sequence[Turn], teacher: str | None, language: Language
) -> MixItem:
    return MixItem(
        item_id=item_id_of(origin, turns),
        language=language.code,
        part=part,
        origin_id=origin,
        family=family,
        turns=tuple(turns),
        tokens=sum(count_tokens(text, language) for turn in turns for text in (turn.question, turn.answer)),
        teacher=teacher,
        kept_by="",
    )

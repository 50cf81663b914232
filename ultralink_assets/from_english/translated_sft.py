"""Items become translations: the rows of ``translated_sft``, by the paper's method (https://arxiv.org/abs/2402.04588).

Turn by turn, the question and then the answer, each in a request of its own that shows what has been translated before
(`translation_prompts`). Code, formulas, addresses and final answers are protected, by placeholders unless the rules say
otherwise. A translation that a gate turns down is asked for again with the reason; when it stays bad, the whole item is
rejected, since a conversation with a hole is none. A text without words outside of what is protected, such as an answer
that is a block of code, is the same in every language: it is kept as it is and never sent.

`translate` is a generator that yields what to ask and is sent the replies, as dialogues are made. A row::

    Translation("math:5c1f0e9a77b2d310", "fr", "math", None, (Turn("Camille prépare 48 …", …),), "demo", …)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from ultralink_assets.from_english.translated_text import (
    Inspect,
    Setting,
    TranslationRules,
    holds_words,
    messages_of,
    to_be_asked,
    tokens_of,
    translated,
)
from ultralink_assets.languages.model import Language
from ultralink_assets.languages.protection import protect
from ultralink_assets.languages.translation import Role
from ultralink_assets.languages.translation_prompts import Exchange, growth, opening, translation_version
from ultralink_assets.records import AgnosticItem, Item, Message, Rejection, Script, Translation, Turn
from ultralink_assets.scripts import Expected, Fault

__all__ = ["Expected", "Inspect", "TranslationRules", "expected", "expected_requests", "translate"]


def translate(
    item: Item | AgnosticItem, language: Language, rules: TranslationRules, inspect: Inspect, teacher: str
) -> Script[Translation | Rejection]:
    """The script of one item. ``inspect`` says what gates find in a translated text; ``teacher`` goes into the row.

    Reasons of a rejection: the name of a gate, ``placeholders``, ``refused``, ``cut``, ``filtered`` (the teacher's
    reply), ``context`` (no room for a text and its translation). Raises `SettingsError` when the entry of ``language``
    has no section ``[translation]``.
    """
    setting = Setting(item, language, rules, inspect, opening(language, item.part, rules.protect))
    made: list[str] = []
    past: list[Exchange] = []
    for role, source in _texts(item):
        text = to_be_asked(setting, role, source)
        if text is None:
            made.append(source)
            continue
        said = yield from translated(setting, text, past)
        if isinstance(said, Fault):
            return _rejection(setting, made, said, teacher)
        made.append(said.text)
        past.append(Exchange(text.asked, Message("assistant", said.shown)))
    version = translation_version(language)
    return Translation(item.item_id, language.code, item.part, item.family, _turns(made), teacher, version)


def expected_requests(item: Item | AgnosticItem) -> int:
    """How many requests an item takes when nothing is asked again: one for each text that holds words."""
    return sum(holds_words(protect(source)) for _, source in _texts(item))


def expected(item: Item | AgnosticItem, language: Language, rules: TranslationRules) -> Expected:
    """Requests and tokens of an item when nothing is asked again; translations grow as the language's examples do."""
    setting = Setting(item, language, rules, lambda _: (), opening(language, item.part, rules.protect))
    longer = growth(language)
    past: list[Exchange] = []
    prompt_tokens = completion_tokens = 0
    for role, source in _texts(item):
        if text := to_be_asked(setting, role, source):
            said = Message("assistant", "x" * round(longer * len(text.shown)))
            prompt_tokens += tokens_of(setting, messages_of(setting, text, past))
            completion_tokens += tokens_of(setting, (said,))
            past.append(Exchange(text.asked, said))
    return Expected(len(past), prompt_tokens, completion_tokens)


def _texts(item: Item | AgnosticItem) -> Iterator[tuple[Role, str]]:
    for turn in item.turns:
        yield "question", turn.question
        yield "answer", turn.answer


def _turns(texts: Sequence[str]) -> tuple[Turn, ...]:
    return tuple(Turn(question, answer) for question, answer in zip_longest(texts[::2], texts[1::2], fillvalue=""))


def _rejection(setting: Setting, made: Sequence[str], fault: Fault, teacher: str) -> Rejection:
    """Of an item with a text that could not be translated; what there is of it is kept, to look for the cause."""
    item, language = setting.item, setting.language
    key: dict[str, str | int] = {"language": language.code, "part": item.part, "item_id": item.item_id}
    detail = f"{'answer' if len(made) % 2 else 'question'} {len(made) // 2 + 1}: {fault.detail}"
    so_far: dict[str, object] = {
        "turns": _turns([*made, fault.text]),
        "teacher": teacher,
        "prompt_version": translation_version(language),
    }
    return Rejection(key, fault.reason, detail, so_far)

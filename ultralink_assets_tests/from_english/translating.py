"""Plays the translation of an item with replies from a list or a function, and shows what was asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from ultralink_assets import languages
from ultralink_assets.from_english.translated_sft import TranslationRules, translate
from ultralink_assets.languages.tokens import count_tokens
from ultralink_assets.records import Ask, Finding, Item, Outcome, Part, Rejection, Reply, Translated, Translation, Turn
from ultralink_assets_tests.driving import answered, drive

EN, FR = languages.load("en"), languages.load("fr")
OPENING = 5  # messages: the instructions, and the example of a question and its answer
BLOCK = "```python\nprint('a b')  # a comment\n```"
INSTRUCTION = TranslationRules(protect="instruction")


def item(*texts: str, part: Part = "chat") -> Item:
    turns = tuple(Turn(question, answer) for question, answer in zip(texts[::2], texts[1::2], strict=True))
    return Item("7f", part, languages.SOURCE, "file.jsonl", 3, None, turns)


def nothing_wrong(_: Translated) -> tuple[Finding, ...]:
    return ()


def wrong(text: str, gate: str = "numbers_kept") -> Callable[[Translated], tuple[Finding, ...]]:
    """Finds fault with every translation that holds ``text``; another gate is undecided about all."""
    undecided = Finding("code_kept", Outcome.UNDECIDED)
    return lambda one: (undecided, Finding(gate, Outcome.FAIL, "7 is gone")) if text in one.text else (undecided,)


def play(
    about: Item,
    replies: Iterable[Reply] | Callable[[Ask], Reply],
    rules: TranslationRules = TranslationRules(),  # noqa: B008 - frozen
    inspect: Callable[[Translated], tuple[Finding, ...]] = nothing_wrong,
) -> tuple[Translation | Rejection, list[Ask]]:
    return drive(translate(about, FR, rules, inspect, "teacher"), replies)


def said(*texts: str) -> list[Reply]:
    return [answered(text) for text in texts]


def told(ask: Ask) -> list[str]:
    """The messages after the opening; of those that show a text only the text."""
    return [
        one.content.partition("<text>\n")[2].removesuffix("\n</text>") or one.content for one in ask.messages[OPENING:]
    ]


def turns_of(made: Translation | Rejection) -> Sequence[Turn]:
    assert isinstance(made, Translation), made
    return made.turns


def rejected(made: Translation | Rejection) -> Rejection:
    assert isinstance(made, Rejection), made
    return made


def tokens(ask: Ask) -> int:
    """What is asked is English, what was said is French."""
    return sum(count_tokens(one.content, FR if one.role == "assistant" else EN) for one in ask.messages)

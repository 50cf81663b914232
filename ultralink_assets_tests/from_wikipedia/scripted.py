"""Plays a conversation with replies from a list or a function, and keeps what was asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from ultralink_assets import languages
from ultralink_assets.from_wikipedia.dialogues import Conversation, DialogueRules, converse
from ultralink_assets.languages.model import STEPS, Language
from ultralink_assets.records import Ask, Finding, Message, Outcome, Passage, Reply, Said
from ultralink_assets_tests.driving import answered, drive

EN = languages.load("en")
RU = languages.load("ru")

TEXT = "The canal was dug by hand through heavy clay. It was opened in 1795."


def passage(number: int = 0, language: str = "en") -> Passage:
    return Passage(f"{language}:7:{number:016x}", language, 7, None, "Calder Canal", ("History", "Works"), 0, TEXT, 16)


def step_of(ask: Ask, language: Language = EN) -> str:
    """Which prompt an ask was made of, known by its end."""
    user = ask.messages[1].content
    ends = {name: getattr(language.prompts, name).rsplit("\n", 1)[-1] for name in STEPS}
    return next(name for name, end in ends.items() if user.endswith(end))


def nothing_wrong(_: Said) -> None:
    return None


def wrong(text: str, gate: str = "repetition") -> Callable[[Said], Finding | None]:
    """Finds fault with every utterance that holds ``text``."""
    return lambda said: Finding(gate, Outcome.FAIL, "detail") if text in said.text else None


@dataclass
class Played:
    """``made`` is what the conversation returned; ``asks`` are its requests in order."""

    made: Conversation
    asks: list[Ask] = field(default_factory=list)

    @property
    def steps(self) -> list[str]:
        return [step_of(ask) for ask in self.asks]


def play(
    replies: Iterable[Reply] | Callable[[Ask], Reply],
    rules: DialogueRules = DialogueRules(),  # noqa: B008 - frozen
    inspect: Callable[[Said], Finding | None] = nothing_wrong,
    about: Passage | None = None,
    language: Language = EN,
) -> Played:
    """Drive the script to its end. A list of replies may be longer than what is asked for."""
    made, asks = drive(converse(about or passage(), rules, language, inspect, "teacher"), replies)
    return Played(made, asks)


def talkative(ask: Ask) -> Reply:
    """A reply that names its step and the turn, so that every utterance is one of its own."""
    step = step_of(ask)
    turn = ask.messages[1].content.count(EN.prompts.question_head)
    return answered(f"This is the {step} of turn {turn}, at length.")


def texts(messages: Sequence[Message]) -> str:
    return "\n".join(message.content for message in messages)

"""Nothing of what the teacher was told is in what it says: instructions, heads, tags, chat-template marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ultralink_assets import languages
from ultralink_assets.languages.model import PROMPT_VARIABLES, Language
from ultralink_assets.languages.strip import strip_fences
from ultralink_assets.languages.words import grams, words_of
from ultralink_assets.records import Finding, Outcome, Said

GATE = "prompt_leaked"
RUN = 8  # words of an instruction; in Chinese as many characters are no proof, 13 are
RUN_OF_CHARACTERS = 13
_VARIABLE = re.compile(r"\$\{?[a-z_]+\}?")
_CHAT_MARKS = re.compile(
    r"\[/?INST\]|<\|[\w ]{1,30}\|>|<</?SYS>>|</?(?:s|think|system|assistant|user|document|passage|context)>"
    r"|<(?:start|end)_of_turn>|^#{2,4} ?(?:Instruction|Response|Human|Assistant|User|System|Input)\b:?"
    r"|^(?:Human|Assistant|User|System|AI) ?:\s",
    re.MULTILINE | re.IGNORECASE,
)
_TAG = re.compile(r"</?\w+>")


def check(said: Said) -> Finding:
    """FAIL with what leaked."""
    language = languages.load(said.language)
    if found := _CHAT_MARKS.search(strip_fences(said.text)) or _heads(language).search(said.text):
        return Finding(GATE, Outcome.FAIL, found[0].strip())
    words = words_of(said.text)
    size = RUN_OF_CHARACTERS if "CJK" in language.conventions.scripts else RUN
    own = grams(words, size)
    instructions = _instructions(_texts(language), size)
    leaked = next((gram for gram in own if gram in instructions), "") or _leaked_messages(said, own, size)
    return Finding(GATE, Outcome.FAIL, leaked) if leaked else Finding(GATE, Outcome.PASS)


def _leaked_messages(said: Said, own: list[str], size: int) -> str:
    """A run of the messages themselves, less what they quote: the passage and the dialogue."""
    if not said.prompts or not own:
        return ""
    quoted = [said.passage or "", said.question, said.title]
    quoted += [text for turn in said.history for text in (turn.question, turn.answer)]
    words = set[str]()
    for message in said.prompts:
        if message.role != "assistant":
            text = message.content
            for quote in quoted:
                text = text.replace(quote, "\n") if quote else text
            words.update(*(grams(words_of(line), size) for line in text.splitlines()))
    if not any(gram in words for gram in own):
        return ""
    words -= {gram for quote in quoted for gram in grams(words_of(quote), size)}
    return next((gram for gram in own if gram in words), "")


@lru_cache(maxsize=32)
def _instructions(texts: tuple[str, ...], size: int) -> frozenset[str]:
    return frozenset(gram for text in texts for gram in grams(words_of(text), size))


def _heads(language: Language) -> re.Pattern[str]:
    prompts = language.prompts
    return _heads_pattern(_texts(language), prompts.document, (prompts.question_head, prompts.answer_head))


@lru_cache(maxsize=32)
def _heads_pattern(texts: tuple[str, ...], document: str, speakers: tuple[str, ...]) -> re.Pattern[str]:
    """The prompts' tags anywhere; "Question:" where a line begins; a head such as "Title:" where the text begins."""
    tags = sorted({re.escape(tag) for text in texts for tag in _TAG.findall(text)})
    lines = [line.strip() for line in _VARIABLE.sub("", document).splitlines()]
    heads = sorted(re.escape(line) for line in lines if 2 < len(line) < 25 and line[-1] in ":：")
    # "Question:" and "Question :" alike, whatever the blank is
    said = sorted(rf"{re.escape(head.rstrip(':： '))}\s?[:：]" for head in speakers)
    patterns = [*tags, *(rf"^[*#\s]*{head}" for head in said), *(rf"\A[*#\s]*{head}" for head in heads)]
    return re.compile("|".join(patterns), re.MULTILINE | re.IGNORECASE)


def _texts(language: Language) -> tuple[str, ...]:
    return tuple(_own_texts(language))


def _own_texts(language: Language) -> Iterator[str]:
    """What the prompts themselves say, between their variables."""
    prompts = language.prompts
    yield prompts.system
    yield prompts.question_head
    yield prompts.answer_head
    for name in PROMPT_VARIABLES:
        yield from _VARIABLE.split(getattr(prompts, name))
    yield from prompts.reasons.values()

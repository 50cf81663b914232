"""The demo teacher as a judge: word lists, and whether numbers and names are known. It understands nothing.

What it finds faithful may have cause and effect the wrong way round, and what it finds useful may answer another
question; the canaries of a language hold such rows, and it is wrong about them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import cache

from ultralink_assets import languages, sample
from ultralink_assets.languages.model import Language
from ultralink_assets.languages.numbers import numbers_in
from ultralink_assets.languages.words import words_of
from ultralink_assets.records import Message
from ultralink_assets.teacher.demo_prompts import Shape, take_apart, with_document

STEM = 4  # letters: a name in another case or with another ending is the same name
MOST_REPEATED = 0.6  # of the answer's longer words: above, it says the question again
_NAME = re.compile(r"(?<=[\w,;] )[^\W\d_]{3,}")


def answer(messages: Sequence[Message]) -> str | None:
    """The judgement as JSON; None when the messages do not ask for one."""
    if len(messages) < 2 or messages[0].role != "system":
        return None
    for code in sample.languages():
        language = languages.load(code)
        if messages[0].content == language.judge.system and (values := _shape(code).read(messages[1].content)):
            return json.dumps(_judged(values, language), ensure_ascii=False)
    return None


@cache
def _shape(code: str) -> Shape:
    language = languages.load(code)
    return take_apart(with_document(language.judge.turn, language.prompts.document))


def _judged(values: dict[str, str], language: Language) -> dict[str, str]:
    phrases, said = sample.phrases(language.code).judge, values["answer"]
    known = "\n".join(values[name] for name in ("title", "headings", "text", "dialogue", "question"))
    faults = {
        "faithful": next(_unknown(said, known, language), ""),
        "fluent": _found(phrases.unnatural, said),
        "useful": _found(phrases.useless, said) or _repeated(said, values["question"]),
    }
    why = next((fault for fault in faults.values() if fault), "")
    return {"why": why, **{name: "no" if fault else "yes" for name, fault in faults.items()}}


def _unknown(said: str, known: str, language: Language) -> Iterator[str]:
    """Numbers and names, known by their capitals within a sentence, that stand nowhere before."""
    values = {value for number in numbers_in(known, language) for value in number.values}
    figures = (number for number in numbers_in(said, language) if number.kind == "digits")
    yield from (number.text for number in figures if values.isdisjoint(number.values))
    stems = {word[:STEM] for word in words_of(known)}
    names = (name for name in _NAME.findall(said) if name[0].isupper())
    yield from (name for name in names if name[:STEM].lower() not in stems)


def _found(patterns: Sequence[str], said: str) -> str:
    found = (re.search(pattern, said, re.IGNORECASE) for pattern in patterns)
    return next((match[0] for match in found if match), "")


def _repeated(said: str, question: str) -> str:
    stems, asked = _stems(said), set(_stems(question))
    return question if sum(stem in asked for stem in stems) > MOST_REPEATED * len(stems) else ""


def _stems(text: str) -> list[str]:
    """Of the words that say something; in scripts without blanks, every character."""
    return [word[:STEM] for word in words_of(text) if len(word) >= STEM or word >= "\u3040"]

"""Which of the project's own prompts a chat request is: every template of the language entries, read backwards.

A template becomes a parser: its fixed parts are looked for in the text, what lies between them are the values. The
document's text may hold anything, so what stands before it is read from the left and what follows it from the right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from string import Template

from ultralink_assets import languages, sample
from ultralink_assets.languages import Language
from ultralink_assets.records import Message, Turn

QUESTIONS = {"first_question": "first", "deeper_question": "deeper", "wider_question": "wider"}
CLOSED_BOOK = "closed_book_answer"
ANSWERS = ("first_answer", "following_answer", CLOSED_BOOK)
HEADING_MARK = "›"
_ANYTHING = "text"  # the variable that may hold any text, even the template's own words


@dataclass(frozen=True, slots=True)
class Request:
    """A recognised request. ``turn`` counts from 0. ``attempt`` counts how often the messages ask again, and ``bad`` is
    the text that the last of them turned down."""

    language: Language
    prompt: str
    title: str
    heading: str
    passage: str
    question: str
    dialogue: tuple[Turn, ...]
    attempt: int = 0
    bad: str = ""

    @property
    def turn(self) -> int:
        return len(self.dialogue)


@dataclass(frozen=True, slots=True)
class Shape:
    """A template taken apart: literal, variable, literal, ..., variable, literal."""

    literals: tuple[str, ...]
    variables: tuple[str, ...]

    @property
    def weight(self) -> int:
        """Characters of fixed text: of several readings, the one that explains most is right."""
        return sum(map(len, self.literals))

    def read(self, text: str) -> dict[str, str] | None:
        """The variables' values in ``text``; None when it was not made from this template."""
        first, last = self.literals[0], self.literals[-1]
        start, end = len(first), len(text) - len(last)
        if start > end or not text.startswith(first) or not text.endswith(last):
            return None
        pivot = self.variables.index(_ANYTHING) if _ANYTHING in self.variables else 0
        values: dict[str, str] = {}
        for number in range(pivot):
            at = text.find(self.literals[number + 1], start, end)
            if at < 0:
                return None
            values[self.variables[number]] = text[start:at]
            start = at + len(self.literals[number + 1])
        for number in range(len(self.variables) - 1, pivot, -1):
            at = text.rfind(self.literals[number], start, end)
            if at < 0:
                return None
            values[self.variables[number]] = text[at + len(self.literals[number]) : end]
            end = at
        values[self.variables[pivot]] = text[start:end]
        return values


def take_apart(template: str) -> Shape:
    """The `Shape` of a ``string.Template`` text with at least one variable."""
    literals, variables, at = [""], [], 0
    for match in Template.pattern.finditer(template):
        literals[-1] += template[at : match.start()]
        at = match.end()
        if match["escaped"] is not None:
            literals[-1] += "$"
        else:
            variables.append(match["named"] or match["braced"])
            literals.append("")
    literals[-1] += template[at:]
    return Shape(tuple(literals), tuple(variables))


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the requests of one language. ``shapes`` come with the one that explains most first."""

    language: Language
    shapes: tuple[tuple[str, Shape], ...]
    ask_again: Shape
    turn: re.Pattern[str]

    def read(self, messages: Sequence[Message]) -> Request | None:
        """The request, or None when the messages were not made from this language's prompts."""
        roles = [message.role for message in messages]
        if roles != ["system", "user", *["assistant", "user"] * (len(messages) // 2 - 1)]:
            return None
        if messages[0].content != self.language.prompts.system:
            return None
        last = len(messages) - 1
        while last > 1 and self.ask_again.read(messages[last].content) is not None:
            last -= 2
        past = tuple(
            Turn(asked.content, said.content)
            for asked, said in zip(messages[1:last:2], messages[2:last:2], strict=True)
        )
        for prompt, shape in self.shapes:
            if past and prompt != CLOSED_BOOK:
                continue  # only a closed-book dialogue is told as a chat
            if (values := shape.read(messages[last].content)) is not None:
                request = self._request(prompt, values)
                again = messages[last + 1 :]
                bad = again[-2].content if again else ""
                return replace(request, dialogue=past or request.dialogue, attempt=len(again) // 2, bad=bad)
        return None

    def _request(self, prompt: str, values: dict[str, str]) -> Request:
        return Request(
            language=self.language,
            prompt=prompt,
            title=values.get("title", ""),
            heading=values.get("headings", "").rsplit(HEADING_MARK, 1)[-1].strip(),
            passage=values.get("text", ""),
            question=values.get("question", "").strip(),
            dialogue=tuple(self._turns(values.get("dialogue", ""))),
        )

    def _turns(self, dialogue: str) -> Iterator[Turn]:
        parts = self.turn.split("\n" + dialogue)
        yield from (Turn(q.strip(), a.strip()) for q, a in zip(parts[1::2], parts[2::2], strict=True))


def reader_of(language: Language) -> Reader:
    """The reader of ``language``'s prompts."""
    prompts = language.prompts
    whole = {name: with_document(getattr(prompts, name), prompts.document) for name in (*QUESTIONS, *ANSWERS)}
    shapes = {name: take_apart(text) for name, text in whole.items()}
    heads = "|".join(re.escape(head) for head in (prompts.question_head, prompts.answer_head))
    return Reader(
        language,
        tuple(sorted(shapes.items(), key=lambda item: -item[1].weight)),
        take_apart(prompts.ask_again),
        re.compile(rf"\n(?:{heads})"),
    )


@cache
def readers() -> tuple[Reader, ...]:
    """A reader for each language that the demo teacher has phrases for."""
    return tuple(reader_of(languages.load(code)) for code in sample.languages())


def recognise(messages: Sequence[Message]) -> Request | None:
    """The request that ``messages`` make, or None when they are not made of one of our prompts."""
    found = (reader.read(messages) for reader in readers())
    return next((request for request in found if request is not None), None)


def attempt_after(bad: str, sayings: Iterable[str], otherwise: int) -> int:
    """Which attempt this is: the one after the text that was turned down. Messages may hold only the latest of them."""
    known = (number + 1 for number, text in enumerate(sayings) if bad.strip() and text.strip() == bad.strip())
    return next(known, otherwise)


def with_document(template: str, document: str) -> str:
    """``template`` with the template ``document`` in the place of its variable."""
    return template.replace("${document}", document).replace("$document", document)

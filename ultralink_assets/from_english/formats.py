"""Rows of English data sets become conversations; the format is told from the names of the row's fields.

::

    sharegpt       {"id": "a1", "conversations": [{"from": "human", "value": "…"}, {"from": "gpt", "value": "…"}]}
    messages       {"messages": [{"role": "user", "content": "…"}, {"role": "assistant", "content": "…"}]}
    metamathqa     {"query": "…", "response": "…", "original_question": "…", "type": "MATH_Rephrased"}
    magicoder_oss  {"lang": "python", "seed": "…", "problem": "…", "solution": "…"}
    magicoder_evol {"instruction": "…", "response": "…"}
    alpaca         {"instruction": "…", "input": "…", "output": "…"}
    ultrachat      {"id": "0", "data": ["question 1", "answer 1", "question 2", "answer 2"]}

UltraLink's published lines are of the format ``ultrachat``. ShareGPT's list may be called ``items``; OpenAI's content
may be a list of text parts. Rules of a conversation:

- Questions and answers alternate, a question first. Texts stay as they are, byte for byte.
- A system message at the beginning is put before the first question, a blank line between; an empty one says nothing.
- A last question without an answer is cut, since what was said before it is whole; the batch counts it.
- Whatever else is wrong with a row turns it down, with a reason of `REASONS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, NoReturn, get_args

from ultralink_assets.records import Turn

Format = Literal["sharegpt", "messages", "metamathqa", "magicoder_oss", "magicoder_evol", "alpaca", "ultrachat"]
FORMATS: tuple[Format, ...] = get_args(Format)

REASONS: Mapping[str, str] = MappingProxyType(
    {
        "not_json": "the row can't be parsed",
        "not_utf8": "bytes or escapes that are no text",
        "too_large": "the row is larger than 16 MiB",
        "not_an_object": "JSON, but without fields",
        "unknown_fields": "the fields of the file's format are not all there",
        "not_a_conversation": "what should be a list of messages is none",
        "unknown_role": "somebody speaks who is neither user, assistant nor system",
        "out_of_order": "questions and answers don't alternate, or an answer comes first",
        "no_answer": "nothing was answered",
        "null_turn": "a question or an answer is null or missing",
        "empty_turn": "a question or an answer is blank",
        "not_text": "a question or an answer is no text: a number, an image",
    }
)

_Role = Literal["user", "assistant", "system"]
_ROLES: Mapping[str, _Role] = MappingProxyType(
    {
        "human": "user",
        "user": "user",
        "gpt": "assistant",
        "assistant": "assistant",
        "chatgpt": "assistant",
        "bing": "assistant",
        "bard": "assistant",
        "system": "system",
    }
)
_IN_TURN: tuple[_Role, _Role] = ("user", "assistant")
_SHOWN_FIELDS = 12


class RowRefused(Exception):
    """A row is no conversation: ``reason`` is one of `REASONS`, ``detail`` says what is wrong and where."""

    def __init__(self, reason: str, detail: str) -> None:
        self.reason = reason
        self.detail = detail
        super().__init__(f"{reason}: {detail}")


class Conversation(NamedTuple):
    """What a row says. ``cut`` tells that it ended with a question, which is left out."""

    turns: tuple[Turn, ...]
    family: str | None
    cut: bool


Row = Mapping[str, Any]
_Said = tuple[_Role, object]  # one message: who speaks, and whatever stands there as text


@dataclass(frozen=True, slots=True)
class _Shape:
    """How a format is told (it has all ``fields``) and read; ``family`` names the field with the original."""

    fields: frozenset[str]
    read: Callable[[Row], Sequence[_Said]]
    family: str = ""


def recognize(fields: Iterable[str]) -> tuple[Format, ...]:
    """The formats of which a row with these fields may be: none, one, or several."""
    names = set(fields)
    return tuple(name for name in FORMATS if any(shape.fields <= names for shape in _SHAPES[name]))


def fields_of(name: Format) -> str:
    """The fields that a row of the format has, in words."""
    return " or ".join("+".join(sorted(shape.fields)) for shape in _SHAPES[name])


def conversation_of(row: object, name: Format) -> Conversation:
    """The conversation of a row of this format; raises `RowRefused`."""
    if not isinstance(row, dict):
        raise RowRefused("not_an_object", f"{type(row).__name__}, not an object with fields")
    shape = next((shape for shape in _SHAPES[name] if shape.fields <= row.keys()), None)
    if shape is None:
        raise RowRefused("unknown_fields", f"it has {shown(row)}; {name} needs {fields_of(name)}")
    turns, cut = _turns(shape.read(row))
    family = row.get(shape.family)
    return Conversation(turns, family if isinstance(family, str) and family.strip() else None, cut)


def shown(fields: Iterable[str]) -> str:
    """Names of fields for a message."""
    names = [str(name)[:60] for name in fields]
    more = f" and {len(names) - _SHOWN_FIELDS} more" if len(names) > _SHOWN_FIELDS else ""
    return ", ".join(names[:_SHOWN_FIELDS]) + more if names else "no fields"


# ------------------------------------------------------------------------------------- turns


def _turns(said: Sequence[_Said]) -> tuple[tuple[Turn, ...], bool]:
    """Questions with their answers, and whether a last question was cut."""
    system = ""
    if said and said[0][0] == "system":
        system, said = _system(said[0][1]), said[1:]
    for place, (role, _) in enumerate(said):
        if role != _IN_TURN[place % 2]:
            raise RowRefused("out_of_order", f"{_place(place)} is of the {role}")
    texts = [_text(text, place) for place, (_, text) in enumerate(said[: len(said) // 2 * 2])]
    if not texts:
        raise RowRefused("no_answer", "it holds a question and no answer" if said else "it holds no messages")
    texts[0] = system + texts[0]
    return tuple(map(Turn, texts[::2], texts[1::2])), len(said) % 2 == 1


def _system(value: object) -> str:
    """What goes before the first question."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return ""
    return _text(value, None) + "\n\n"


def _text(value: object, place: int | None) -> str:
    if isinstance(value, list):
        value = _of_parts(value, place)
    if isinstance(value, str):
        if value and not value.isspace():
            return value
        raise RowRefused("empty_turn", f"{_place(place)} is blank")
    if value is None:
        raise RowRefused("null_turn", f"{_place(place)} is null")
    raise RowRefused("not_text", f"{_place(place)} is {type(value).__name__}, not text")


def _of_parts(parts: list[Any], place: int | None) -> str:
    """OpenAI's list of parts, ``[{"type": "text", "text": "…"}]``; they stand below each other."""
    texts = [part.get("text") for part in parts if isinstance(part, dict) and part.get("type") == "text"]
    if len(texts) == len(parts) and all(isinstance(text, str) for text in texts):
        return "\n".join(map(str, texts))
    raise RowRefused("not_text", f"{_place(place)} has a part that is not text")


def _place(place: int | None) -> str:
    if place is None:
        return "the system message"
    return f"the {'answer' if place % 2 else 'question'} of turn {place // 2 + 1}"


# ----------------------------------------------------------------------------------- reading


def _messages(field: str) -> _Shape:
    """A list of messages, each with who speaks (``from``, ``role``) and what (``value``, ``content``)."""

    def read(row: Row) -> list[_Said]:
        return [_message(number, message) for number, message in enumerate(_list(row, field))]

    return _Shape(frozenset({field}), read)


def _message(number: int, message: object) -> _Said:
    if not isinstance(message, dict):
        _no_conversation(f"message {number + 1} is {type(message).__name__}, not an object")
    speaker = message.get("role") if message.get("from") is None else message["from"]
    role = _ROLES.get(speaker) if isinstance(speaker, str) else None
    if role is None:
        raise RowRefused("unknown_role", f"message {number + 1} is of {speaker!r:.60}")
    return role, message.get("content") if message.get("value") is None else message["value"]


def _alternating(row: Row) -> list[_Said]:
    return [(_IN_TURN[place % 2], text) for place, text in enumerate(_list(row, "data"))]


def _list(row: Row, field: str) -> list[Any]:
    found = row[field]
    if not isinstance(found, list) or not found:
        _no_conversation(f"{field!r} is {'empty' if found == [] else type(found).__name__}, not a list of messages")
    return found


def _no_conversation(detail: str) -> NoReturn:
    raise RowRefused("not_a_conversation", detail)


def _pair(question: str, answer: str, family: str = "") -> _Shape:
    def read(row: Row) -> list[_Said]:
        return [("user", row[question]), ("assistant", row[answer])]

    return _Shape(frozenset({question, answer}), read, family)


def _instructed(row: Row) -> list[_Said]:
    """Alpaca: the ``input`` is what the instruction is about, and stands below it."""
    given = row.get("input")
    question = row["instruction"]
    if isinstance(question, str) and given not in (None, ""):
        question = f"{question}\n\n{given}" if isinstance(given, str) else given
    return [("user", question), ("assistant", row["output"])]


_SHAPES: Mapping[Format, tuple[_Shape, ...]] = MappingProxyType(
    {
        "sharegpt": (_messages("conversations"), _messages("items")),
        "messages": (_messages("messages"),),
        "metamathqa": (_pair("query", "response", family="original_question"),),
        "magicoder_oss": (_pair("problem", "solution"),),
        "magicoder_evol": (_pair("instruction", "response"),),
        "alpaca": (_Shape(frozenset({"instruction", "output"}), _instructed),),
        "ultrachat": (_Shape(frozenset({"data"}), _alternating),),
    }
)
FIELDS = frozenset(
    name for shapes in _SHAPES.values() for shape in shapes for name in {*shape.fields, shape.family, "input"} - {""}
)

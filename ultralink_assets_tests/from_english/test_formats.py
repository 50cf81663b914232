from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ultralink_assets.from_english.formats import (
    FORMATS,
    REASONS,
    Conversation,
    Format,
    RowRefused,
    conversation_of,
    recognize,
)
from ultralink_assets.records import Turn

TEA = Turn("How long should green tea steep?", "About two minutes, in water that no longer boils.")
NEVA = Turn("Где Нева?", "В Петербурге.")
MILK = Turn("And with milk?", "Then take black tea, and four minutes.")


def said(*texts: str | None) -> list[dict[str, Any]]:
    return [{"from": ("human", "gpt")[place % 2], "value": text} for place, text in enumerate(texts)]


def asked(*texts: object, system: object = None) -> list[dict[str, Any]]:
    first = [{"role": "system", "content": system}] if system is not None else []
    return first + [{"role": ("user", "assistant")[place % 2], "content": text} for place, text in enumerate(texts)]


FOUR = (TEA.question, TEA.answer, MILK.question, MILK.answer)
SUM = "Tom has 3 pears and buys 4 more. How many pears has he?"
ROWS: list[tuple[Format, dict[str, Any], tuple[Turn, ...], str | None]] = [
    ("sharegpt", {"id": "kX3_0", "conversations": said(*FOUR)}, (TEA, MILK), None),
    ("sharegpt", {"id": "kX3", "items": [{**one, "markdown": None} for one in said(*FOUR)]}, (TEA, MILK), None),
    ("sharegpt", {"conversations": asked(*FOUR)}, (TEA, MILK), None),
    (
        "sharegpt",  # a column of Parquet that has both pairs of names
        {"conversations": [{"role": None, "content": None, **one} for one in said(*FOUR)]},
        (TEA, MILK),
        None,
    ),
    ("messages", {"prompt": "…", "prompt_id": "9", "messages": asked(*FOUR)}, (TEA, MILK), None),
    (
        "metamathqa",
        {
            "type": "GSM_Rephrased",
            "query": "Tom owns 3 pears; he gets 4 more. What does he own now?",
            "original_question": SUM,
            "response": "3 + 4 = 7.\n#### 7\nThe answer is: 7",
        },
        (Turn("Tom owns 3 pears; he gets 4 more. What does he own now?", "3 + 4 = 7.\n#### 7\nThe answer is: 7"),),
        SUM,
    ),
    (
        "magicoder_oss",
        {
            "lang": "python",
            "raw_index": 7,
            "index": 3,
            "seed": "def double(",
            "problem": "Write double(n).",
            "solution": "```python\ndef double(n):\n    return 2 * n\n```",
        },
        (Turn("Write double(n).", "```python\ndef double(n):\n    return 2 * n\n```"),),
        None,
    ),
    ("magicoder_evol", {"instruction": TEA.question, "response": TEA.answer}, (TEA,), None),
    ("alpaca", {"instruction": TEA.question, "input": "", "output": TEA.answer}, (TEA,), None),
    (
        "alpaca",
        {"instruction": "Name the colour.", "input": "grass", "output": "Green."},
        (Turn("Name the colour.\n\ngrass", "Green."),),
        None,
    ),
    ("ultrachat", {"id": "0", "data": list(FOUR)}, (TEA, MILK), None),
    (
        "ultrachat",
        {"id": "ru_chat_specific_0", "data": ["Где Нева?", "В Петербурге."]},
        (Turn("Где Нева?", "В Петербурге."),),
        None,
    ),
]


@pytest.mark.parametrize(("name", "row", "turns", "family"), ROWS)
def test_a_row_of_each_format_is_told_by_its_fields_and_read(
    name: Format, row: dict[str, Any], turns: tuple[Turn, ...], family: str | None
) -> None:
    assert recognize(row) == (name,)
    assert conversation_of(row, name) == Conversation(turns, family, cut=False)


def test_the_docs_list_every_format_and_every_reason() -> None:
    page = (Path(__file__).parents[2] / "docs" / "english_data.md").read_text(encoding="utf-8")
    assert tuple(re.findall(r"^\| `(\w+)` \| `", page, re.M)) == FORMATS
    assert dict(re.findall(r"^\| `(\w+)` \| ([^`|].*) \|$", page, re.M)) == REASONS


def test_each_format_has_a_row_here() -> None:
    assert {name for name, *_ in ROWS} == set(FORMATS)


def test_a_row_that_may_be_of_two_formats_is_told_to_be_of_both() -> None:
    assert recognize({"instruction": "", "output": "", "messages": []}) == ("messages", "alpaca")
    assert recognize({"text": ""}) == ()


@pytest.mark.parametrize("system", ["", " \n", None])
def test_an_empty_system_message_says_nothing(system: str | None) -> None:
    row = {"messages": [{"role": "system", "content": system}, *asked(*FOUR)]}
    assert conversation_of(row, "messages").turns == (TEA, MILK)


def test_a_system_message_stands_before_the_first_question() -> None:
    turns = conversation_of({"messages": asked(*FOUR, system="Answer briefly.")}, "messages").turns
    assert turns == (Turn(f"Answer briefly.\n\n{TEA.question}", TEA.answer), MILK)


def test_the_text_parts_of_a_message_stand_below_each_other() -> None:
    parts = [{"type": "text", "text": "How long"}, {"type": "text", "text": "should it steep?"}]
    assert conversation_of({"messages": asked(parts, "Two minutes.")}, "messages").turns == (
        Turn("How long\nshould it steep?", "Two minutes."),
    )


@pytest.mark.parametrize("last", ["And cold?", None, ""])
def test_a_last_question_without_an_answer_is_cut_and_said_so(last: str | None) -> None:
    found = conversation_of({"conversations": said(TEA.question, TEA.answer, last)}, "sharegpt")
    assert found == Conversation((TEA,), None, cut=True)


CHAT = [
    (said(None, "Yes."), "null_turn", "the question of turn 1 is null"),
    (said("A?", "B.", "C?", None), "null_turn", "the answer of turn 2 is null"),
    ([{"from": "human"}, {"from": "gpt", "value": "B."}], "null_turn", "the question of turn 1"),
    (said("A?", " \n"), "empty_turn", "the answer of turn 1 is blank"),
    (asked([], "B."), "empty_turn", "the question of turn 1"),
    (asked(7, "B."), "not_text", "the question of turn 1 is int"),
    (asked([{"type": "image_url", "image_url": {"url": "x"}}], "B."), "not_text", "a part that is not text"),
    (asked("A?", "B.", system=3), "not_text", "the system message is int"),
    (said("A?", "B.")[::-1], "out_of_order", "the question of turn 1 is of the assistant"),
    (said("A?", "B.") + said("C?")[:1] * 2, "out_of_order", "the answer of turn 2 is of the user"),
    (asked("A?", "B.") + asked(system="Now be brief."), "out_of_order", "the question of turn 2 is of the system"),
    (said("A?"), "no_answer", "a question and no answer"),
    (asked(system="Be brief."), "no_answer", "no messages"),
    ([{"from": "tool", "value": "4"}], "unknown_role", "message 1 is of 'tool'"),
    ([{"value": "4"}], "unknown_role", "message 1 is of None"),
    ([], "not_a_conversation", "'conversations' is empty"),
    (None, "not_a_conversation", "'conversations' is NoneType"),
    (["A?", "B."], "not_a_conversation", "message 1 is str"),
]


@pytest.mark.parametrize(("messages", "reason", "detail"), CHAT)
def test_a_conversation_that_is_none_is_refused_with_its_place(messages: object, reason: str, detail: str) -> None:
    with pytest.raises(RowRefused) as refused:
        conversation_of({"conversations": messages}, "sharegpt")
    assert refused.value.reason == reason
    assert detail in refused.value.detail


@pytest.mark.parametrize(
    ("row", "name", "reason"),
    [
        ({"query": "1 + 1?", "response": None, "original_question": "1 + 1?"}, "metamathqa", "null_turn"),
        ({"problem": "", "solution": "pass"}, "magicoder_oss", "empty_turn"),
        ({"instruction": "Count.", "input": 3, "output": "1, 2, 3"}, "alpaca", "not_text"),
        ({"data": ["A?", None]}, "ultrachat", "null_turn"),
        ({"data": "A? B."}, "ultrachat", "not_a_conversation"),
        ({"instruction": "Count."}, "alpaca", "unknown_fields"),
        (["A?", "B."], "ultrachat", "not_an_object"),
    ],
)
def test_other_formats_are_refused_for_the_same_reasons(row: object, name: Format, reason: str) -> None:
    with pytest.raises(RowRefused) as refused:
        conversation_of(row, name)
    assert refused.value.reason == reason


def test_a_missing_field_is_named_beside_those_that_are_there() -> None:
    with pytest.raises(RowRefused, match="it has instruction, text; alpaca needs instruction\\+output"):
        conversation_of({"instruction": "Count.", "text": ""}, "alpaca")


_NAMES = st.sampled_from(["from", "value", "role", "content", "type", "text"]) | st.text(alphabet="a \n", max_size=3)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(alphabet="a \n\x00日", max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_NAMES, inner, max_size=4),
    max_leaves=6,
)
_FIELDS = ["conversations", "items", "messages", "data", "query", "response", "problem", "solution"]
_FIELDS += ["instruction", "output", "input", "original_question"]


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(_FIELDS), _JSON), st.sampled_from(FORMATS))
def test_whatever_a_row_holds_it_is_a_conversation_or_refused_by_a_listed_reason(
    row: dict[str, Any], name: Format
) -> None:
    try:
        texts = [text for turn in conversation_of(row, name).turns for text in (turn.question, turn.answer)]
    except RowRefused as refused:
        texts = [reason for reason in REASONS if reason == refused.reason]
    assert texts
    assert all(text.strip() for text in texts)

"""What the filter makes of replies: good, hostile, none. No reply that can't be read is ever a 0."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ultralink_assets import languages
from ultralink_assets.from_english.agnostic_sft import (
    FORMS,
    FilterRules,
    Found,
    canaries,
    expected,
    filter_item,
    give_up,
    id_of,
    messages_of,
    pass_item,
    read,
    scores_of,
)
from ultralink_assets.languages.criteria import CRITERIA, cultural_filter
from ultralink_assets.languages.tokens import count_tokens
from ultralink_assets.records import AgnosticItem, Ask, Criteria, Item, Rejection, Reply, ReplyKind
from ultralink_assets.warehouse import rejections_to_table, to_table
from ultralink_assets_tests.driving import answered, drive
from ultralink_assets_tests.from_english.items import item

ITEM = item("How do I peel garlic?", "Press it with a knife.", family="f")
RULES = FilterRules()


def reply(**scores: object) -> str:
    """A whole reply; what is not named is 0."""
    said = {name: {"analysis": f"About {name}.", "score": scores.get(name, 0)} for name in CRITERIA}
    return json.dumps(said)


def without(*names: str) -> str:
    return json.dumps({name: value for name, value in json.loads(reply()).items() if name not in names})


def told(
    *replies: str | Reply, about: Item = ITEM, rules: FilterRules = RULES
) -> tuple[AgnosticItem | Rejection, list[Ask]]:
    """What comes of the replies, and what was asked."""
    given = [one if isinstance(one, Reply) else answered(one) for one in replies]
    return drive(filter_item(about, rules, "judge@host"), given)


def kept(made: AgnosticItem | Rejection) -> AgnosticItem:
    assert isinstance(made, AgnosticItem), made
    return made


def rejected(made: AgnosticItem | Rejection) -> Rejection:
    assert isinstance(made, Rejection), made
    return made


# ------------------------------------------------------------------------------------ what is kept


def test_an_item_that_breaks_nothing_is_kept_with_its_zeros_and_who_said_so() -> None:
    made, asks = told(reply())
    row = kept(made)
    assert (row.item_id, row.source, row.source_row, row.family, row.turns) == (
        ITEM.item_id, "file.jsonl", 3, "f", ITEM.turns
    )  # fmt: skip
    assert row.criteria == Criteria(0, 0, 0, 0, 0, 0, 0)
    assert (row.teacher, row.prompt_version) == ("judge@host", cultural_filter().prompt_version)
    assert len(asks) == 1
    assert to_table("agnostic_sft", [row]).num_rows == 1


@pytest.mark.parametrize("name", CRITERIA)
def test_one_broken_criterion_is_enough_and_its_analysis_is_kept(name: str) -> None:
    row = rejected(told(reply(**{name: 1}))[0])
    assert (row.reason, row.detail) == ("cultural", f"{name}: About {name}.")
    assert row.key == {"part": "chat", "item_id": ITEM.item_id}
    assert scores_of(row) == {**dict.fromkeys(CRITERIA, 0), name: 1}
    table = rejections_to_table("agnostic_sft", [row])
    assert pc.struct_field(table.column("criteria"), name).to_pylist() == [1]
    assert table.column("teacher").to_pylist() == ["judge@host"]


def test_all_ones_reject_with_every_analysis() -> None:
    row = rejected(told(reply(**dict.fromkeys(CRITERIA, 1)))[0])
    assert row.detail == "; ".join(f"{name}: About {name}." for name in CRITERIA)


# ----------------------------------------------------------------------------------- hostile replies


def scores(text: str) -> Mapping[str, int] | str:
    found = read(text)
    if isinstance(found, str):
        return found
    return {name: getattr(found.criteria, name) for name in CRITERIA if getattr(found.criteria, name)}


@pytest.mark.parametrize(
    "text",
    [
        reply(place=1),
        f"Let me see.\n```json\n{reply(place=1)}\n```\nThat is all {{.",
        reply(place="1", company=" 0 "),
        json.dumps({"verdict": json.loads(reply(place=1))}),
        json.dumps({**json.loads(reply(place=1)), "humour": {"analysis": "x", "score": 1}, "total": 0}),
        reply(place=1).replace("About place.", 'It says \\"Port Ellory\\", {so}: \\u00e9'),
        f"{reply(place=1)}\n{reply(place=1)}",
    ],
)
def test_scores_are_read_whatever_stands_around_them(text: str) -> None:
    assert scores(text) == {"place": 1}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no JSON object"),
        ("All of this is fine: 0 0 0 0 0 0 0", "no JSON object"),
        ("{}", "no JSON object"),
        (reply()[:-1], "no JSON object"),
        (without("place"), "no object for 'place'"),
        (without("place", "company"), "no object for 'place'"),
        (json.dumps(dict.fromkeys(CRITERIA, 0)), "no object for 'human_name'"),
        (reply(place=2), "score of 'place' is neither"),
        (reply(place=0.5), "score of 'place' is neither"),
        (reply(place=True), "score of 'place' is neither"),
        (reply(place=None), "score of 'place' is neither"),
        (reply(place=[0]), "score of 'place' is neither"),
        (reply(place="none"), "score of 'place' is neither"),
        (reply().replace('"analysis": "About place.", ', ""), "no analysis of 'place'"),
        (reply().replace("About place.", 'It says "Port Ellory".'), "no JSON object"),
        (f"{reply()} No, rather: {reply(place=1)}", "different scores"),
    ],
)
def test_what_does_not_say_all_of_it_once_is_undecided(text: str, why: str) -> None:
    assert why in str(scores(text))
    assert isinstance(scores(text), str)


@given(st.text())
def test_no_reply_breaks_the_reader(text: str) -> None:
    assert isinstance(read(text), str)


@given(st.dictionaries(st.sampled_from(CRITERIA), st.sampled_from([0, 1, "0", "1", 2, None, "", [], {}, 0.0, False])))
def test_a_score_is_read_exactly_when_each_is_a_nought_or_a_one(given_scores: dict[str, object]) -> None:
    found = read(reply(**given_scores))
    readable = all(type(score) in (int, str) and str(score) in ("0", "1") for score in given_scores.values())
    assert isinstance(found, Found) == readable


# -------------------------------------------------------------------------------------- asking again


def test_a_reply_that_cannot_be_read_is_asked_for_again_with_the_reason_and_then_counts() -> None:
    made, asks = told("All fine.", without("place"), reply())
    assert kept(made).criteria == Criteria(0, 0, 0, 0, 0, 0, 0)
    assert [message.role for message in asks[2].messages] == ["system", "user", *["assistant", "user"] * 2]
    assert "no object for 'place'" in asks[2].messages[-1].content


def test_three_unreadable_replies_are_a_rejection_and_no_zero() -> None:
    made, asks = told("One.", "Two.", "Three.", reply())
    row = rejected(made)
    assert (row.reason, len(asks), scores_of(row)) == ("unreadable", 3, {})
    assert "Three." in row.detail


@pytest.mark.parametrize("kind", [ReplyKind.REFUSED, ReplyKind.CUT, ReplyKind.FILTERED, ReplyKind.TOO_LONG])
def test_a_reply_that_is_no_answer_is_a_rejection_by_its_kind_even_when_it_reads_well(kind: ReplyKind) -> None:
    made, asks = told(Reply(kind, reply()))
    assert (rejected(made).reason, scores_of(made), len(asks)) == (kind.value, {}, 1)


def test_what_is_not_answered_is_rejected_by_name() -> None:
    row = give_up("abc", "the server timed out", "judge@host")
    assert (row.key["item_id"], row.reason, row.detail) == ("abc", "unanswered", "the server timed out")
    assert (id_of(row), scores_of(row)) == ("abc", {})
    assert rejections_to_table("agnostic_sft", [row]).num_rows == 1


# ---------------------------------------------------------------------------------- before it is asked


@pytest.mark.parametrize(("text", "reason"), [("See https://x.example/y.", "url"), ("Take x1.", "variables")])
def test_what_the_rules_find_is_rejected_and_never_asked_about(text: str, reason: str) -> None:
    made, asks = told(about=item("Where?", text))
    row = rejected(made)
    assert (row.reason, asks) == (reason, [])
    assert "teacher" not in row.made


def test_a_conversation_that_does_not_fit_beside_a_reply_is_too_long_and_one_that_just_fits_is_asked_about() -> None:
    tokens = sum(count_tokens(message.content, languages.load("en")) for message in messages_of(ITEM))
    made, asks = told(reply(), rules=FilterRules(100, tokens + 99))
    assert (rejected(made).reason, asks) == ("too_long", [])
    assert f"{tokens} tokens" in rejected(made).detail
    assert kept(told(reply(), rules=FilterRules(100, tokens + 100))[0])


def test_without_room_to_ask_again_the_unreadable_reply_is_the_reason() -> None:
    tokens = sum(count_tokens(message.content, languages.load("en")) for message in messages_of(ITEM))
    made, asks = told("All fine.", reply(), rules=FilterRules(100, tokens + 100))
    assert (rejected(made).reason, len(asks)) == ("unreadable", 1)


def test_what_is_expected_counts_what_is_asked_about() -> None:
    one = expected([ITEM], RULES)
    three = expected([ITEM, ITEM, ITEM, item("Where?", "https://x.example")], RULES)
    assert (one.requests, three.requests) == (1, 3)
    assert (three.prompt_tokens, three.completion_tokens) == (3 * one.prompt_tokens, 3 * one.completion_tokens)
    assert expected([ITEM], FilterRules(100, 100)).requests == 0


def test_the_schema_asks_for_each_analysis_before_its_score() -> None:
    schema = FORMS[0]["response_format"]["json_schema"]["schema"]
    assert tuple(schema["properties"]) == tuple(schema["required"]) == CRITERIA
    assert {tuple(verdict["properties"]) for verdict in schema["properties"].values()} == {("analysis", "score")}


# ------------------------------------------------------------------------------- maths, code, canaries


def test_maths_and_code_pass_as_they_are_and_nobody_is_named() -> None:
    for part in ("math", "code"):
        row = kept(pass_item(item("2 + 2, x1?", "4, see https://x.example", part=part, family="f")))
        assert (row.part, row.family, row.criteria, row.teacher, row.prompt_version) == (part, "f", None, None, None)
        assert to_table("agnostic_sft", [row]).num_rows == 1


def test_maths_without_a_result_and_cut_code_are_rejected_by_reason() -> None:
    rows = [
        rejected(pass_item(item("Why?", "Just so.", part="math"))),
        rejected(pass_item(item("How?", "```\ncut", part="code"))),
    ]
    assert [row.reason for row in rows] == ["no_result", "unclosed_code"]
    assert rejections_to_table("agnostic_sft", rows).column("turns").null_count == 0


def test_canaries_are_asked_about_as_any_item_and_none_is_told_by_its_request() -> None:
    found = canaries()
    assert {breaks for _, breaks in found.values()} == {"", *CRITERIA}
    texts = [messages_of(one) for one, _ in found.values()]
    assert len(set(texts)) == len(found)
    assert {message.content for message, _ in texts} == {messages_of(ITEM)[0].content}
    assert not any("canary" in message.content.lower() for messages in texts for message in messages)
    assert expected((one for one, _ in found.values()), RULES).requests == len(found)

"""What a judge is asked, what of its replies counts, and what is drawn."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ultralink_assets import languages
from ultralink_assets.judging.judgements import (
    Case,
    Judged,
    canaries,
    is_drawn,
    judge,
    messages_of,
    read,
    rejection_of,
    row_of,
)
from ultralink_assets.records import Ask, Reply, ReplyKind, Said, Turn
from ultralink_assets_tests.driving import answered, drive

EN = languages.load("en")
SAID = Said("en", "answer", "Coal was dear.", "Why a canal?", "Calder Canal", "Coal cost a lot.", (), (), ("History",))
CASE = Case("en:7:x:grounded:2", SAID)
GOOD = '{"why": "It holds.", "faithful": "yes", "fluent": "unsure", "useful": "no"}'


def told(*replies: str | Reply) -> tuple[Judged, list[Ask]]:
    """What comes of the replies, and what was asked."""
    return drive(judge(CASE, EN), [reply if isinstance(reply, Reply) else answered(reply) for reply in replies])


def test_a_judge_sees_passage_dialogue_question_and_answer_in_that_order() -> None:
    said = Said("en", "answer", "A4", "Q3", "T1", "P2", (Turn("HQ", "HA"),), (), ("H1",))
    system, user = messages_of(said, EN)
    assert (system.role, user.role) == ("system", "user")
    places = [user.content.index(part) for part in ("T1", "H1", "P2", "HQ", "HA", "Q3", "A4", '"faithful"')]
    assert places == sorted(places)


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        f"Here it is:\n```json\n{GOOD}\n```",
        GOOD.replace("yes", " Yes ").replace('"no"', '"NO"'),
        f"{{not json}} {{}} {GOOD} {{",
    ],
)
def test_an_object_is_read_whatever_stands_around_it(text: str) -> None:
    assert read(text) == ({"faithful": "yes", "fluent": "unsure", "useful": "no"}, "It holds.")


@pytest.mark.parametrize(
    "text",
    ["", "yes", "{}", "[1]", GOOD[:-1], GOOD.replace('"unsure"', "0.5"), GOOD.replace("unsure", "maybe"),
     GOOD.replace("fluent", "natural")],
)  # fmt: skip
def test_what_lacks_a_word_is_not_read(text: str) -> None:
    assert read(text) is None


@given(st.text())
def test_no_reply_breaks_the_reader(text: str) -> None:
    assert read(text) is None or "faithful" in text


def test_a_reply_that_cannot_be_read_is_asked_for_again_and_then_counts() -> None:
    made, asks = told("Looks fine to me.", GOOD)
    assert (made.words["fluent"], made.why, made.reason) == ("unsure", "It holds.", "")
    assert [message.role for message in asks[1].messages] == ["system", "user", "assistant", "user"]
    assert asks[1].messages[-1].content == EN.judge.ask_again


def test_three_unreadable_replies_are_a_rejection_and_no_verdict() -> None:
    made, asks = told("One.", "Two.", "Three.")
    assert (made.words, made.reason, made.why, len(asks)) == ({}, "unreadable", "Three.", 3)


@pytest.mark.parametrize("kind", [ReplyKind.REFUSED, ReplyKind.CUT, ReplyKind.FILTERED, ReplyKind.TOO_LONG])
def test_a_reply_that_is_no_answer_is_a_rejection_by_its_kind(kind: ReplyKind) -> None:
    made, asks = told(Reply(kind, GOOD))
    assert (made.words, made.reason, len(asks)) == ({}, kind.value, 1)


def test_rows_and_rejections_are_named_after_the_turn() -> None:
    row = row_of(told(GOOD)[0], EN, "judge@host")
    assert (row.dialogue_id, row.turn, row.passage_id) == ("en:7:x:grounded", 2, "en:7:x")
    assert (row.faithful, row.fluent, row.useful, row.judge) == ("yes", "unsure", "no", "judge@host")
    rejection = rejection_of(told(Reply(ReplyKind.CUT, "{"))[0], EN)
    assert rejection.key == {"language": "en", "dialogue_id": "en:7:x:grounded", "turn": 2}
    assert rejection.reason == "cut"


def drawn(names: Sequence[str], share: float, seed: int = 1) -> set[tuple[str, int]]:
    return {(name, turn) for name in names for turn in range(1, 6) if is_drawn(name, turn, share, seed)}


def test_a_sample_has_its_share_holds_the_smaller_one_and_hangs_on_names_and_seed_alone() -> None:
    names = [f"en:{page}:x:grounded" for page in range(400)]
    tenth, half = drawn(names, 0.1), drawn(names, 0.5)
    assert 150 < len(tenth) < 250
    assert tenth < half
    assert drawn(names[::-1], 0.1) == tenth != drawn(names, 0.1, seed=2)
    assert (len(drawn(names, 0)), len(drawn(names, 1))) == (0, 2000)


@pytest.mark.parametrize("code", languages.available())
def test_canaries_of_every_language_are_asked_as_any_answer_and_none_is_told_by_its_request(code: str) -> None:
    language = languages.load(code)
    found = canaries(language)
    assert {bad for _, bad in found.values()} == {"", "faithful", "fluent", "useful"}
    texts = [messages_of(case.said, language) for case, _ in found.values()]
    assert len(set(texts)) == len(found) >= 12
    assert not any("canary" in message.content.lower() for messages in texts for message in messages)

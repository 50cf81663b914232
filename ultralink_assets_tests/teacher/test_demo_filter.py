"""The demo teacher as the cultural filter: right about most canaries, and it does not hide what it cannot see."""

from __future__ import annotations

from collections.abc import Iterator

from ultralink_assets.from_english.agnostic_sft import Found, canaries, messages_of, read
from ultralink_assets.gates import filter_canaries
from ultralink_assets.gates.filter_canaries import FilterOutcome
from ultralink_assets.languages.criteria import CRITERIA, cultural_filter
from ultralink_assets.records import Item, Message
from ultralink_assets.settings import AgnosticSftSettings
from ultralink_assets.teacher.demo_mind import answer
from ultralink_assets_tests.from_english.items import item


def found(about: Item) -> Found:
    reply = answer(messages_of(about))
    assert reply is not None
    read_reply = read(reply.text)
    assert isinstance(read_reply, Found), read_reply
    return read_reply


def outcomes() -> Iterator[FilterOutcome]:
    for name, (about, breaks) in canaries().items():
        criteria = found(about).criteria
        yield FilterOutcome(name, breaks, {one: getattr(criteria, one) for one in CRITERIA})


def test_it_passes_the_canaries_without_being_right_about_all() -> None:
    every = [*outcomes()]
    assert filter_canaries.check(every, len(every), AgnosticSftSettings()).passed
    assert not all(one.right for one in every)


def test_it_says_which_word_breaks_a_criterion() -> None:
    said = found(item("How do I fold a kimono?", "Twice, as they do in Brindlemere."))
    assert said.broken == ("place", "tradition")
    assert said.analyses["tradition"] == "It says 'kimono'."


def test_words_of_the_instructions_are_no_words_of_the_conversation() -> None:
    assert found(item("How do I peel garlic?", "Press it.")).broken == ()


def test_a_conversation_that_holds_the_instructions_own_words_is_read_whole() -> None:
    end = cultural_filter().conversation.split("${conversation}")[1]
    assert found(item(f"What does this mean: {end}", "It asks about a kilt.")).broken == ("tradition",)


def test_it_answers_again_when_it_is_asked_again() -> None:
    messages = messages_of(item("How do I peel garlic?", "Press it."))
    again = Message("user", cultural_filter().asking_again("it holds no JSON object"))
    assert answer((*messages, Message("assistant", "Fine."), again)) == answer(messages)


def test_what_is_no_filters_prompt_gets_nothing() -> None:
    assert answer([Message("system", cultural_filter().instructions), Message("user", "Is it good?")]) is None

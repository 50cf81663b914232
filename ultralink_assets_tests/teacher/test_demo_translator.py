"""The demo teacher's memory of translations: what we wrote, attempt by attempt, and nothing else."""

from __future__ import annotations

import re

import pytest

from ultralink_assets import languages, sample
from ultralink_assets.languages.protection import protect
from ultralink_assets.languages.translation import Protect
from ultralink_assets.languages.translation_prompts import ask_again, opening, text_message
from ultralink_assets.records import Message
from ultralink_assets.teacher.demo_mind import answer
from ultralink_assets.teacher.demo_server import UnservedError, complete
from ultralink_assets.teacher.demo_translator import UnknownText

KINDS: tuple[Protect, ...] = ("placeholders", "instruction")
TARGETS = [code for code in sample.languages() if code != languages.SOURCE]


def asked(code: str, kind: Protect, english: str) -> tuple[Message, ...]:
    """A text of code, with another text and its translation before it."""
    protected = protect(english)
    shown = protected.text if kind == "placeholders" else english
    before = text_message("code", "question", "Whatever.", ()), Message("assistant", "…")
    return (
        *opening(languages.load(code), "code", kind),
        *before,
        text_message("code", "answer", shown, protected.pieces),
    )


def said(messages: tuple[Message, ...]) -> str:
    found = answer(messages)
    assert found is not None
    return found.text


@pytest.mark.parametrize("code", TARGETS)
@pytest.mark.parametrize("kind", KINDS)
def test_attempts_come_in_their_order_and_the_last_one_for_ever(code: str, kind: Protect) -> None:
    assert sample.translations(code)
    for english, attempts in sample.translations(code).items():
        messages = asked(code, kind, english)
        for number in range(len(attempts) + 1):
            text = said(messages)
            if kind == "instruction":
                assert text == attempts[min(number, len(attempts) - 1)].text
            messages = (*messages, Message("assistant", text), Message("user", ask_again([("numbers_kept", "")])))


@pytest.mark.parametrize("code", TARGETS)
def test_no_two_texts_look_the_same_behind_placeholders(code: str) -> None:
    shown = [protect(english).text for english in sample.translations(code)]
    assert len(set(shown)) == len(shown)


@pytest.mark.parametrize("code", TARGETS)
def test_good_translations_hold_the_placeholders_of_the_request(code: str) -> None:
    for english, attempts in sample.translations(code).items():
        if not attempts[0].gate:
            found = sorted(re.findall("⟦.*?⟧", said(asked(code, "placeholders", english))))
            assert found == sorted(re.findall("⟦.*?⟧", protect(english).text)), english


@pytest.mark.parametrize("kind", KINDS)
def test_a_text_that_nobody_translated_is_refused_with_a_code_of_its_own(kind: Protect) -> None:
    messages = asked(TARGETS[0], kind, "How deep is `the` well?")
    with pytest.raises(
        UnknownText, match=r"this is none of them: .How deep is .* name a teacher: \[teacher\] base_url"
    ):
        answer(messages)
    body = {"messages": [{"role": one.role, "content": one.content} for one in messages]}
    with pytest.raises(UnservedError) as error:
        complete(body)
    assert error.value.body["error"]["code"] == "demo_unknown_text"
    assert error.value.body["error"]["type"] == "invalid_request_error"


def test_other_words_of_a_translator_are_no_request() -> None:
    system, *_ = opening(languages.load(TARGETS[0]), "chat", "placeholders")
    assert answer((system, Message("user", "Translate: Why?"))) is None
    assert answer((system,)) is None
    assert answer((Message("system", "Translate."), text_message("chat", "question", "Why?", ()))) is None

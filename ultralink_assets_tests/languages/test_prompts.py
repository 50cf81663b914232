"""The prompts of every language entry: complete, told apart by their ends, and clean when they are filled in."""

from __future__ import annotations

import re
from typing import Any

import pytest
from pydantic import ValidationError

from ultralink_assets import languages
from ultralink_assets.gates.utterance import UTTERANCE_GATES
from ultralink_assets.languages.model import PROMPT_VARIABLES, REASONS, STEPS, Language, Prompts

CODES = languages.available()
TURN = "{question_head} Why?\n{answer_head} Because of the coal."
# Words that a language's conventions of typography rule out.
FOREIGN_MARKS = {
    "ru": re.compile(r'["“”„]| - | -- |\.\.\.'),
    "en": re.compile(r"[«»„]| -- |\.\.\."),
    # also: no blank where one stands before a mark and within guillemets
    "fr": re.compile(r"""["'“”„]| -- |\.\.\.|[^\s][;:!?»](?=\s|$)|«(?! )"""),
}


@pytest.fixture(params=CODES)
def language(request: pytest.FixtureRequest) -> Language:
    return languages.load(request.param)


def filled(language: Language, name: str, *, headings: str = "History › Works") -> str:
    """The prompt ``name`` as a conversation fills it in."""
    prompts = language.prompts
    values = {
        "document": prompts.fill("document", title="Calder Canal", headings=headings, text="Coal was dear.\n\nHistory"),
        "dialogue": TURN.format(question_head=prompts.question_head, answer_head=prompts.answer_head),
        "question": "How was it dug?",
        "reason": next(iter(prompts.reasons.values())),
        "title": "Calder Canal",
        "headings": headings,
        "text": "Coal was dear.",
    }
    if name == "closed_book_answer":
        values["dialogue"] += "\n\n"
    return prompts.fill(name, **values)


@pytest.mark.parametrize("name", PROMPT_VARIABLES)
@pytest.mark.parametrize("headings", ["", "History › Works"])
def test_a_filled_prompt_has_no_stray_blanks_no_joined_words_and_no_variable_left(
    language: Language, name: str, headings: str
) -> None:
    text = filled(language, name, headings=headings)
    assert "  " not in text
    assert not re.search(r"[ \t]\n", text)
    assert "\n\n\n\n" not in text
    assert text == text.strip()
    assert "$" not in text
    for value in ("Calder Canal", "How was it dug?", "Coal was dear."):
        assert value not in text or re.search(rf"(?:^|\s){re.escape(value)}(?:\s|$)", text)


@pytest.mark.parametrize("code", CODES)
def test_prompts_keep_to_the_typography_of_their_language(code: str) -> None:
    prompts = languages.load(code).prompts
    texts = [*prompts.reasons.values(), *(text for _, text in prompts if isinstance(text, str))]
    if code in FOREIGN_MARKS:
        assert not [found for text in texts if (found := FOREIGN_MARKS[code].search(text))]


@pytest.mark.parametrize("name", [step for step in STEPS if step != "closed_book_answer"])
def test_the_document_comes_first_and_what_varies_last(language: Language, name: str) -> None:
    template = getattr(language.prompts, name)
    beginnings = {
        getattr(language.prompts, step).split("$document")[0] for step in STEPS if "document" in PROMPT_VARIABLES[step]
    }
    assert len(beginnings) == 1
    order = [template.index(f"${name}") for name in ("document", "dialogue", "question") if f"${name}" in template]
    assert order == sorted(order)


def test_the_prompt_of_a_following_answer_continues_the_dialogue_as_the_next_question_will_show_it(
    language: Language,
) -> None:
    answer = filled(language, "following_answer")
    head = language.prompts.question_head
    dialogue = TURN.format(question_head=head, answer_head=language.prompts.answer_head)
    assert f"{dialogue}\n\n{head} How was it dug?\n" in answer


def test_every_step_ends_in_an_instruction_of_its_own(language: Language) -> None:
    lasts = [filled(language, name).rsplit("\n", 1)[-1] for name in STEPS]
    assert len(set(lasts)) == len(STEPS)
    assert all(len(last) > 30 for last in lasts)


def test_every_tag_in_a_prompt_is_closed(language: Language) -> None:
    for name in PROMPT_VARIABLES:
        text = getattr(language.prompts, name)
        opened, closed = re.findall(r"<(\w+)>", text), re.findall(r"</(\w+)>", text)
        assert opened == closed[::-1]
        assert "\\" not in text
    assert "<document>\n$document\n</document>" in language.prompts.document_in_question


def test_every_gate_of_an_utterance_has_a_reason_and_every_reason_a_gate(language: Language) -> None:
    assert set(language.prompts.reasons) == set(REASONS) == set(UTTERANCE_GATES)


def test_the_entries_differ_in_their_version() -> None:
    assert len({languages.load(code).prompt_version for code in CODES}) == len(CODES)


# --------------------------------------------------------------------------- mistakes at load


def prompts_with(**changes: Any) -> Prompts:
    return Prompts.model_validate({**languages.load(CODES[0]).prompts.model_dump(), **changes})


@pytest.mark.parametrize("name", PROMPT_VARIABLES)
def test_a_missing_variable_is_an_error_that_names_it(name: str) -> None:
    with pytest.raises(ValidationError, match=r"does not use the variable \$"):
        prompts_with(**{name: "Write something."})


@pytest.mark.parametrize("name", PROMPT_VARIABLES)
def test_an_unknown_variable_is_an_error_that_names_it(name: str) -> None:
    template = getattr(languages.load(CODES[0]).prompts, name)
    with pytest.raises(ValidationError, match=r"uses the unknown variable \$passage"):
        prompts_with(**{name: template + "\n\n$passage"})


def test_a_dollar_that_is_no_variable_is_an_error() -> None:
    with pytest.raises(ValidationError, match="neither a variable nor"):
        prompts_with(ask_again="$reason costs 5 $.")


def test_a_gate_without_a_reason_is_an_error_that_names_it() -> None:
    reasons = {gate: "That is wrong." for gate in REASONS if gate != "refusal"}
    with pytest.raises(ValidationError, match="'refusal'"):
        prompts_with(reasons=reasons)
    with pytest.raises(ValidationError, match="'refusal'"):
        prompts_with(reasons={**reasons, "refusal": " "})


def test_a_reason_for_no_gate_is_an_error_that_names_it() -> None:
    with pytest.raises(ValidationError, match="'boredom', which is no gate"):
        prompts_with(reasons={**dict.fromkeys(REASONS, "That is wrong."), "boredom": "That is dull."})


def test_two_steps_that_end_alike_are_an_error() -> None:
    end = "\n\nWrite it now."
    with pytest.raises(ValidationError, match="wider_question: ends in the same instruction as deeper_question"):
        prompts_with(deeper_question=f"$document\n\n$dialogue{end}", wider_question=f"$document\n\n$dialogue{end}")


def test_a_step_that_ends_in_a_variable_is_an_error() -> None:
    with pytest.raises(ValidationError, match="first_answer: no paragraph of its own"):
        prompts_with(first_answer="$document\n\n$question")


@pytest.mark.parametrize("name", ["system", "question_head", "answer_head"])
@pytest.mark.parametrize("text", ["", " Question:"])
def test_an_empty_or_padded_head_is_an_error(name: str, text: str) -> None:
    with pytest.raises(ValidationError, match=name):
        prompts_with(**{name: text})


def test_a_missing_prompt_is_an_error_that_names_it() -> None:
    values = languages.load(CODES[0]).prompts.model_dump()
    del values["wider_question"]
    with pytest.raises(ValidationError, match="wider_question"):
        Prompts.model_validate(values)


def test_a_value_that_is_not_given_raises_when_a_prompt_is_filled(language: Language) -> None:
    with pytest.raises(KeyError, match="question"):
        language.prompts.fill("first_answer", document="Coal.")

"""One text of an item: what stays as it is, and what is asked for again with which reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ultralink_assets.from_english.translated_sft import TranslationRules
from ultralink_assets.languages.translation import instructions
from ultralink_assets.records import Finding, Outcome, Translated, Turn
from ultralink_assets_tests.driving import answered
from ultralink_assets_tests.from_english.translating import (
    BLOCK,
    INSTRUCTION,
    item,
    play,
    rejected,
    said,
    told,
    turns_of,
    wrong,
)

# ------------------------------------------------------------------------------- what stays


def test_protected_pieces_are_sent_as_placeholders_and_come_back_byte_for_byte() -> None:
    about = item(f"What does this print?\n\n{BLOCK}", "It prints `a b`, see https://a.org/b.", part="code")
    replies = said("Qu’affiche ceci ?\n\n⟦1⟧", "Voir ⟦2⟧ : cela affiche ⟦1⟧.")
    made, asks = play(about, replies)
    assert turns_of(made) == (Turn(f"Qu’affiche ceci ?\n\n{BLOCK}", "Voir https://a.org/b : cela affiche `a b`."),)
    assert told(asks[1]) == ["What does this print?\n\n⟦1⟧", "Qu’affiche ceci ?\n\n⟦1⟧", "It prints ⟦1⟧, see ⟦2⟧."]


def test_the_answer_of_a_problem_keeps_its_number() -> None:
    about = item("How many?", "Seven.\n#### 7\nThe answer is: 7", part="math")
    made, asks = play(about, said("Combien ?", "Sept.\n#### ⟦1⟧\nLa réponse est : ⟦1⟧"))
    assert told(asks[1])[-1] == "Seven.\n#### ⟦1⟧\nThe answer is: ⟦1⟧"
    assert turns_of(made)[0].answer == "Sept.\n#### 7\nLa réponse est : 7"


def test_by_instruction_the_text_is_sent_as_it_is() -> None:
    about = item("Is `x` ⟦7⟧?", f"Yes:\n\n{BLOCK}", part="code")
    made, asks = play(about, said("Est-ce `x` ⟦7⟧ ?", f"Oui :\n\n{BLOCK}"), INSTRUCTION)
    assert told(asks[1]) == ["Is `x` ⟦7⟧?", "Est-ce `x` ⟦7⟧ ?", f"Yes:\n\n{BLOCK}"]
    assert turns_of(made)[0].answer == f"Oui :\n\n{BLOCK}"


def test_texts_with_and_without_blocks_of_code_are_asked_for_differently() -> None:
    _, asks = play(item(f"What is this?\n\n{BLOCK}", "A program.", part="code"), said("Quoi ?\n\n⟦1⟧", "Un programme."))
    tasks = instructions().tasks
    assert asks[0].messages[-1].content.startswith(tasks.code_question_with_blocks)
    assert asks[1].messages[-1].content.startswith(tasks.code_answer + "\n")


def test_a_text_without_words_is_kept_and_never_sent() -> None:
    made, asks = play(item("Print it.", BLOCK, "And 2 + 2?", "4", part="code"), said("Affichez-le.", "Et 2 + 2 ?"))
    assert turns_of(made) == (Turn("Affichez-le.", BLOCK), Turn("Et 2 + 2 ?", "4"))
    assert told(asks[1]) == ["Print it.", "Affichez-le.", "And 2 + 2?"]
    alone, asks = play(item("$x^2$", "#### 4", part="math"), [])
    assert (turns_of(alone), asks) == ((Turn("$x^2$", "#### 4"),), [])


PARTS_OF_TEXTS = st.sampled_from(
    [
        "word ",
        "⟦1⟧",
        "⟦2⟧ ",
        "`x`",
        "$y$ ",
        "\n",
        "```",
        "\n```\n",
        " ",
        '"',
        "«",
        "**",
        "<text>",
        "</text>",
        "#### 7\n",
        "7",
    ]
)


@given(st.lists(PARTS_OF_TEXTS, max_size=12).map("".join), st.sampled_from([TranslationRules(), INSTRUCTION]))
def test_a_teacher_that_says_the_text_itself_gives_the_text_itself(text: str, rules: TranslationRules) -> None:
    made, _ = play(item(text, "4"), lambda ask: answered(told(ask)[-1]), rules)
    assert turns_of(made)[0].question == text


@pytest.mark.parametrize(
    "reply",
    [
        "Pourquoi ?",
        " Pourquoi ?\n",
        "<text>\nPourquoi ?\n</text>",
        "```\nPourquoi ?\n```",
        "« Pourquoi ? »",
        '"Pourquoi ?"',
    ],
)
def test_what_stands_around_the_whole_goes(reply: str) -> None:
    made, _ = play(item("\nWhy?\n\n", "4"), said(reply))
    assert turns_of(made)[0].question == "\nPourquoi ?\n\n"


def test_tags_around_nothing_are_no_translation() -> None:
    made, asks = play(item("Why?", "4"), said("<text></text>", "Pourquoi ?"))
    assert turns_of(made)[0].question == "Pourquoi ?"
    assert instructions().reasons["cut_or_empty"] in told(asks[1])[2]


def test_quotation_marks_and_fences_of_the_text_itself_stay() -> None:
    quoted, _ = play(item('"Why?"', "4"), said("« Pourquoi ? »"))
    assert turns_of(quoted)[0].question == "« Pourquoi ? »"
    fenced, _ = play(item("```text\nWhy?\n```", "4"), said("```text\nPourquoi ?\n```"), INSTRUCTION)
    assert turns_of(fenced)[0].question == "```text\nWhy?\n```"  # a block of code, whatever it holds


# ------------------------------------------------------------------------- asking again, and rejecting


@pytest.mark.parametrize("gate", instructions().reasons)
def test_what_a_gate_turns_down_is_asked_for_again_with_the_reason(gate: str) -> None:
    made, asks = play(item("Why?", "4"), said("bad", "Pourquoi ?"), inspect=wrong("bad", gate))
    assert turns_of(made)[0].question == "Pourquoi ?"
    again = told(asks[1])
    assert again[:2] == ["Why?", "bad"]
    assert f"- {instructions().reasons[gate]} Found: 7 is gone\n" in again[2]


def test_all_faults_of_a_text_are_told_at_once() -> None:
    def two(one: Translated) -> tuple[Finding, ...]:
        return tuple(Finding(gate, Outcome.FAIL) for gate in ("numbers_kept", "length_ratio") if "bad" in one.text)

    _, asks = play(item("Why?", "4"), said("bad", "Pourquoi ?"), inspect=two)
    assert all(instructions().reasons[gate] in told(asks[1])[2] for gate in ("numbers_kept", "length_ratio"))


@pytest.mark.parametrize(
    ("reply", "detail"),
    [
        ("Voir ⟦1⟧.", "⟦2⟧ is missing"),
        ("Voir.", "⟦1⟧ is missing, ⟦2⟧ is missing"),
        ("Voir ⟦1⟧ et ⟦2⟧ et ⟦3⟧.", "⟦3⟧ is none of the text's"),
    ],
)
def test_lost_and_invented_placeholders_are_named_to_the_teacher(reply: str, detail: str) -> None:
    about = item("See `a` and `b`.", "4", part="code")
    made, asks = play(about, said(reply, "Voir ⟦1⟧ et ⟦2⟧."))
    assert turns_of(made)[0].question == "Voir `a` et `b`."
    assert f"{instructions().reasons['placeholders']} Found: {detail}" in told(asks[1])[2]
    lost, asks = play(about, said(reply, reply, reply))
    assert (rejected(lost).reason, rejected(lost).detail, len(asks)) == ("placeholders", f"question 1: {detail}", 3)


def test_a_piece_that_stands_there_itself_is_not_lost() -> None:
    made, asks = play(item("How many?", "#### 7 apples", part="math"), said("Combien ?", "#### 7 pommes"))
    assert (turns_of(made)[0].answer, len(asks)) == ("#### 7 pommes", 2)


def test_where_a_gate_sees_the_same_loss_it_gives_the_reason_and_the_teacher_hears_of_placeholders() -> None:
    inspect = wrong("Voir.", "protected_kept")
    made, asks = play(item("See `a`.", "4"), said("Voir.", "Voir.", "Voir."), inspect=inspect)
    assert rejected(made).reason == "protected_kept"
    assert instructions().reasons["placeholders"] in told(asks[1])[2]
    assert instructions().reasons["protected_kept"] not in told(asks[1])[2]

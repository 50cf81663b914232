"""Items become translations: order, context, what stays as it is, what is asked again, what is rejected."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

import pytest

from ultralink_assets import languages
from ultralink_assets.from_english.translated_sft import TranslationRules, expected, expected_requests, translate
from ultralink_assets.languages.tokens import count_tokens
from ultralink_assets.languages.translation import instructions
from ultralink_assets.languages.translation_prompts import opening, translation_version
from ultralink_assets.records import (
    Ask,
    Finding,
    Item,
    Outcome,
    Part,
    Rejection,
    Reply,
    ReplyKind,
    SettingsError,
    Translated,
    Translation,
    Turn,
)
from ultralink_assets_tests.driving import answered, drive

EN, FR = languages.load("en"), languages.load("fr")
OPENING = 5  # messages: the instructions, and the example of a question and its answer
BLOCK = "```python\nprint('a b')  # a comment\n```"
INSTRUCTION = TranslationRules(protect="instruction")


def item(*texts: str, part: Part = "chat") -> Item:
    turns = tuple(Turn(question, answer) for question, answer in zip(texts[::2], texts[1::2], strict=True))
    return Item("7f", part, "file.jsonl", 3, None, turns)


def nothing_wrong(_: Translated) -> tuple[Finding, ...]:
    return ()


def wrong(text: str, gate: str = "numbers_kept") -> Callable[[Translated], tuple[Finding, ...]]:
    """Finds fault with every translation that holds ``text``; another gate is undecided about all."""
    undecided = Finding("code_kept", Outcome.UNDECIDED)
    return lambda one: (undecided, Finding(gate, Outcome.FAIL, "7 is gone")) if text in one.text else (undecided,)


def play(
    about: Item,
    replies: Iterable[Reply] | Callable[[Ask], Reply],
    rules: TranslationRules = TranslationRules(),  # noqa: B008 - frozen
    inspect: Callable[[Translated], tuple[Finding, ...]] = nothing_wrong,
) -> tuple[Translation | Rejection, list[Ask]]:
    return drive(translate(about, FR, rules, inspect, "teacher"), replies)


def said(*texts: str) -> list[Reply]:
    return [answered(text) for text in texts]


def told(ask: Ask) -> list[str]:
    """The messages after the opening; of those that show a text only the text."""
    return [one.content.partition("<text>\n")[2].removesuffix("\n</text>") or one.content for one in ask.messages[5:]]


def turns_of(made: Translation | Rejection) -> Sequence[Turn]:
    assert isinstance(made, Translation), made
    return made.turns


def rejected(made: Translation | Rejection) -> Rejection:
    assert isinstance(made, Rejection), made
    return made


# ----------------------------------------------------------------------------- order and context


def test_texts_are_asked_for_in_order_each_after_what_was_translated_before() -> None:
    made, asks = play(item("Why?", "So.", "How?", "Thus."), said("Pourquoi ?", "Ainsi.", "Comment ?", "Voilà."))
    assert turns_of(made) == (Turn("Pourquoi ?", "Ainsi."), Turn("Comment ?", "Voilà."))
    assert told(asks[0]) == ["Why?"]
    assert told(asks[1]) == ["Why?", "Pourquoi ?", "So."]
    assert told(asks[3]) == ["Why?", "Pourquoi ?", "So.", "Ainsi.", "How?", "Comment ?", "Thus."]


def test_each_request_begins_as_the_one_before_it() -> None:
    _, asks = play(item("Why?", "So.", "How?", "Thus.", part="math"), said("a", "b", "c", "d"))
    for earlier, later in pairwise(asks):
        assert later.messages[: len(earlier.messages)] == earlier.messages
    assert asks[0].messages[:OPENING] == opening(FR, "math", "placeholders")


def test_a_row_names_its_item_its_teacher_and_the_version_of_the_prompts() -> None:
    made, _ = play(item("Why?", "So.", part="code"), said("Pourquoi ?", "Ainsi."))
    turns = (Turn("Pourquoi ?", "Ainsi."),)
    assert made == Translation("7f", "fr", "code", turns, "teacher", translation_version(FR))


def test_gates_see_the_whole_translation_beside_its_english() -> None:
    seen: list[Translated] = []

    def look(one: Translated) -> tuple[Finding, ...]:
        seen.append(one)
        return ()

    play(item("Run `x` now.", "So.", part="code"), said("Lancez ⟦1⟧.", "Ainsi."), inspect=look)
    assert seen[0] == Translated("fr", "code", "question", "Run `x` now.", "Lancez `x`.")
    assert (seen[1].role, seen[1].source) == ("answer", "So.")


def test_turned_down_attempts_are_no_context_of_later_texts() -> None:
    _, asks = play(item("Why?", "So."), said("bad", "Pourquoi ?", "Ainsi."), inspect=wrong("bad"))
    assert told(asks[2]) == ["Why?", "Pourquoi ?", "So."]


def test_the_oldest_exchanges_go_when_the_context_is_full() -> None:
    about = item("Why?", "So. " * 20, "How?", "Thus. " * 20)
    replies = said("Pourquoi ?", "Ainsi. " * 20, "Comment ?", "Voilà. " * 20)
    _, asks = play(about, replies, TranslationRules(max_tokens=100))
    full = tokens(asks[3]) + 100
    for context_tokens, kept in ((full, told(asks[3])), (full - 1, told(asks[3])[2:])):
        made, fewer = play(about, replies, TranslationRules(max_tokens=100, context_tokens=context_tokens))
        assert len(turns_of(made)) == 2
        assert told(fewer[3]) == kept


def tokens(ask: Ask) -> int:
    return sum(count_tokens(one.content, FR if one.role == "assistant" else EN) for one in ask.messages)


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


def test_an_item_is_rejected_as_a_whole_after_the_second_time_in_vain() -> None:
    about = item("Why?", "So.", "How?", "Thus.")
    made, asks = play(about, said("Pourquoi ?", "Ainsi.", "Comment ?", "bad", "bad", "bad too"), inspect=wrong("bad"))
    assert len(asks) == 6
    assert rejected(made) == Rejection(
        {"language": "fr", "part": "chat", "item_id": "7f"},
        "numbers_kept",
        "answer 2: 7 is gone",
        {
            "turns": (Turn("Pourquoi ?", "Ainsi."), Turn("Comment ?", "bad too")),
            "teacher": "teacher",
            "prompt_version": translation_version(FR),
        },
    )


@pytest.mark.parametrize(
    ("reply", "reason", "requests"),
    [
        (Reply(ReplyKind.REFUSED, "I can't."), "refused", 3),
        (Reply(ReplyKind.CUT, "Pourq"), "cut", 3),
        (Reply(ReplyKind.CUT, ""), "cut", 1),
        (Reply(ReplyKind.FILTERED, ""), "filtered", 1),
        (Reply(ReplyKind.TOO_LONG, ""), "context", 1),
    ],
)
def test_replies_that_are_no_answers_have_reasons_of_their_own(reply: Reply, reason: str, requests: int) -> None:
    made, asks = play(item("Why?", "So."), [reply] * 3)
    assert (rejected(made).reason, len(asks)) == (reason, requests)
    assert rejected(made).made["turns"] == (Turn(reply.text, ""),)


@pytest.mark.parametrize("rules", [TranslationRules(max_tokens=20), TranslationRules(context_tokens=2100)])
def test_what_can_not_fit_is_rejected_before_it_is_paid_for(rules: TranslationRules) -> None:
    made, asks = play(item("Why is it so? " * 20, "So."), [], rules)
    assert (rejected(made).reason, asks) == ("context", [])


def test_without_words_of_its_own_a_language_can_not_be_translated_into() -> None:
    with pytest.raises(SettingsError, match=r"en\.toml: no section \[translation\]"):
        drive(translate(item("Why?", "So."), EN, TranslationRules(), nothing_wrong, "teacher"), [])


# -------------------------------------------------------------------------------------- costs


@pytest.mark.parametrize("rules", [TranslationRules(), INSTRUCTION])
def test_requests_and_tokens_are_known_beforehand(rules: TranslationRules) -> None:
    examples, own = instructions().examples, FR.translation
    assert own is not None
    about = item(examples.math_question, examples.math_answer, "Show it.", BLOCK, part="math")
    translations = {examples.math_question: own.math_question, examples.math_answer: own.math_answer}
    _, asks = play(about, lambda ask: answered(by_instruction(ask, translations)), INSTRUCTION)
    found = expected(about, FR, rules)
    assert found.requests == expected_requests(about) == len(asks) == 3
    assert found.prompt_tokens == pytest.approx(sum(map(tokens, asks)), rel=0.1)
    assert found.completion_tokens == pytest.approx(
        sum(count_tokens(text, FR) for text in translations.values()), rel=0.2
    )


def by_instruction(ask: Ask, translations: dict[str, str]) -> str:
    return translations.get(told(ask)[-1], "Montrez-le.")

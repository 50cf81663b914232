"""Items become translations: order, context, rows, rejections, and what it costs."""

from __future__ import annotations

from itertools import pairwise

import pytest

from ultralink_assets.from_english.translated_sft import TranslationRules, expected, expected_requests, translate
from ultralink_assets.languages.tokens import count_tokens
from ultralink_assets.languages.translation import instructions
from ultralink_assets.languages.translation_prompts import opening, translation_version
from ultralink_assets.records import (
    Ask,
    Finding,
    Rejection,
    Reply,
    ReplyKind,
    SettingsError,
    Translated,
    Translation,
    Turn,
)
from ultralink_assets_tests.driving import answered, drive
from ultralink_assets_tests.from_english.translating import (
    BLOCK,
    EN,
    FR,
    INSTRUCTION,
    OPENING,
    item,
    nothing_wrong,
    play,
    rejected,
    said,
    tokens,
    told,
    turns_of,
    wrong,
)

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
    assert made == Translation("7f", "fr", "code", None, turns, "teacher", translation_version(FR))


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

"""Conversations about a passage, played with scripted replies: every way on, every way out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ultralink_assets.from_wikipedia.dialogues import DialogueRules, first_ask
from ultralink_assets.languages.tokens import count_tokens
from ultralink_assets.records import Message, Reply, ReplyKind, Said, Turn
from ultralink_assets_tests.driving import answered
from ultralink_assets_tests.from_wikipedia.scripted import (
    EN,
    RU,
    TEXT,
    nothing_wrong,
    passage,
    play,
    talkative,
    texts,
    wrong,
)

ONE_FOLLOW_UP = DialogueRules(end_probability=1)
TWIN = DialogueRules(end_probability=1, closed_book="twin")
GOOD = [
    answered(text) for text in ("Why a canal?", "Because coal was dear.", "How was it dug?", "By hand, by navvies.")
]


def test_a_dialogue_is_a_first_exchange_and_follow_ups() -> None:
    played = play(GOOD, ONE_FOLLOW_UP)
    (dialogue,) = played.made.dialogues
    assert dialogue.turns == (
        Turn("Why a canal?", "Because coal was dear."),
        Turn("How was it dug?", "By hand, by navvies."),
    )
    assert dialogue.steps[0] == "first"
    assert dialogue.steps[1] in ("deeper", "wider")
    assert played.steps == ["first_question", "first_answer", f"{dialogue.steps[1]}_question", "following_answer"]
    assert dialogue.ended == "drawn"
    assert dialogue.dialogue_id == f"{passage().passage_id}:grounded"
    assert (dialogue.teacher, dialogue.prompt_version) == ("teacher", EN.prompt_version)
    assert not played.made.rejections


def test_every_request_is_the_system_prompt_and_one_message_that_begins_with_the_document() -> None:
    played = play(talkative)
    document = EN.prompts.fill("document", title="Calder Canal", headings="History › Works", text=TEXT)
    shared = first_ask(passage(), EN).messages[1].content.split(document)[0] + document
    assert played.asks[0] == first_ask(passage(), EN)
    for ask in played.asks:
        assert [message.role for message in ask.messages] == ["system", "user"]
        assert ask.messages[0].content == EN.prompts.system
        assert ask.messages[1].content.startswith(shared)


def test_a_follow_up_is_asked_with_the_dialogue_so_far() -> None:
    played = play(GOOD, ONE_FOLLOW_UP)
    so_far = "Question: Why a canal?\nAnswer: Because coal was dear."
    assert so_far in played.asks[2].messages[1].content
    assert f"{so_far}\n\nQuestion: How was it dug?\n" in played.asks[3].messages[1].content


def test_the_same_passage_and_replies_make_the_same_rows() -> None:
    assert play(talkative) == play(talkative)


def test_teachers_heads_quotes_and_fences_are_taken_off() -> None:
    replies = [
        answered("**Question:** “Why a canal?”"),
        answered("```\nAnswer: Because coal was dear.\n```"),
        answered("1. How was it dug?"),
        answered("\n  By hand, by navvies.  "),
    ]
    assert play(replies, ONE_FOLLOW_UP).made == play(GOOD, ONE_FOLLOW_UP).made


def test_a_gate_sees_the_tidied_text_and_what_it_needs_to_judge_it() -> None:
    seen: list[Said] = []
    played = play(GOOD, ONE_FOLLOW_UP, lambda said: seen.append(said))
    (dialogue,) = played.made.dialogues
    assert [said.role for said in seen] == ["question", "answer", "question", "answer"]
    assert [said.text for said in seen] == [text for turn in dialogue.turns for text in (turn.question, turn.answer)]
    assert [said.question for said in seen] == ["", "Why a canal?", "", "How was it dug?"]
    assert [said.history for said in seen] == [(), (), dialogue.turns[:1], dialogue.turns[:1]]
    assert {(said.title, said.passage, said.language) for said in seen} == {("Calder Canal", TEXT, "en")}
    assert {said.headings for said in seen} == {("History", "Works")}
    assert [said.prompts[0] for said in seen] == [ask.messages[0] for ask in played.asks]
    instructions = [ask.messages[1].content.split(TEXT)[1] for ask in played.asks]
    assert all(said.prompts[1].content.endswith(end) for said, end in zip(seen, instructions, strict=True))
    assert not any("Works" in texts(said.prompts) for said in seen)


# ------------------------------------------------------------------------------ asked again


def test_a_bad_utterance_is_asked_for_again_with_the_reason() -> None:
    replies = [answered("bad one"), *GOOD]
    played = play(replies, ONE_FOLLOW_UP, wrong("bad"))
    again = EN.prompts.fill("ask_again", reason=EN.prompts.reasons["repetition"])
    assert played.asks[1].messages == (
        *played.asks[0].messages,
        Message("assistant", "bad one"),
        Message("user", again),
    )
    assert played.made == play(GOOD, ONE_FOLLOW_UP).made


def test_what_was_asked_again_leaves_no_trace_in_later_requests() -> None:
    played = play([answered("bad one"), *GOOD], ONE_FOLLOW_UP, wrong("bad"))
    assert all("bad" not in texts(ask.messages) for ask in played.asks[2:])


def test_a_first_question_that_stays_bad_rejects_the_passage() -> None:
    played = play([answered(f"bad {number}") for number in range(3)], inspect=wrong("bad"))
    assert len(played.asks) == 3
    assert [message.content for message in played.asks[2].messages if message.role == "assistant"] == ["bad 0", "bad 1"]
    (rejection,) = played.made.rejections
    assert not played.made.dialogues
    assert rejection.key == {"language": "en", "passage_id": passage().passage_id}
    assert (rejection.reason, rejection.detail) == ("repetition", "detail")
    assert rejection.made["turns"] == (Turn("bad 2", ""),)
    assert (rejection.made["kind"], rejection.made["teacher"]) == ("grounded", "teacher")


def test_a_first_answer_that_stays_bad_rejects_the_passage_and_keeps_the_question() -> None:
    played = play([GOOD[0], *[answered("a bad answer")] * 3], inspect=wrong("bad", "invented_numbers"))
    (rejection,) = played.made.rejections
    assert rejection.reason == "invented_numbers"
    assert rejection.made["turns"] == (Turn("Why a canal?", "a bad answer"),)


@pytest.mark.parametrize("good_before", [2, 3])
def test_a_follow_up_that_stays_bad_ends_the_dialogue_before_it(good_before: int) -> None:
    played = play([*GOOD[:good_before], *[answered("a bad answer")] * 3], inspect=wrong("bad"))
    (dialogue,) = played.made.dialogues
    assert dialogue.turns == (Turn("Why a canal?", "Because coal was dear."),)
    assert dialogue.steps == ("first",)
    assert (dialogue.ended, dialogue.turned_down) == ("turned_down", "repetition")
    assert not played.made.rejections
    assert len(played.asks) == good_before + 3


# ----------------------------------------------------------------------- replies that are none


@pytest.mark.parametrize("kind", [ReplyKind.REFUSED, ReplyKind.CUT, ReplyKind.FILTERED])
def test_a_first_reply_that_is_none_rejects_the_passage(kind: ReplyKind) -> None:
    played = play([Reply(kind, "")])
    assert len(played.asks) == 1
    (rejection,) = played.made.rejections
    assert rejection.reason == kind.value
    assert rejection.made["turns"] == ()


@pytest.mark.parametrize("kind", [ReplyKind.REFUSED, ReplyKind.CUT, ReplyKind.FILTERED])
def test_a_later_reply_that_is_none_ends_the_dialogue(kind: ReplyKind) -> None:
    (dialogue,) = play([*GOOD[:2], Reply(kind, "")]).made.dialogues
    assert (len(dialogue.turns), dialogue.ended, dialogue.turned_down) == (1, "turned_down", kind.value)


@pytest.mark.parametrize(("kind", "gate"), [(ReplyKind.CUT, "cut_or_empty"), (ReplyKind.REFUSED, "refusal")])
def test_a_cut_or_refused_reply_with_text_is_asked_for_again(kind: ReplyKind, gate: str) -> None:
    played = play([Reply(kind, "Why did the"), *GOOD], ONE_FOLLOW_UP)
    assert played.asks[1].messages[-1].content == EN.prompts.fill("ask_again", reason=EN.prompts.reasons[gate])
    assert played.made == play(GOOD, ONE_FOLLOW_UP).made


def test_a_reply_that_stays_cut_is_asked_for_three_times() -> None:
    played = play([Reply(ReplyKind.CUT, "Why did the")] * 3)
    assert len(played.asks) == 3
    assert played.made.rejections[0].reason == "cut"


# ------------------------------------------------------------------------------ short answers


def test_a_first_answer_of_fewer_than_ten_characters_rejects_the_passage() -> None:
    played = play([GOOD[0], answered("Too dear.")])
    assert len(played.asks) == 2
    assert played.made.rejections[0].reason == "short_answer"


def test_a_later_answer_that_short_ends_the_dialogue_before_it() -> None:
    (dialogue,) = play([*GOOD[:3], answered("By hand.")]).made.dialogues
    assert (len(dialogue.turns), dialogue.ended, dialogue.turned_down) == (1, "short_answer", None)


def test_ten_characters_are_an_answer() -> None:
    (dialogue,) = play([*GOOD[:3], answered("0123456789")], ONE_FOLLOW_UP).made.dialogues
    assert (len(dialogue.turns), dialogue.ended) == (2, "drawn")


# ------------------------------------------------------------------------------------ context


def with_room(tokens: int) -> DialogueRules:
    """Rules by which prompts of at most so many tokens fit."""
    return replace(ONE_FOLLOW_UP, max_tokens=500, context_tokens=tokens + 500)


def prompt_tokens(number: int) -> int:
    messages = play(GOOD, ONE_FOLLOW_UP).asks[number].messages
    return sum(count_tokens(message.content, EN) for message in messages)


def test_a_passage_that_leaves_no_room_for_an_answer_is_rejected_unasked() -> None:
    played = play(GOOD, with_room(prompt_tokens(0) - 1))
    assert not played.asks
    assert played.made.rejections[0].reason == "context"


def test_a_dialogue_ends_before_a_prompt_that_leaves_no_room() -> None:
    played = play(GOOD, with_room(prompt_tokens(3) - 1))
    (dialogue,) = played.made.dialogues
    assert (len(dialogue.turns), dialogue.ended, len(played.asks)) == (1, "context", 3)
    assert play(GOOD, with_room(prompt_tokens(3))).made.dialogues[0].ended == "drawn"


def test_what_has_no_room_to_be_asked_again_is_turned_down_for_its_fault() -> None:
    played = play([answered("bad one")], with_room(prompt_tokens(0) + 5), wrong("bad"))
    assert (len(played.asks), played.made.rejections[0].reason) == (1, "repetition")


def test_a_server_that_calls_the_prompt_too_long_ends_the_dialogue() -> None:
    (dialogue,) = play([*GOOD[:2], Reply(ReplyKind.TOO_LONG, "")]).made.dialogues
    assert dialogue.ended == "context"
    assert play([Reply(ReplyKind.TOO_LONG, "")]).made.rejections[0].reason == "context"


# ----------------------------------------------------------------------------------- the twin


OWN = [answered("Coal is heavy to carry."), answered("With shovels and wheelbarrows.")]


def test_a_twin_answers_the_same_questions_without_the_passage() -> None:
    seen: list[Said] = []
    played = play([*GOOD, *OWN], TWIN, lambda said: seen.append(said))
    grounded, twin = played.made.dialogues
    assert twin.kind == "closed_book"
    assert twin.dialogue_id == f"{passage().passage_id}:closed_book"
    assert [turn.question for turn in twin.turns] == [turn.question for turn in grounded.turns]
    assert [turn.answer for turn in twin.turns] == ["Coal is heavy to carry.", "With shovels and wheelbarrows."]
    assert (twin.steps, twin.ended) == (grounded.steps, grounded.ended)
    assert played.steps[4:] == ["closed_book_answer", "closed_book_answer"]
    assert all(TEXT not in texts(ask.messages) for ask in played.asks[4:])
    assert [said.passage for said in seen[4:]] == [None, None]


def test_a_twin_is_asked_with_its_own_dialogue_so_far() -> None:
    asks = play([*GOOD, *OWN], TWIN).asks
    assert asks[4].messages[1].content.startswith("Question: Why a canal?\n\n")
    assert (
        asks[5]
        .messages[1]
        .content.startswith("Question: Why a canal?\nAnswer: Coal is heavy to carry.\n\nQuestion: How was it dug?\n\n")
    )


def test_a_rejected_twin_leaves_the_grounded_dialogue() -> None:
    made = play([*GOOD, answered("No idea.")], TWIN).made
    assert [dialogue.kind for dialogue in made.dialogues] == ["grounded"]
    (rejection,) = made.rejections
    assert (rejection.reason, rejection.made["kind"]) == ("short_answer", "closed_book")


def test_a_twin_may_end_before_its_dialogue() -> None:
    _, twin = play([*GOOD, OWN[0], *[answered("a bad answer")] * 3], TWIN, wrong("bad")).made.dialogues
    assert (len(twin.turns), twin.steps, twin.ended, twin.turned_down) == (1, ("first",), "turned_down", "repetition")


def test_a_twin_of_a_dialogue_that_ended_early_ended_as_it_did() -> None:
    grounded, twin = play([*GOOD[:3], answered("By hand."), OWN[0]], TWIN).made.dialogues
    assert (grounded.ended, twin.ended) == ("short_answer", "short_answer")
    grounded, twin = play([*GOOD[:2], Reply(ReplyKind.FILTERED, ""), OWN[0]], TWIN).made.dialogues
    assert (grounded.turned_down, twin.turned_down) == ("filtered", "filtered")


def test_a_rejected_passage_has_no_twin() -> None:
    assert len(play([Reply(ReplyKind.FILTERED, "")], TWIN).asks) == 1


# ------------------------------------------------------------------------ document in question


def test_a_question_that_carries_the_document_is_wrapped_after_the_gates() -> None:
    seen: list[Said] = []
    rules = replace(TWIN, document_in_question_share=1.0)
    played = play([*GOOD, *OWN], rules, lambda said: seen.append(said))
    grounded, twin = played.made.dialogues
    document = EN.prompts.fill("document", title="Calder Canal", headings="History › Works", text=TEXT)
    assert grounded.document_in_question
    assert grounded.turns[0].question == EN.prompts.fill(
        "document_in_question", document=document, question="Why a canal?"
    )
    assert grounded.turns[0].answer == "Because coal was dear."
    assert grounded.turns[1].question == "How was it dug?"
    assert not twin.document_in_question
    assert twin.turns[0].question == "Why a canal?"
    assert all("<document>" not in said.text + said.question for said in seen)
    assert played.asks == play([*GOOD, *OWN], TWIN).asks


def test_the_share_of_documents_in_questions_is_the_setting() -> None:
    rules = replace(ONE_FOLLOW_UP, document_in_question_share=0.3)
    carried = [play(GOOD, rules, about=passage(number)).made.dialogues[0].document_in_question for number in range(400)]
    assert 0.24 < sum(carried) / 400 < 0.36


# ---------------------------------------------------------------------------------- languages


def test_a_russian_dialogue_is_asked_for_in_russian() -> None:
    replies = ["Зачем нужен канал?", "Уголь стоил дорого.", "Как его рыли?", "Вручную, землекопы."]
    played = play(map(answered, replies), ONE_FOLLOW_UP, nothing_wrong, passage(language="ru"), RU)
    assert "Вопрос: Зачем нужен канал?\nОтвет: Уголь стоил дорого." in played.asks[3].messages[1].content
    assert played.made.dialogues[0].language == "ru"

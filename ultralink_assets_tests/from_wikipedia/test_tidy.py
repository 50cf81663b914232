"""What models put around an utterance goes; what belongs to it stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ultralink_assets.from_wikipedia.tidy import tidied
from ultralink_assets.languages import load
from ultralink_assets_tests.from_wikipedia.scripted import EN, RU


@pytest.mark.parametrize(
    "said",
    [
        "  Why a canal?\n",
        "Question: Why a canal?",
        "question: Why a canal?",
        "**Question:** Why a canal?",
        "**Question**: Why a canal?",
        "Question 2: Why a canal?",
        "### Question\n\nWhy a canal?",
        '"Why a canal?"',
        "“Why a canal?”",
        "**Why a canal?**",
        "1. Why a canal?",
        "- Why a canal?",
        'Question: "Why a canal?"',
        "```\nWhy a canal?\n```",
        "```text\nQuestion: Why a canal?\n```",
    ],
)
def test_a_question_is_left_alone_of_what_is_around_it(said: str) -> None:
    assert tidied(said, "question", EN) == "Why a canal?"


@pytest.mark.parametrize("said", ["Вопрос: «Зачем канал?»", "**Вопрос 1:** Зачем канал?", "«Зачем канал?»"])
def test_a_russian_question_is_too(said: str) -> None:
    assert tidied(said, "question", RU) == "Зачем канал?"


@pytest.mark.parametrize(
    "said",
    [
        "问题：为什么要开运河？",
        "**问题**：为什么要开运河？",
        "“为什么要开运河？”",
        "1、为什么要开运河？",
        "问题2：「为什么要开运河？」",
    ],
)
def test_a_chinese_question_is_too(said: str) -> None:
    assert tidied(said, "question", load("zh")) == "为什么要开运河？"


@pytest.mark.parametrize(
    "text",
    [
        "1. Coal was dear.\n2. Roads were bad.",
        "1. Coal was dear, and nothing else mattered.",
        '"Coal" was dear, and so was "iron"',
        "«Уголь» и «железо»",
        "```python\nprint(1)\n```",
        "```\na\n```\nand\n```\nb\n```",
        "Questions remain about the canal.",
        "Answering this takes a look at the roads.",
        "**Coal** was dear, and so was **iron**",
    ],
)
def test_an_answer_keeps_what_is_its_own(text: str) -> None:
    assert tidied(text, "answer", EN) == text


@given(st.text(alphabet='"«»`*1. -Qu\nestion:', max_size=40), st.sampled_from(["question", "answer"]))
def test_tidying_twice_changes_nothing_more(text: str, role: str) -> None:
    once = tidied(text, "question" if role == "question" else "answer", EN)
    assert tidied(once, "question" if role == "question" else "answer", EN) == once

"""What of an item is wrong before anybody is asked: addresses, variables, no result, code that was cut."""

from __future__ import annotations

import pytest

from ultralink_assets.from_english.item_rules import fault_of
from ultralink_assets.records import Part
from ultralink_assets_tests.from_english.items import item


def reason(*texts: str, part: Part = "chat") -> str:
    fault = fault_of(item(*texts, part=part))
    return fault.reason if fault else ""


@pytest.mark.parametrize(
    "text",
    ["See https://bees.example.org/x.", "HTTP://EXAMPLE.COM", "at www.example.com today", "(ftp://files.example)",
     "[here](http://e.example)"],
)  # fmt: skip
def test_an_address_in_any_text_of_a_chat_is_found(text: str) -> None:
    assert reason(text, "Fine.") == reason("Where?", text) == reason("Hi.", "Hello.", text, "Fine.") == "url"


@pytest.mark.parametrize("text", ["https is a protocol", "write http:// first", "the www. of old", "e.g. this", "a/b"])
def test_talk_of_addresses_is_none(text: str) -> None:
    assert reason("What?", text) == ""


@pytest.mark.parametrize("text", ["x1 + x2", "(y1, 3)", "let z_10 be", "x_{2}=4", "x₁ and x₂", "take y2."])
def test_an_algebraic_variable_is_found(text: str) -> None:
    assert reason("What?", text) == "variables"


@pytest.mark.parametrize(
    "text",
    ["vitamin B12", "A4 paper", "H2O", "an X1 car", "3x4 metres", "max1", "x 2", "x100000", "the x-axis", "box1"],
)
def test_other_letters_with_numbers_are_no_variables(text: str) -> None:
    assert reason("What?", text) == ""


def test_a_fault_shows_what_was_found() -> None:
    fault = fault_of(item("Where?", f"Look at https://bees.example.org/{'n' * 500} and x1."))
    assert fault is not None
    assert fault.detail.startswith("https://bees.example.org/n")
    assert len(fault.detail) <= 80


@pytest.mark.parametrize(
    "answer",
    ["#### 7", "The answer is: Friday", r"So it is $\pi$.", r"It is \(\pi\).", r"\boxed{C}", "There are 3 left."],
)
def test_maths_with_a_result_passes(answer: str) -> None:
    assert reason("How many?", answer, part="math") == ""


def test_maths_whose_last_answer_holds_no_result_is_rejected() -> None:
    assert reason("How many?", "As many as there were before.", part="math") == "no_result"
    assert reason("How many?", "7", "Why?", "Because none was taken.", part="math") == "no_result"


def test_addresses_and_variables_are_nothing_to_maths_and_code() -> None:
    text = "If x1 = 4 then x2 = 8; see https://example.com"
    assert reason(text, text, part="math") == reason(text, text, part="code") == ""


@pytest.mark.parametrize(
    "answer",
    [
        "A list can be changed, a tuple can't.",
        "```python\nprint(1)\n```",
        "````markdown\n```\ninner\n```\n````\ndone",
        "- first:\n  ```\n  a\n  ```\n- then ```x``` is short",
        "~~~\na\n~~~ \nand\n```\nb\n```\r\n",
    ],
)
def test_code_passes_with_closed_blocks_and_without_any(answer: str) -> None:
    assert reason("How?", answer, part="code") == ""


@pytest.mark.parametrize("answer", ["```python\nprint(1", "```\na\n```\n\n```js\nb", "````\na\n```", "~~~\na\n```"])
def test_code_that_ends_within_a_block_is_rejected(answer: str) -> None:
    assert reason("How?", answer, part="code") == "unclosed_code"
    assert reason("How?", answer, "More?", "No.", part="code") == "unclosed_code"

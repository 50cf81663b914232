"""Our evaluation files: right by their own tests, the same items in every language, and planted where the list says."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from functools import cache
from typing import Any

import pytest

from ultralink_assets import sample
from ultralink_assets.sample import PlantedRow
from ultralink_assets_tests.sample.english_texts import rows, texts_of
from ultralink_assets_tests.sample.pieces import numbers

CODES = sample.languages()
SOURCE = next(code for code in CODES if not sample.translations(code))
OTHERS = [code for code in CODES if code != SOURCE]
CONTAMINATED = [row for row in sample.planted_rows() if row.fault == "contaminated"]
# Each program runs in a namespace of its own; the first that fails is named.
RUN_ALL = """
import json, sys
for name, program in json.load(sys.stdin):
    try:
        exec(program, {})
    except BaseException as error:
        sys.exit(f"{name}: {error!r}")
print("all ran")
"""


@cache
def mgsm(code: str) -> list[list[str]]:
    lines = sample.benchmarks(code)["mgsm"].read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines]


@cache
def humaneval(code: str) -> dict[str, dict[str, Any]]:
    lines = sample.benchmarks(code)["humaneval"].read_text(encoding="utf-8").splitlines()
    return {item["task_id"]: item for item in map(json.loads, lines)}


@cache
def omgeval(code: str) -> list[str]:
    return sample.benchmarks(code)["omgeval"].read_text(encoding="utf-8").splitlines()


def item(benchmark: str, number: int, code: str) -> str:
    match benchmark:
        case "mgsm":
            return mgsm(code)[number][0]
        case "humaneval":
            return str(humaneval(code)[f"Sample/{number}"]["prompt"]).strip()
    return omgeval(code)[number]


def without_docstring(prompt: str) -> str:
    """The code of a prompt, with a body of our own in place of its docstring."""
    tree = ast.parse(prompt)
    (function,) = (node for node in tree.body if isinstance(node, ast.FunctionDef))
    function.body = [ast.Pass()]
    return ast.unparse(tree)


def examples(prompt: str) -> str:
    return prompt[prompt.index(">>>") :].strip()


@pytest.mark.parametrize("code", CODES)
def test_every_canonical_solution_passes_its_tests(code: str) -> None:
    programs = [
        (name, f"{one['prompt']}\n{one['canonical_solution']}\n{one['test']}\ncheck({one['entry_point']})")
        for name, one in humaneval(code).items()
    ]
    command = [sys.executable, "-I", "-c", RUN_ALL]
    done = subprocess.run(command, input=json.dumps(programs), capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("all ran", "")


def test_a_wrong_solution_fails_the_tests_of_its_item() -> None:
    for one in humaneval(SOURCE).values():
        program = f"{one['prompt']}\n    return None\n{one['test']}\ncheck({one['entry_point']})"
        done = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, text=True)
        assert "AssertionError" in done.stderr


@pytest.mark.parametrize("code", OTHERS)
def test_translated_prompts_hold_the_same_code_and_examples(code: str) -> None:
    english, translated = humaneval(SOURCE), humaneval(code)
    assert translated.keys() == english.keys()
    for name, one in translated.items():
        assert {key: one[key] for key in one if key != "prompt"} == {
            key: english[name][key] for key in english[name] if key != "prompt"
        }
        assert without_docstring(one["prompt"]) == without_docstring(english[name]["prompt"])
        assert examples(one["prompt"]) == examples(english[name]["prompt"])
        assert one["prompt"].strip() != english[name]["prompt"].strip()


@pytest.mark.parametrize("code", OTHERS)
def test_translated_problems_hold_the_same_numbers_and_have_the_same_answers(code: str) -> None:
    assert [answer for _, answer in mgsm(code)] == [answer for _, answer in mgsm(SOURCE)]
    assert [numbers(question) for question, _ in mgsm(code)] == [numbers(question) for question, _ in mgsm(SOURCE)]
    assert not {question for question, _ in mgsm(code)} & {question for question, _ in mgsm(SOURCE)}


@pytest.mark.parametrize("code", OTHERS)
def test_translated_prompts_of_omgeval_stand_in_the_same_order(code: str) -> None:
    assert [numbers(prompt) for prompt in omgeval(code)] == [numbers(prompt) for prompt in omgeval(SOURCE)]
    assert len(omgeval(SOURCE)) == 6


def test_problems_have_the_answers_that_a_calculation_gives() -> None:
    right = [
        6 * 12 - 50,
        (11 - 1) * 12 + 9 * 5,
        (8 * 15 - 45) // 3,
        240 - 18 * 5 - 9 * 10,
        2 * 14 + 3 * 7,
        900 // (35 - 5),
        80 - 80 * 25 // 100 - 30,
        2 * (5 * 24 + 2 * 40),
    ]
    assert [int(answer) for _, answer in mgsm(SOURCE)] == right


@pytest.mark.parametrize("row", CONTAMINATED, ids=lambda row: f"{row.file}:{row.row}")
def test_contaminated_rows_hold_the_item_that_they_are_said_to_hold_in_every_language(row: PlantedRow) -> None:
    benchmark, number = row.of.split(":")
    question = texts_of(rows(row.file)[row.row])[0]
    assert item(benchmark, int(number), SOURCE) in question
    for code in OTHERS if benchmark != "humaneval" else []:  # a docstring within a block of code stays English
        assert item(benchmark, int(number), code) in sample.translations(code)[question][-1].text

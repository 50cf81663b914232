"""Our English items: rows in the published formats, code that runs, answers that agree, faults where the list says."""

from __future__ import annotations

import re
import subprocess
import sys
from difflib import SequenceMatcher
from typing import Any

import duckdb
import pytest

from ultralink_assets import sample
from ultralink_assets.languages.criteria import cultural_filter
from ultralink_assets.records import InputError
from ultralink_assets_tests.sample.english_texts import ROLES, files, planted, rows, sound_rows, texts_of
from ultralink_assets_tests.sample.pieces import answers, blocks

FORMATS = {
    "chat.jsonl": {"id", "conversations"},
    "math.jsonl": {"type", "query", "original_question", "response"},
    "code.jsonl": {"lang", "problem", "solution"},
    "code_evol.jsonl": {"instruction", "response"},
}
OTHER_CAPITALS = {"JavaScript", "Nina", "Python", "Saturday", "Thursday"}
CODE = [(file, number) for file, number in sound_rows() if file.startswith("code")]


def copied(reference: str) -> list[str]:
    file, number = reference.split(":")
    return texts_of(rows(file)[int(number)])


def is_broken(row: dict[str, Any], file: str) -> bool:
    texts = texts_of(row)
    roles = [ROLES[said["from"]] for said in row["conversations"]] if file == "chat.jsonl" else [0, 1]
    return not all(texts) or roles != [0, 1] * (len(texts) // 2)


@pytest.mark.parametrize("file", files())
def test_rows_have_the_keys_of_their_format(file: str) -> None:
    assert {frozenset(row.keys() - {"seed"}) for row in rows(file)} == {frozenset(FORMATS[file])}


@pytest.mark.parametrize("file", files())
def test_the_list_of_planted_rows_names_the_broken_ones_and_no_others(file: str) -> None:
    listed = {number for number, fault in planted(file).items() if fault.fault == "broken"}
    assert {number for number, row in enumerate(rows(file)) if is_broken(row, file)} == listed


def test_copies_copy_what_they_are_said_to_copy() -> None:
    copies = {fault.fault: fault for fault in sample.planted_rows() if fault.fault.endswith("_copy")}
    exact, near = copies["exact_copy"], copies["near_copy"]
    assert texts_of(rows(exact.file)[exact.row]) == copied(exact.of)
    ratio = SequenceMatcher(None, " ".join(texts_of(rows(near.file)[near.row])), " ".join(copied(near.of))).ratio()
    assert 0.9 < ratio < 1


def test_rows_for_the_prefilters_hold_an_address_and_algebraic_variables() -> None:
    patterns = {"url": r"https://\S+", "variables": r"\bx1\b.*\by1\b"}
    found = {
        kind: [n for n, row in enumerate(rows("chat.jsonl")) if re.search(pattern, str(texts_of(row)))]
        for kind, pattern in patterns.items()
    }
    assert found == {kind: [n for n, one in planted("chat.jsonl").items() if one.fault == kind] for kind in patterns}


def test_a_quarter_of_the_chat_at_least_is_clean_and_some_of_it_has_several_turns() -> None:
    clean = [row for number, row in enumerate(rows("chat.jsonl")) if number not in planted("chat.jsonl")]
    assert len(clean) == 8
    assert {len(texts_of(row)) for row in clean} == {2, 4, 6}


def test_rephrasings_of_one_original_have_the_same_answer_unless_they_ask_backwards() -> None:
    families: dict[str, set[str]] = {}
    forward = [
        row for n, row in enumerate(rows("math.jsonl")) if row["type"] != "GSM_FOBAR" and n not in planted("math.jsonl")
    ]
    for row in forward:
        families.setdefault(row["original_question"], set()).update(answers(row["response"]))
    assert len(families) < len(forward)
    assert {len(found) for found in families.values()} == {1}


def test_each_sum_in_the_solutions_is_right() -> None:
    sums = [
        (left, float(right.replace(",", "")))
        for file, number in sound_rows()
        if file == "math.jsonl"
        for left, right in re.findall(r"([\d., ]+[-+*/][-+*/\d., ]+) = ([\d,.]*\d)", rows(file)[number]["response"])
    ]
    assert len(sums) > 20
    for left, right in sums:
        assert eval(left.replace(",", "")) == pytest.approx(right), left  # digits and signs alone, by the pattern


@pytest.mark.parametrize(("file", "number"), CODE)
def test_the_python_of_a_solution_runs(file: str, number: int) -> None:
    row = rows(file)[number]
    programs = [
        block.split("\n", 1)[1].removesuffix("```") for block in blocks(texts_of(row)[1]) if "```python" in block
    ]
    done = [subprocess.run([sys.executable, "-I", "-c", program], capture_output=True) for program in programs]
    assert [one.stderr for one in done] == [b""] * len(programs)
    assert programs or row.get("lang") != "python"


def test_the_query_of_a_solution_runs() -> None:
    (row,) = (row for row in rows("code.jsonl") if row["lang"] == "sql")
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE orders AS SELECT * FROM (VALUES ('a', 400), ('b', 600), ('a', 300)) t(customer, amount)"
        )
        query = blocks(row["solution"])[0].removeprefix("```sql").removesuffix("```")
        assert connection.execute(query).fetchall() == [("a", 700), ("b", 600)]


def test_people_places_and_firms_of_the_sample_are_those_that_we_invented() -> None:
    invented = {word for entries in sample.filter_words().values() for entry in entries for word in entry.split()}
    texts = [text for file, number in sound_rows() for text in texts_of(rows(file)[number])]
    texts += [text for canary in cultural_filter().canaries for text in (canary.question, canary.answer)]
    prose = [re.sub(r"`[^`]+`|```.*?```", "", text, flags=re.DOTALL) for text in texts]
    names = {word for text in prose for word in re.findall(r"(?<=[a-z,] )[A-Z]\w+", text)}
    assert names - invented == OTHER_CAPITALS


def test_evaluation_files_of_a_language_without_any_are_refused_by_name() -> None:
    with pytest.raises(InputError, match="'xx'"):
        sample.benchmarks("xx")

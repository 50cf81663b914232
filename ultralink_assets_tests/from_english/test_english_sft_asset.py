"""The assets english_sft/<part>, run by Dagster: equal rows once, nothing lost, mistakes in the settings told."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from dagster import Failure

from ultralink_assets import sample
from ultralink_assets.gates import BLOCKING, WARNINGS
from ultralink_assets.records import PARTS, Part
from ultralink_assets.settings import Settings
from ultralink_assets.warehouse import query
from ultralink_assets_tests.conftest import Project, run
from ultralink_assets_tests.sample.english_texts import planted, rows

BOOKS = "SELECT side, reason, rows::INT FROM stage_books WHERE stage = 'english_sft' ORDER BY ALL"


def select(settings: Settings, sql: str) -> list[tuple[object, ...]]:
    return [tuple(row.values()) for row in query(settings.data_dir, sql).to_pylist()]


def said(question: str, answer: str | None = "Yes.") -> Mapping[str, object]:
    messages = [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]
    return {"messages": messages[: 1 + (answer is not None)]}


def written(path: Path, lines: Sequence[Mapping[str, object]]) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def chat(*paths: Path, more: str = "") -> str:
    return f"[english_sft]\nchat = {json.dumps([str(path) for path in paths])}\n{more}"


@pytest.mark.parametrize("part", PARTS)
def test_the_sample_is_read_whole_and_what_is_broken_is_rejected_by_reason(project: Project, part: Part) -> None:
    settings = project()
    result = run(settings, f"english_sft/{part}")
    checks = {check.check_name: check.passed for check in result.get_asset_check_evaluations()}
    assert {*BLOCKING["english_sft"], *WARNINGS["english_sft"]} <= set(checks)
    assert [name for name, passed in checks.items() if not passed] == []
    names = [path.name for path in sample.english(part)]
    faults = [(name, row, fault) for name in names for row, fault in planted(name).items()]
    broken = {(name, row) for name, row, fault in faults if fault.fault in ("broken", "exact_copy")}
    assert set(select(settings, "SELECT source, source_row FROM english_sft_rejected")) == broken
    taken = {(name, row) for name in names for row in range(len(rows(name)))}
    assert set(select(settings, "SELECT source, source_row FROM english_sft")) == taken - broken


def test_equal_rows_are_one_item_and_each_other_names_the_first(project: Project, tmp_path: Path) -> None:
    first = written(tmp_path / "a" / "rows.jsonl", [said("One?"), said("Two?"), said("One?")])
    second = written(tmp_path / "b" / "rows.jsonl", [said("Two?"), said("Three?")])
    settings = project(chat(first, second))
    assert run(settings, "english_sft/chat").success
    kept = select(settings, "SELECT source, source_row FROM english_sft ORDER BY ALL")
    assert kept == [("a/rows.jsonl", 0), ("a/rows.jsonl", 1), ("b/rows.jsonl", 1)]
    copies = "SELECT source, source_row, reason, detail, turns[1].question FROM english_sft_rejected ORDER BY ALL"
    assert select(settings, copies) == [
        ("a/rows.jsonl", 2, "duplicates", "of chat:a/rows.jsonl:0", "One?"),
        ("b/rows.jsonl", 0, "duplicates", "of chat:a/rows.jsonl:1", "Two?"),
    ]
    assert select(settings, BOOKS) == [
        ("in", "", 5),
        ("made", "", 3),
        ("out", "", 3),
        ("rejected", "duplicates", 2),
    ]


def test_a_last_question_that_was_left_out_is_counted(project: Project, tmp_path: Path) -> None:
    open_ended = {"messages": [*said("One?")["messages"], {"role": "user", "content": "And?"}]}  # type: ignore[misc]
    settings = project(chat(written(tmp_path / "rows.jsonl", [open_ended, said("Two?"), said("Three?")])))
    [made] = run(settings, "english_sft/chat").asset_materializations_for_node("english_sft__chat")
    assert made.metadata["last_questions_left_out"].value == 1


@pytest.mark.parametrize(
    ("named", "hint"), [("massages", "did you mean 'messages'"), ("something else", "formats: sharegpt")]
)
def test_a_format_that_there_is_not_is_refused_by_name(project: Project, tmp_path: Path, named: str, hint: str) -> None:
    path = written(tmp_path / "rows.jsonl", [said("One?")])
    settings = project(chat(path, more=f'[english_sft.format]\nchat = "{named}"\n'))
    with pytest.raises(Failure, match=rf"english_sft\.format\.chat: there is no format '{named}'(.|\n)*{hint}"):
        run(settings, "english_sft/chat")


def test_a_file_that_is_gone_is_named(project: Project, tmp_path: Path) -> None:
    with pytest.raises(Failure, match=r"InputError: no such data file: (.|\n)*gone\.jsonl"):
        run(project(chat(tmp_path / "gone.jsonl")), "english_sft/chat")


def test_a_file_that_changed_is_read_anew_and_one_that_did_not_makes_the_same_rows(
    project: Project, tmp_path: Path
) -> None:
    settings = project(chat(written(tmp_path / "rows.jsonl", [said("One?"), said("Two?")])))
    published = "SELECT data_version, inputs->>'data' FROM publications ORDER BY publication"
    for lines in ([said("One?"), said("Two?")], [said("One?"), said("Three?")]):
        written(tmp_path / "rows.jsonl", lines)
        assert run(settings, "english_sft/chat").success
        assert run(settings, "english_sft/chat").success
    found = select(settings, published)
    assert [row == found[0] for row in found] == [True, True, False, False]
    assert found[2] == found[3]

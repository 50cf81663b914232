"""Answers that stand in dialogues of two languages are found, whatever the order; nothing else is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ultralink_assets.gates import same_in_two_languages
from ultralink_assets.records import Dialogue, Turn
from ultralink_assets.warehouse import Verdict
from ultralink_assets_tests.gates.copies import FINDERS, alarms, rows_of
from ultralink_assets_tests.gates.planting import LANGUAGES
from ultralink_assets_tests.gates.tables import write


def verdict(folder: Path, own: list[Dialogue], others: dict[str, list[Dialogue]], language: str = "en") -> Verdict:
    path = write(folder / "own.parquet", "dialogues", own)
    paths = {code: write(folder / f"{code}.parquet", "dialogues", rows) for code, rows in others.items()}
    return same_in_two_languages.check(path, language, paths, 0.8)


def with_answer(row: Dialogue, answer: str) -> Dialogue:
    return replace(row, turns=(Turn(row.turns[0].question, answer), *row.turns[1:]))


@pytest.mark.parametrize("language", LANGUAGES)
@settings(deadline=None, max_examples=8)
@given(seed=st.integers(0, 2**32), edited=st.sampled_from([0, 30]))
def test_a_planted_answer_is_found_whole_and_with_changed_words(language: str, seed: int, edited: int) -> None:
    assert FINDERS["same_in_two_languages"](language, Random(seed), edited)


@pytest.mark.parametrize("language", LANGUAGES)
def test_clean_dialogues_have_no_answer_in_common(language: str) -> None:
    assert alarms("same_in_two_languages", language) == 0


def test_the_finding_names_both_rows_and_is_a_warning(tmp_path: Path) -> None:
    en, ru = rows_of("en"), rows_of("ru")
    ru[2] = with_answer(ru[2], en[4].turns[1].answer.upper().replace(",", ";"))
    found = verdict(tmp_path, en, {"ru": ru})
    assert (found.passed, found.blocking, found.detail["failed"]) == (False, False, 1)
    assert found.detail["ids"] == [en[4].dialogue_id]
    assert f"{en[4].dialogue_id} turn 2 and {ru[2].dialogue_id} turn 1: 1.00" in found.detail["examples"][0]


def test_it_is_found_from_either_side(tmp_path: Path) -> None:
    en, ru = rows_of("en"), rows_of("ru")
    ru[2] = with_answer(ru[2], en[4].turns[1].answer)
    assert verdict(tmp_path, en, {"ru": ru}).detail["failed"] == 1
    assert verdict(tmp_path, ru, {"en": en}, "ru").detail["failed"] == 1


def test_short_answers_may_well_be_the_same(tmp_path: Path) -> None:
    en, ru = ([with_answer(row, "H2O, 1945.") for row in rows_of(code)] for code in ("en", "ru"))
    assert verdict(tmp_path, en, {"ru": ru}).passed


def test_what_was_compared_is_counted_and_alone_there_is_nothing_to_find(tmp_path: Path) -> None:
    en, ru = rows_of("en"), rows_of("ru")
    assert verdict(tmp_path, en, {"ru": ru}).detail["compared"] == {"ru": sum(len(row.turns) for row in ru)}
    assert (verdict(tmp_path, en, {}).passed, verdict(tmp_path, [], {"ru": ru}).passed) == (True, False)


def test_answers_of_many_batches_are_found_by_their_own_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(same_in_two_languages, "ANSWERS_A_BATCH", 3)
    en, ru = rows_of("en"), rows_of("ru")
    ru[1] = with_answer(ru[1], en[6].turns[0].answer)
    ru[5] = with_answer(ru[5], en[0].turns[0].answer)
    found = verdict(tmp_path, en, {"ru": ru})
    assert sorted(found.detail["ids"]) == sorted([en[0].dialogue_id, en[6].dialogue_id])

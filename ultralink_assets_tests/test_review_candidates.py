"""What the judge said of a dialogue is of the text that it judged, and counts only for a judge that can be believed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ultralink_assets.records import Dialogue, Judgement, Turn, Word, item_id_of
from ultralink_assets.review_candidates import NOT_BELIEVED, judge_words
from ultralink_assets.reviews.judge_word import JudgeWord
from ultralink_assets.warehouse import Books, Publication, Staging, Verdict, merge, rejections_to_table, to_table
from ultralink_assets.warehouse.rows import Row
from ultralink_assets_tests.warehouse.making import dialogue, open_warehouse

FIRST, SECOND, THIRD = (dialogue(number) for number in range(3))
IDS = [one.dialogue_id for one in (FIRST, SECOND, THIRD)]


def judgement(of: Dialogue, turn: int = 1, faithful: Word = "yes") -> Judgement:
    return Judgement(of.dialogue_id, turn, "ru", of.passage_id, faithful, "yes", "yes", "", "judge", "p")


def publish(data: Path, stage: str, rows: list[Row], believed: bool = True, **inputs: str) -> str:
    """Returns the data version."""
    staging = Staging(data, stage, "ru", "v")
    with staging.lock():
        staging.write("unit", to_table(stage, rows), rejections_to_table(stage, []), Books.of(out=len(rows)))
        verdicts = [Verdict("judge_canaries", True, believed)]
        publication = Publication(stage, "ru", merge(staging), staging.books(), verdicts, "code", "run", inputs)
        version = open_warehouse(data).publish(publication).data_version
        staging.clear_all()
    return version


def words(data: Path) -> dict[str, JudgeWord]:
    return judge_words(open_warehouse(data), "ru", IDS)


def item(of: Dialogue) -> str:
    return item_id_of(of.dialogue_id, of.turns)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with three dialogues; the judge read the first (bad) and the second."""
    version = publish(tmp_path, "dialogues", [FIRST, SECOND, THIRD])
    judged: list[Row] = [judgement(FIRST), judgement(FIRST, 2, faithful="no"), judgement(SECOND)]
    publish(tmp_path, "judgements", judged, dialogues=version)
    return tmp_path


def test_each_judged_dialogue_has_the_word_on_its_text(data: Path) -> None:
    assert words(data) == {item(FIRST): JudgeWord("reject", "faithful"), item(SECOND): JudgeWord("keep")}


def test_a_dialogue_that_was_made_anew_since_has_no_word_and_an_equal_one_keeps_it(data: Path) -> None:
    anew = replace(FIRST, turns=(Turn("Кто?", "Другая."),), steps=("first",))
    publish(data, "dialogues", [anew, SECOND])
    found = words(data)
    assert item(anew) not in found
    assert found[item(SECOND)] == JudgeWord("keep")


def test_a_judge_that_was_wrong_about_its_canaries_has_no_word(data: Path) -> None:
    current = open_warehouse(data).current("dialogues", "ru")
    assert current is not None
    publish(data, "judgements", [judgement(SECOND)], believed=False, dialogues=current.data_version)
    assert words(data) == {item(SECOND): NOT_BELIEVED}


def test_there_is_no_word_where_the_judged_version_is_not_kept(data: Path) -> None:
    for number in range(3, 6):
        publish(data, "dialogues", [FIRST, dialogue(number)])
    assert words(data) == {}


def test_there_is_no_word_without_judgements(tmp_path: Path) -> None:
    publish(tmp_path, "dialogues", [FIRST])
    assert words(tmp_path) == {}

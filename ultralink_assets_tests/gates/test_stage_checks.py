"""What the checks of a stage say of rows that are about to be published."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from ultralink_assets.gates import BLOCKING, DESCRIPTIONS, UTTERANCE_GATES, WARNINGS, drift, stage_checks
from ultralink_assets.gates.tally import Tally
from ultralink_assets.records import Dialogue, Finding, Outcome
from ultralink_assets.settings import GatesSettings, PassagesSettings, ToxicitySettings
from ultralink_assets.warehouse import Books, Verdict
from ultralink_assets_tests.gates.planting import LANGUAGES, PLANTS, WARNING_PLANTS, clean_dialogues
from ultralink_assets_tests.gates.tables import article, books, dialogue_of, failed, passage_of, write

LIMITS = PassagesSettings(min_tokens=1, passage_tokens=400)
# All but the one that needs the version before.
EXPECTED = [name for name in (*BLOCKING["dialogues"], *WARNINGS["dialogues"]) if name != drift.GATE]


def judge_dialogues(
    folder: Path,
    rows: list[Dialogue],
    counts: Books | None = None,
    language: str = "en",
    limits: GatesSettings = GatesSettings(),  # noqa: B008 - frozen
    others: Mapping[str, Path] = stage_checks.NOTHING_ELSE,
) -> list[Verdict]:
    clean = clean_dialogues(language)
    passages = write(folder / "p.parquet", "passages", [passage_of(one, at) for at, one in enumerate(clean)])
    path = write(folder / "d.parquet", "dialogues", rows)
    counted = books(len(rows)) if counts is None else counts
    return stage_checks.check_dialogues(path, counted, language, passages, limits, others)


def clean_rows(language: str = "en") -> list[Dialogue]:
    return [dialogue_of(one, at) for at, one in enumerate(clean_dialogues(language))]


def test_every_check_has_a_description() -> None:
    names = {name for stage in BLOCKING for name in (*BLOCKING[stage], *WARNINGS[stage])}
    assert names == set(DESCRIPTIONS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_clean_dialogues_pass_every_check_in_the_expected_order(tmp_path: Path, language: str) -> None:
    verdicts = judge_dialogues(tmp_path, clean_rows(language), language=language)
    assert failed(verdicts) == []
    assert [one.check_name for one in verdicts] == EXPECTED
    assert {one.check_name for one in verdicts if not one.blocking} == {*WARNINGS["dialogues"]} - {drift.GATE}


@pytest.mark.parametrize("gate", UTTERANCE_GATES)
def test_a_surviving_fault_fails_the_check_of_its_gate_and_names_the_row(tmp_path: Path, gate: str) -> None:
    clean, rows = clean_dialogues("en"), clean_rows()
    planted = PLANTS[gate](clean[3], Random(7))
    rows[3] = dialogue_of(clean[3], 3, planted.dialogue.turns)
    verdict = next(one for one in judge_dialogues(tmp_path, rows) if one.check_name == gate)
    assert (verdict.passed, verdict.detail["failed"]) == (False, 1)
    assert verdict.detail["ids"] == [rows[3].dialogue_id]


def test_abuse_that_survived_is_a_warning_that_names_the_row(tmp_path: Path) -> None:
    clean, rows = clean_dialogues("en"), clean_rows()
    rows[3] = dialogue_of(clean[3], 3, WARNING_PLANTS["toxicity"](clean[3], Random(7)).dialogue.turns)
    verdict = next(one for one in judge_dialogues(tmp_path, rows) if one.check_name == "toxicity")
    assert (verdict.passed, verdict.blocking, verdict.detail["ids"]) == (False, False, [rows[3].dialogue_id])


def test_a_classifier_that_cannot_be_loaded_fails_its_check_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "transformers", None)
    limits = GatesSettings(toxicity=ToxicitySettings(model=str(tmp_path / "no-such-model")))
    verdicts = judge_dialogues(tmp_path, clean_rows(), limits=limits)
    assert failed(verdicts) == ["toxicity"]
    errors = next(one.detail["errors"] for one in verdicts if one.check_name == "toxicity")
    assert "gates.toxicity.model needs transformers" in errors[0]


def test_an_answer_that_another_language_has_published_is_a_warning(tmp_path: Path) -> None:
    others = clean_rows("ru")
    others[0] = replace(others[0], turns=clean_rows()[0].turns)
    published = {"ru": write(tmp_path / "ru.parquet", "dialogues", others)}
    assert failed(judge_dialogues(tmp_path, clean_rows(), others=published)) == ["same_in_two_languages"]


def test_lost_rows_fail_the_balance(tmp_path: Path) -> None:
    verdicts = judge_dialogues(tmp_path, clean_rows(), books(8, lost=2))
    assert failed(verdicts) == ["books_balance"]
    assert verdicts[0].detail["missing"] == 2


def test_rows_that_the_books_do_not_know_fail_the_balance(tmp_path: Path) -> None:
    assert failed(judge_dialogues(tmp_path, clean_rows(), books(7))) == ["books_balance"]


def test_too_many_rejections_block(tmp_path: Path) -> None:
    assert failed(judge_dialogues(tmp_path, clean_rows(), books(8, rejected=8))) == []
    assert failed(judge_dialogues(tmp_path, clean_rows(), books(8, rejected=9))) == ["rejected_share"]


def test_a_dialogue_about_no_known_passage_is_no_pass(tmp_path: Path) -> None:
    stray = replace(clean_rows()[0], dialogue_id="stray", passage_id="en:999:x")
    assert "passage_known" in failed(judge_dialogues(tmp_path, [*clean_rows()[1:], stray]))


def test_copies_and_near_copies_of_dialogues_fail(tmp_path: Path) -> None:
    rows = clean_rows()
    rows.append(replace(rows[0], dialogue_id="en:0:x:copy"))
    counts = Books.of(out=len(rows) - 1, made=len(rows)).plus("in", rows=len(rows) - 1)
    assert failed(judge_dialogues(tmp_path, rows, counts)) == ["duplicates", "near_duplicates"]
    said = rows[0].turns[0]
    edited = replace(said, answer=said.answer.replace("river", "water").replace("oak", "elm"))
    rows[-1] = replace(rows[-1], turns=(edited, *rows[0].turns[1:]))
    assert failed(judge_dialogues(tmp_path, rows, counts)) == ["near_duplicates"]


def test_a_twin_that_resembles_its_dialogue_passes_and_one_that_copies_another_fails(tmp_path: Path) -> None:
    rows = clean_rows()
    twins = [replace(row, dialogue_id=f"en:{at}:x:closed_book", kind="closed_book") for at, row in enumerate(rows[:2])]
    counts = Books.of(out=len(rows), made=len(rows) + 2).plus("in", rows=len(rows))
    assert failed(judge_dialogues(tmp_path, [*rows, *twins], counts)) == []
    twins[0] = replace(twins[0], turns=rows[1].turns)
    assert failed(judge_dialogues(tmp_path, [*rows, *twins], counts)) == ["duplicates", "near_duplicates"]


def test_no_rows_pass_nothing_that_needs_rows(tmp_path: Path) -> None:
    names = failed(judge_dialogues(tmp_path, [], Books()))
    assert names == EXPECTED


def test_a_document_in_the_question_is_not_taken_for_a_leak(tmp_path: Path) -> None:
    from ultralink_assets.languages import load

    clean, rows, prompts = clean_dialogues("en"), clean_rows(), load("en").prompts
    document = prompts.fill("document", title=clean[0].title, headings="", text=clean[0].passage)
    first = rows[0].turns[0]
    asked = prompts.fill("document_in_question", question=first.question, document=document)
    rows[0] = replace(rows[0], turns=(replace(first, question=asked), *rows[0].turns[1:]), document_in_question=True)
    assert failed(judge_dialogues(tmp_path, rows)) == []


def test_a_number_that_only_the_headings_hold_passes(tmp_path: Path) -> None:
    clean, rows = clean_dialogues("en"), clean_rows()
    first = rows[0].turns[0]
    said = replace(first, answer=f"{first.answer} That was the flood of 1717.")
    rows[0] = replace(rows[0], turns=(said, *rows[0].turns[1:]))
    assert failed(judge_dialogues(tmp_path, rows)) == ["invented_numbers"]
    passages = [replace(passage_of(one, at), headings=("Flood of 1717",)) for at, one in enumerate(clean)]
    paths = write(tmp_path / "d.parquet", "dialogues", rows), write(tmp_path / "p.parquet", "passages", passages)
    assert failed(stage_checks.check_dialogues(paths[0], books(len(rows)), "en", paths[1], GatesSettings())) == []


def test_closed_book_dialogues_alone_leave_grounded_gates_undecided_and_so_failed(tmp_path: Path) -> None:
    rows = [replace(row, kind="closed_book") for row in clean_rows()]
    verdicts = judge_dialogues(tmp_path, rows)
    assert failed(verdicts) == []  # questions were decided; the answers are counted
    counted = {one.check_name: one.undecided for one in verdicts}
    assert (counted["invented_numbers"], counted["verbatim_copy"]) == (8, 8)


def test_clean_passages_pass_and_their_faults_fail(tmp_path: Path) -> None:
    passages = [passage_of(one, at) for at, one in enumerate(clean_dialogues("en"))]
    path = write(tmp_path / "p.parquet", "passages", passages)
    verdicts = stage_checks.check_passages(path, books(8), "en", LIMITS)
    assert (failed(verdicts), [one.check_name for one in verdicts]) == ([], list(BLOCKING["passages"]))
    russian = clean_dialogues("ru")[0].passage
    faulty = [
        replace(passages[0], text=russian, tokens=-(-len(russian) * 10 // 43)),
        replace(passages[1], tokens=3),
        replace(passages[2], text="[[x]]" + passages[2].text[5:]),
        replace(passages[3], text=passages[4].text, tokens=passages[4].tokens),
        *passages[4:],
    ]
    path = write(tmp_path / "p.parquet", "passages", faulty)
    verdicts = stage_checks.check_passages(path, books(8), "en", LIMITS)
    assert failed(verdicts) == ["language", "length", "no_markup", "duplicates"]


def test_leftover_markup_fails_articles_and_damage_only_warns(tmp_path: Path) -> None:
    path = write(tmp_path / "a.parquet", "raw_wikipedia", [article(1, "Plain text."), article(2, "Some text.")])
    verdicts = stage_checks.check_raw_wikipedia(path, books(2), ["stream at 100: truncated"])
    assert failed(verdicts) == ["no_damage"]
    assert not verdicts[-1].blocking
    path = write(tmp_path / "a.parquet", "raw_wikipedia", [article(1, "Plain text."), article(2, "A {{template}}.")])
    verdicts = stage_checks.check_raw_wikipedia(path, books(2), [])
    assert failed(verdicts) == ["no_markup"]
    assert verdicts[2].detail["ids"] == ["2 Page 2"]


def test_a_gate_that_decides_nothing_has_not_passed() -> None:
    tally = Tally("language")
    tally.add("a", [Finding("language", Outcome.UNDECIDED)])
    assert (tally.verdict().passed, tally.verdict().undecided) == (False, 1)


def test_a_gate_that_raises_fails_and_says_why() -> None:
    def broken(_: int) -> Finding:
        raise RuntimeError("no model file")

    tally = Tally("language")
    tally.add("a", [Finding("language", Outcome.PASS)])
    tally.add("b", map(broken, [1]))
    verdict = tally.verdict()
    assert verdict.passed is False
    assert verdict.detail["errors"] == ["b: RuntimeError: no model file"]

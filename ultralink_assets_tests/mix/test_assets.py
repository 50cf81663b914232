"""The asset dataset/all, run by Dagster on published mixes."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pyarrow.parquet as pq
import pytest
from dagster import Failure

from ultralink_assets import gates
from ultralink_assets.mix import assets, card
from ultralink_assets.mix.dataset import path_of
from ultralink_assets.records import DatasetFile, Judgement
from ultralink_assets.rollback import roll_back
from ultralink_assets.settings import Settings
from ultralink_assets.warehouse import from_table, query
from ultralink_assets_tests.conftest import Project
from ultralink_assets_tests.mix.making import (
    OWN,
    PARTS,
    files_below,
    folder_of,
    item,
    make,
    pass_sql_tests,
    publish_mix,
    publish_rows,
)
from ultralink_assets_tests.warehouse.making import open_warehouse, silent


def card_of(settings: Settings) -> str:
    return (folder_of(settings) / "README.md").read_text(encoding="utf-8")


@pytest.fixture
def settings(project: Project) -> Settings:
    return project(OWN)


@pytest.fixture
def two(settings: Settings) -> Settings:
    """Settings with a published mix in each of two languages."""
    publish_mix(settings, "ru")
    publish_mix(settings, "fr")
    return settings


def test_it_writes_every_language_and_part_and_its_table_names_the_files(two: Settings) -> None:
    result = make(two)
    named = [(code, part) for code in ("ru", "fr") for part in PARTS]
    paths = {path for one in named for path in (path_of(*one, "jsonl"), path_of(*one, "parquet"))}
    folder = folder_of(two)
    assert set(files_below(folder)) == {*paths, "README.md"}
    assert [one.name for one in folder.parent.iterdir()] == [folder.name]
    rows: list[DatasetFile] = from_table("dataset", query(two.data_dir, "SELECT * FROM dataset"))
    assert {(row.path, row.rows) for row in rows} == {(path, 3) for path in paths}
    checks = {check.check_name: check.passed for check in result.get_asset_check_evaluations()}
    assert checks == dict.fromkeys(gates.BLOCKING["dataset"], True)
    pass_sql_tests(two)
    assert open_warehouse(two.data_dir).read_upstream("dataset", "all", gates.expected("dataset")).rows == 16


def test_dialogues_carry_the_revision_and_the_address_of_their_article(two: Settings) -> None:
    make(two)
    rows = pq.read_table(folder_of(two) / "fr" / "chat_specific.parquet").to_pylist()
    assert [(row["page_id"], row["revision_id"], row["url"]) for row in rows] == [
        (number, 100 + number, f"https://fr.example.org/{number}") for number in range(3)
    ]
    assert {row["url"] for row in pq.read_table(folder_of(two) / "fr" / "math.parquet").to_pylist()} == {None}


def test_the_card_tells_what_the_publications_say_and_no_folder_of_the_user(two: Settings) -> None:
    make(two)
    text = card_of(two)
    for line in (
        "| raw_wikipedia/ru | ruwiki.xml.bz2 | CC BY-SA 4.0 (Wikipedia) |",
        "| dialogues/fr | writer-7b | prompts-3 | 3 |",
        "| passages/ru | 3 | 3 | – |",
        "| `teacher.model` | writer-7b |",
        "| `passages.min_tokens` | 1000 |",
    ):
        assert line in text.splitlines()
    assert "| dialogues | repetition |" in text
    assert "| dialogues | SQL tests |" in text
    assert "somebody" not in text
    assert "127.0.0.1" not in text
    assert not [line for line in text.lower().splitlines() if "demo" in line and "| demo_apart |" not in line]


def test_the_card_names_judges_of_these_dialogues_what_is_older_and_gates_that_were_allowed_to_fail(
    two: Settings, project: Project
) -> None:
    for code, words in (("ru", "of these"), ("fr", "of others")):
        dialogues = open_warehouse(two.data_dir).current("dialogues", code)
        assert dialogues is not None
        judged = Judgement(
            f"{code}:1:p:grounded", 1, code, f"{code}:1:p", "yes", "yes", "no", words, "judge-70b", "j-1"
        )
        version = dialogues.data_version if code == "ru" else "before"
        publish_rows(two, "judgements", code, [judged], replace(dialogues, data_version=version))
    changed = project(OWN + '[passages]\nper_page = 1\n[gates]\noverride = ["passages/length"]\n')
    make(changed)
    assert "| judgements/ru | judge-70b | j-1 | 1 |" in card_of(changed)
    assert "judgements/fr" not in card_of(changed)
    assert "have not been made again: passages/ru, passages/fr." in card_of(changed)
    assert "allowed to fail: passages/length." in card_of(changed)


def test_the_same_mixes_make_the_same_bytes_and_another_card_takes_the_place_of_the_last(
    two: Settings, project: Project
) -> None:
    make(two)
    first = files_below(folder_of(two))
    (folder_of(two) / "ru_math.jsonl").write_text("damaged", encoding="utf-8")
    relicensed = project(OWN.replace("cc-by-sa-4.0", "mit"))
    make(relicensed)
    second = files_below(folder_of(relicensed))
    assert {name for name in first if first[name] != second[name]} == {"README.md"}
    assert b"license: mit" in second["README.md"]


def test_older_data_sets_go_with_their_versions_and_a_rollback_finds_its_files(two: Settings) -> None:
    made = []
    for count in (1, 2, 3):
        publish_mix(two, "ru", count)
        make(two)
        made.append(folder_of(two))
    assert [folder.is_dir() for folder in made] == [False, True, True]
    assert any("is version" in line for line in roll_back(two, "dataset", "all", None, silent))
    assert folder_of(two) == made[1]
    publish_mix(two, "ru", 4)
    make(two)
    assert [folder.is_dir() for folder in made] == [False, True, False]


def test_a_mix_that_failed_a_gate_is_not_read_and_the_data_set_stays(two: Settings) -> None:
    make(two)
    before = files_below(two.data_dir / "dataset")
    publish_rows(two, "pruned_mix", "ru", [item(0)], failing="books_balance")
    with pytest.raises(Failure, match="'books_balance' did not pass"):
        make(two)
    assert files_below(two.data_dir / "dataset") == before


def test_a_run_that_stops_while_writing_leaves_no_half_set(two: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(card, "render", stopped)
        with pytest.raises(KeyboardInterrupt):
            make(two)
    assert files_below(two.data_dir / "dataset") == {}
    killed = two.data_dir / "dataset" / ".new"
    killed.mkdir()
    (killed / "half.jsonl").write_text("{", encoding="utf-8")
    make(two)
    assert [one.name for one in killed.parent.iterdir()] == [folder_of(two).name]


def test_demo_rows_mark_every_file_and_the_card(settings: Settings) -> None:
    publish_mix(settings, "ru", teacher="demo")
    publish_mix(settings, "fr")
    make(settings)
    files = set(files_below(folder_of(settings)))
    assert all("demo_" in name for name in files - {"README.md"})
    assert "\n\n**Demo rows:" in card_of(settings)


def test_rows_whose_origins_are_gone_are_published_without_them(two: Settings) -> None:
    shutil.rmtree(two.data_dir / "publications" / "passages")
    make(two)
    rows = pq.read_table(folder_of(two) / "ru" / "chat_specific.parquet").to_pylist()
    assert [row["page_id"] for row in rows] == [None] * 3
    assert "**Of 6 dialogues the article is not known any more**" in card_of(two)


def test_without_a_mix_there_is_no_data_set(project: Project) -> None:
    nothing = project('languages = ["ru"]\n[teacher]\nbase_url = "http://127.0.0.1:1/v1"\nmodel = "m"\n')
    assert assets.build_dataset(nothing) == []

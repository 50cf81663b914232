"""The asset pruned_mix/<language>, run by Dagster on published rows: copies, benchmark items, teachers, shares."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from dagster import ExecuteInProcessResult, Failure

from ultralink_assets.gates import BLOCKING, WARNINGS
from ultralink_assets.records import AgnosticItem, Dialogue, Part, Translation, Turn
from ultralink_assets.settings import DEMO, Settings
from ultralink_assets.sharing import position
from ultralink_assets.warehouse import query
from ultralink_assets_tests.conftest import Project, run
from ultralink_assets_tests.mix.making import TEACHER, publish_rows

OWN = """
languages = ["en", "ru"]
[teacher]
base_url = "http://127.0.0.1:1/v1"
model = "writer-7b"
[raw_wikipedia]
ru = "ruwiki.xml.bz2"
[english_sft]
chat = "chat.jsonl"
[pruned_mix.benchmarks]
en = "mgsm_en.tsv"
ru = "mgsm_ru.tsv"
"""
BALANCE = """
SELECT sum(CASE side WHEN 'in' THEN rows WHEN 'made' THEN 0 ELSE -rows END)::INT
FROM stage_books WHERE stage = 'pruned_mix' AND "partition" = '{}'
"""
SUBJECTS = ("сливы", "поезда", "свечи", "лестницы", "змеи", "ложки", "гавани", "лампы", "зонты", "реки")
ENGLISH_ITEM = "A ferry carries 14 cars on each trip, and makes 9 trips a day. How many cars does it carry in a week?"
OWN_ITEM = "Паром берёт 14 машин за рейс и делает 9 рейсов в день. Сколько машин он перевозит за неделю?"


@pytest.fixture(autouse=True)
def _benchmarks(tmp_path: Path) -> None:
    (tmp_path / "mgsm_en.tsv").write_text(f"{ENGLISH_ITEM}\t882\n", encoding="utf-8")
    (tmp_path / "mgsm_ru.tsv").write_text(f"{OWN_ITEM}\t882\n", encoding="utf-8")


def text(number: int) -> str:
    """A question that is like no other one."""
    return f"{SUBJECTS[number].title()}: " + " ".join(
        f"{one[: 2 + number % 3]}{place}{SUBJECTS[number]}" for place, one in enumerate(SUBJECTS)
    )


def translation(name: str, question: str, teacher: str = TEACHER, part: Part = "chat") -> Translation:
    return Translation(name, "ru", part, None, (Turn(question, f"Да, {question.lower()}"),), teacher, "v")


def english(name: str, question: str) -> AgnosticItem:
    turns = (Turn(question, f"Yes: {question}"),)
    return AgnosticItem(name, "chat", "en", "chat.jsonl", 0, None, turns, None, TEACHER, "v")


def dialogue(number: int, teacher: str = TEACHER) -> Dialogue:
    passage = f"ru:{number}:p"
    turns = (Turn(f"Кто? {text(number)}", f"Она. {text(number)}"),)
    return Dialogue(f"{passage}:grounded", "ru", passage, "grounded", turns, ("first",), "drawn", False, teacher, "v")


def make(settings: Settings, language: str = "ru") -> ExecuteInProcessResult:
    return run(settings, f"pruned_mix/{language}", raise_on_error=False)


def mixed(
    settings: Settings, translations: Sequence[Translation], dialogues: Sequence[Dialogue] = ()
) -> ExecuteInProcessResult:
    publish_rows(settings, "dialogues", "ru", dialogues or [dialogue(9)])
    publish_rows(settings, "translated_sft", "ru", translations)
    return make(settings)


def select(settings: Settings, sql: str) -> list[tuple[object, ...]]:
    return [tuple(row.values()) for row in query(settings.data_dir, sql).to_pylist()]


def kept(settings: Settings) -> list[object]:
    return [name for (name,) in select(settings, "SELECT origin_id FROM pruned_mix ORDER BY ALL")]


def turned_down(settings: Settings) -> list[tuple[object, ...]]:
    return select(settings, "SELECT origin_id, reason, detail FROM pruned_mix_rejected ORDER BY ALL")


def failed_checks(result: ExecuteInProcessResult) -> list[str]:
    return [check.check_name for check in result.get_asset_check_evaluations() if not check.passed]


def test_dialogues_and_translations_are_one_table_with_all_checks(project: Project) -> None:
    settings = project(OWN)
    result = mixed(settings, [translation("a", text(0)), translation("b", text(1))])
    checks = {check.check_name: check.passed for check in result.get_asset_check_evaluations()}
    assert {*BLOCKING["pruned_mix"], *WARNINGS["pruned_mix"]} <= set(checks)
    assert [name for name, passed in checks.items() if not passed] == []
    assert kept(settings) == ["a", "b", "ru:9:p:grounded"]
    parts = select(settings, "SELECT DISTINCT part, tokens > 0, kept_by FROM pruned_mix ORDER BY ALL")
    assert parts == [("chat_agnostic", True, "all of 2 are kept"), ("chat_specific", True, "all of 1 are kept")]


def test_a_near_copy_names_the_row_that_stays(project: Project) -> None:
    settings = project(OWN)
    assert mixed(settings, [translation("b", text(0) + " Ну?"), translation("a", text(0)), translation("c", text(1))])
    assert kept(settings) == ["a", "c", "ru:9:p:grounded"]
    [(name, reason, detail)] = turned_down(settings)
    assert (name, reason) == ("b", "near_duplicates")
    assert str(detail).endswith(" similar to a")
    assert select(settings, BALANCE.format("ru")) == [(0,)]


def test_a_row_that_holds_a_benchmark_item_in_its_language_or_in_english_names_it(project: Project) -> None:
    settings = project(OWN)
    rows = [translation("a", OWN_ITEM), translation("b", f"Переведи: {ENGLISH_ITEM}"), translation("c", text(1))]
    assert failed_checks(mixed(settings, rows)) == []
    assert turned_down(settings) == [
        ("a", "contamination", "1.00 of mgsm_ru:0"),
        ("b", "contamination", "1.00 of mgsm_en:0"),
    ]


def test_nothing_goes_as_the_copy_of_a_row_that_holds_an_item(project: Project) -> None:
    long = " ".join(text(number) for number in range(9))
    settings = project(OWN)
    mixed(settings, [translation("a", f"{long} {OWN_ITEM}"), translation("b", long)])
    assert kept(settings) == ["b", "ru:9:p:grounded"]
    assert [(name, reason) for name, reason, _ in turned_down(settings)] == [("a", "contamination")]


def test_the_order_of_rows_decides_nothing(project: Project) -> None:
    settings = project(OWN + "[pruned_mix.keep]\nchat_agnostic = 0.5\n")
    rows = [translation(str(number), text(number // 2)) for number in range(18)]
    found = []
    for order in (rows, rows[::-1]):
        mixed(settings, order)
        found.append((select(settings, "SELECT * FROM pruned_mix ORDER BY ALL"), turned_down(settings)))
    assert found[0] == found[1]


def test_shares_by_part_say_why_a_row_was_kept_or_not(project: Project) -> None:
    settings = project(OWN + "[pruned_mix.keep]\nchat_agnostic = 0.5\nchat_specific = 0.0\n")
    assert mixed(settings, [translation(str(number), text(number)) for number in range(4)]).success
    whys = select(settings, "SELECT kept_by FROM pruned_mix")
    assert len(whys) == 2
    assert all(str(why).endswith("of 4, the first 2 are kept") for (why,) in whys)
    reasons = "SELECT part, reason, count(*)::INT FROM pruned_mix_rejected GROUP BY ALL ORDER BY ALL"
    assert select(settings, reasons) == [("chat_agnostic", "selection", 2), ("chat_specific", "selection", 1)]
    assert select(settings, BALANCE.format("ru")) == [(0,)]


def test_the_language_of_the_data_keeps_the_share_of_its_pool_that_the_settings_name(project: Project) -> None:
    settings = project(OWN + "[pruned_mix.english]\nchat = 0.5\n")
    names = [f"item-{number}" for number in range(10)]
    publish_rows(settings, "agnostic_sft", "chat", [english(name, text(at)) for at, name in enumerate(names)])
    assert failed_checks(make(settings, "en")) == []
    inside = [name for name in names if position(name, None, settings.seed) < 0.5]
    assert set() < set(inside) < set(names)
    assert kept(settings) == inside
    assert select(settings, "SELECT DISTINCT teacher FROM pruned_mix") == [(None,)]
    books = "SELECT side, reason, rows::INT FROM stage_books WHERE stage = 'pruned_mix' AND side = 'not_drawn'"
    assert select(settings, books) == [("not_drawn", "keep", len(names) - len(inside))]
    assert select(settings, BALANCE.format("en")) == [(0,)]


# --------------------------------------------------------------------------------- teachers


def test_demo_rows_beside_real_ones_are_stored_and_the_data_set_refuses_them(project: Project) -> None:
    settings = project(OWN.replace('["en", "ru"]', '["ru"]'))
    result = mixed(settings, [translation("a", text(0))], [dialogue(9, DEMO)])
    assert failed_checks(result) == ["demo_apart", "one_teacher"]
    assert len(kept(settings)) == 2
    with pytest.raises(Failure, match=r"UpstreamRefused(.|\n)*'demo_apart' did not pass"):
        run(settings, "dataset/all")


def test_two_real_teachers_are_a_warning_alone(project: Project) -> None:
    settings = project(OWN)
    result = mixed(settings, [translation("a", text(0), "other")])
    assert result.success
    assert failed_checks(result) == ["one_teacher"]


# ------------------------------------------------------------------------------- benchmarks


def test_a_benchmark_file_that_changed_is_a_new_input_and_looked_for(project: Project, tmp_path: Path) -> None:
    settings = project(OWN)
    mixed(settings, [translation("a", text(0)), translation("b", text(1))])
    assert turned_down(settings) == []
    (tmp_path / "mgsm_ru.tsv").write_text(f"{text(0)}\t7\n", encoding="utf-8")
    assert make(settings).success
    assert [name for name, _, _ in turned_down(settings)] == ["a"]
    inputs = select(settings, "SELECT DISTINCT inputs->>'benchmarks' FROM publications WHERE stage = 'pruned_mix'")
    assert len(inputs) == 2


def test_a_benchmark_file_that_is_gone_is_named_before_any_work(project: Project, tmp_path: Path) -> None:
    settings = project(OWN)
    (tmp_path / "mgsm_ru.tsv").unlink()
    publish_rows(settings, "dialogues", "ru", [dialogue(9)])
    publish_rows(settings, "translated_sft", "ru", [translation("a", text(0))])
    with pytest.raises(Failure, match=r"InputError: The benchmark file .*mgsm_ru\.tsv does not exist"):
        run(settings, "pruned_mix/ru")
    assert not (settings.data_dir / "staging" / "pruned_mix").exists()


def test_a_mix_that_was_compared_with_no_benchmark_warns(project: Project) -> None:
    settings = project(OWN.partition("[pruned_mix.benchmarks]")[0])
    result = mixed(settings, [translation("a", OWN_ITEM)])
    assert result.success
    assert failed_checks(result) == ["benchmarks_named"]

"""Versions of one item in two languages are held against each other; what differs is named, with both sides."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from ultralink_assets.gates import same_in_every_language
from ultralink_assets.records import AgnosticItem, Part, Translation, Turn
from ultralink_assets.warehouse import Verdict, to_table

CODE = "```python\nprint(2)\n```"
ENGLISH = ("A train has 12 cars of 40 seats. How many seats?", f"{CODE}\n12 * 40 = 480.\nThe answer is: 480")
ES = ("Un tren tiene 12 vagones de 40 asientos. ¿Cuántos asientos?", f"{CODE}\n12 * 40 = 480.\nLa respuesta es: 480")
RU = ("В поезде 12 вагонов по 40 мест. Сколько мест?", f"{CODE}\n12 * 40 = 480.\nОтвет: 480")
Texts = tuple[str, str]


def versions(folder: Path, language: str, *turns: Texts, item_id: str = "math:1") -> Path:
    said = tuple(Turn(*turn) for turn in turns)
    row = Translation(item_id, language, "math", None, said, "test", "v")
    pq.write_table(to_table("translated_sft", [row]), folder / f"{language}.parquet")
    return folder / f"{language}.parquet"


def check(folder: Path, own: Path, others: dict[str, Path]) -> Verdict:
    part: Part = "math"
    item = AgnosticItem("math:1", part, "en", "m.jsonl", 0, None, (Turn(*ENGLISH),), None, None, None)
    pq.write_table(to_table("agnostic_sft", [item]), folder / "english.parquet")
    return same_in_every_language.check(own, "es", others, [folder / "english.parquet"])


@pytest.mark.parametrize(
    ("turns", "kinds", "words"),
    [
        ([RU, RU], "turns", "1 beside 2"),
        ([(RU[0].replace("40", "50"), RU[1])], "numbers", "40 beside 50"),
        ([(RU[0], RU[1].replace("Ответ: 480", "Ответ: 12"))], "numbers, answer", "480 beside 12"),
        ([(RU[0], RU[1].replace("print(2)", "вывод(2)"))], "code", "print"),
        ([(RU[0], RU[1].replace(CODE, ""))], "code", "code blocks"),
    ],
)
def test_versions_that_differ_are_named_with_what_differs(
    tmp_path: Path, turns: list[Texts], kinds: str, words: str
) -> None:
    found = check(tmp_path, versions(tmp_path, "es", ES), {"ru": versions(tmp_path, "ru", *turns)})
    assert (found.passed, found.blocking) == (False, False)
    assert found.detail["failed"] == 1
    assert found.detail["by_kind"] == dict.fromkeys(kinds.split(", "), 1)
    assert found.detail["ids"] == ["math:math:1"]
    example = found.detail["examples"][-1]
    assert example.startswith(f"math:math:1 in ru: {kinds.split(', ')[-1]} ")
    assert words in example


def test_versions_that_agree_pass_however_they_write_it(tmp_path: Path) -> None:
    own = (ES[0].replace("12", "doce"), ES[1].replace("La respuesta es: 480", "La respuesta es: 480,0"))
    found = check(tmp_path, versions(tmp_path, "es", own), {"ru": versions(tmp_path, "ru", RU)})
    assert (found.passed, dict(found.detail)) == (True, {"compared": {"ru": 1}, "failed": 0})


def test_a_small_number_in_words_may_be_grammar(tmp_path: Path) -> None:
    own = (f"{ES[0]} ¿Y entre los dos?", ES[1])
    assert check(tmp_path, versions(tmp_path, "es", own), {"ru": versions(tmp_path, "ru", RU)}).passed


def test_other_items_and_languages_without_a_publication_are_compared_with_nothing(tmp_path: Path) -> None:
    other = versions(tmp_path, "ru", ("Что?", "Ничего."), item_id="math:2")
    own = versions(tmp_path, "es", ES)
    assert check(tmp_path, own, {"ru": other}).detail == {"compared": {"ru": 0}, "failed": 0}
    assert check(tmp_path, own, {}).passed

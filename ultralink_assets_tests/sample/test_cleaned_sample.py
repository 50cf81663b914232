"""What the shipped dumps say, cleaned by the language entries' own rules."""

from __future__ import annotations

import re
from functools import cache

import pytest

from ultralink_assets import sample
from ultralink_assets.from_wikipedia.passages import PassageRules, split_article
from ultralink_assets.from_wikipedia.raw_wikipedia import find_sources, read_dump
from ultralink_assets.languages import load
from ultralink_assets.languages.markup import leftovers
from ultralink_assets_tests.sample.articles import articles, text_of


@cache
def cleaned(code: str) -> str:
    return "\n".join(text_of(article) for article in articles(code).values())


@pytest.mark.parametrize("code", sample.languages())
def test_every_template_in_running_text_has_a_rule_and_nothing_of_markup_is_left(code: str) -> None:
    results = [result for _, result in read_dump(find_sources([str(sample.dump(code))]), code, lambda _: False, 1)]
    assert [name for result in results for name in result.unknown_templates] == []
    assert not any(leftovers(cleaned(code)).values())


def test_what_must_not_be_broken_across_lines_stays_as_it_was_written() -> None:
    russian = cleaned("ru")
    assert "До конца XIX века лес" in russian
    assert not re.search(r"века? века?\b|\b(?:км|мм|г|°C) век\b", russian)


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("es", "El agua llegó a la ciudad el 12 de octubre de 1578, diecisiete años"),
        ("es", "Con esa cláusula firmó el rey la licencia en febrero de 1561."),
        ("es", "Se abrió en el siglo XVI, riega todavía 6300 hectáreas"),
        ("es", "pesa entre 1,8 kg y 2,4 kg, y madura"),
        ("es", "sobre el río Zadra (37°52′N 1°40′O)."),
        ("es", "una densidad de 1,21 g/cm³, y que"),
        ("es", "donde obtuvo el 2.º puesto"),
        ("es", "(Limonium turrivarense)"),
        ("es", "un 39 %, aunque este recibía más agua por hectárea.\n"),
        ("es", "pero baja sin que nadie se lo pida. — Juana Berenguer, Relación de las aguas\n"),
        ("fr", "qui dura du XVIIe siècle au XIXe siècle."),
        ("fr", "produisent en moyenne 5 200 tonnes de gros sel par an, récoltées à la main."),
        ("fr", "plus de la moitié exercent le métier, souvent loin de l'estuaire."),
        ("fr", "proverbe de l'estuaire : « La pluie est notre avocat. »"),
        ("fr", "tirés au sort le 1er mai."),
        ("fr", "varie de 0,4 m³·s⁻¹ en août"),
        ("fr", "Le mot de l'Averne, dans le parler du port"),
        ("fr", "L'avalanche de Sorbières est une catastrophe"),
        ("fr", "Le 27e anniversaire de la catastrophe"),
        ("fr", "Brévelle (46°12′ N 3°48′ E)"),
        ("fr", "- l'ondée, faite de gouttes alignées ;"),
        ("zh", "全长46公里，护卫着塘内约310个村庄"),
        ("zh", "顾澄秋（1889年4月6日—1971年11月23日），字湄之"),
        ("zh", "每年向海里生长2至3米"),
        ("zh", "嘲笑它是“门槛”，"),
    ],
)
def test_templates_say_what_readers_see(code: str, value: str) -> None:
    assert value in cleaned(code)


def test_marks_keep_the_blanks_before_them() -> None:
    assert not re.search(r"\w[;:!?»](?=\s)|«\S|\s[,.](?=\s)", re.sub(r"\d+:\d+", "", cleaned("fr")))


def test_no_blanks_stand_between_characters_or_after_their_marks() -> None:
    assert not re.search(r"[\u3400-\u9fff] [\u3400-\u9fff]|[，。；：] ", cleaned("zh"))


def test_an_article_in_traditional_characters_becomes_passages_in_simplified_ones() -> None:
    article, language = articles("zh")["霧嶼燈塔"], load("zh")
    (passage,) = split_article(article, language, PassageRules()).passages
    assert passage.title == "雾屿灯塔"
    assert "江伯涛想出一个办法" in passage.text
    assert not set(passage.text) & set("燈國們這裡為與")

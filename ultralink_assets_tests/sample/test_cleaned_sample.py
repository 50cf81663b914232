"""What the shipped dumps say, cleaned by the language entries' own rules."""

from __future__ import annotations

import re

import pytest

from ultralink_assets import sample
from ultralink_assets.from_wikipedia.passages import PassageRules, split_article
from ultralink_assets.from_wikipedia.raw_wikipedia import find_sources, read_dump
from ultralink_assets.languages import load
from ultralink_assets.languages.markup import leftovers
from ultralink_assets_tests.sample.articles import articles, text_of


def whole(code: str) -> str:
    return "\n".join(text_of(article) for article in articles(code).values())


@pytest.mark.parametrize("code", sample.languages())
def test_every_template_in_running_text_has_a_rule_and_nothing_of_markup_is_left(code: str) -> None:
    results = [result for _, result in read_dump(find_sources([str(sample.dump(code))]), code, lambda _: False, 1)]
    assert [name for result in results for name in result.unknown_templates] == []
    assert not any(leftovers(whole(code)).values())


def test_what_must_not_be_broken_across_lines_stays_as_it_was_written() -> None:
    russian = whole("ru")
    assert "До конца XIX века лес" in russian
    assert not re.search(r"века? века?\b|\b(?:км|мм|г|°C) век\b", russian)


def test_values_of_templates_stand_in_the_text_as_chinese_is_written() -> None:
    chinese = whole("zh")
    for words in (
        "全长46公里，护卫着塘内约310个村庄",
        "顾澄秋（1889年4月6日—1971年11月23日），字湄之",
        "每年向海里生长2至3米",
        "嘲笑它是“门槛”，",
    ):
        assert words in chinese
    assert not re.search(r"[\u3400-\u9fff] [\u3400-\u9fff]|[，。；：] ", chinese)


def test_an_article_in_traditional_characters_becomes_passages_in_simplified_ones() -> None:
    article, language = articles("zh")["霧嶼燈塔"], load("zh")
    (passage,) = split_article(article, language, PassageRules()).passages
    assert passage.title == "雾屿灯塔"
    assert "江伯涛想出一个办法" in passage.text
    assert not set(passage.text) & set("燈國們這裡為與")


@pytest.mark.parametrize(
    "text",
    [
        "qui dura du XVIIe siècle au XIXe siècle.",
        "produisent en moyenne 5 200 tonnes de gros sel par an, récoltées à la main.",
        "plus de la moitié exercent le métier, souvent loin de l'estuaire.",
        "proverbe de l'estuaire : « La pluie est notre avocat. »",
        "tirés au sort le 1er mai.",
        "varie de 0,4 m³·s⁻¹ en août",
        "Le mot de l'Averne, dans le parler du port",
        "L'avalanche de Sorbières est une catastrophe",
        "Le 27e anniversaire de la catastrophe",
        "Brévelle (46°12′ N 3°48′ E)",
        "- l'ondée, faite de gouttes alignées ;",
    ],
)
def test_templates_say_in_french_what_readers_see(text: str) -> None:
    assert text in whole("fr")


def test_marks_keep_the_blanks_before_them() -> None:
    assert not re.search(r"\w[;:!?»](?=\s)|«\S|\s[,.](?=\s)", re.sub(r"\d+:\d+", "", whole("fr")))

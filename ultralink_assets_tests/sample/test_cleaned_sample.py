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


def cleaned(code: str) -> str:
    return "\n".join(text_of(article) for article in articles(code).values())


@pytest.fixture(scope="module")
def russian() -> str:
    return cleaned("ru")


@pytest.fixture(scope="module")
def chinese() -> str:
    return cleaned("zh")


@pytest.mark.parametrize("code", sample.languages())
def test_every_template_in_running_text_has_a_rule_and_nothing_of_markup_is_left(code: str) -> None:
    results = [result for _, result in read_dump(find_sources([str(sample.dump(code))]), code, lambda _: False, 1)]
    assert [name for result in results for name in result.unknown_templates] == []
    assert not any(leftovers(cleaned(code)).values())


def test_what_must_not_be_broken_across_lines_stays_as_it_was_written(russian: str) -> None:
    assert "До конца XIX века лес" in russian
    assert not re.search(r"века? века?\b|\b(?:км|мм|г|°C) век\b", russian)


def test_values_of_templates_stand_in_the_text_as_chinese_is_written(chinese: str) -> None:
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

"""The passages and articles behind dialogues."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ultralink_assets.mix.dataset import Origin
from ultralink_assets.mix.origins import Published, lookup
from ultralink_assets_tests.conftest import Project
from ultralink_assets_tests.mix.making import article, dialogue_of, item, passage_of, publish_rows


@pytest.fixture
def published(project: Project) -> Published:
    """Two dialogues; the article of the second is not there any more."""
    settings = project()
    pages = [article(number, "ru") for number in (1, 2)]
    passages = [passage_of(page) for page in pages]
    dialogues = [dialogue_of(item(number), "x") for number in (1, 2)]
    published = [
        publish_rows(settings, "raw_wikipedia", "ru", pages[:1]),
        publish_rows(settings, "passages", "ru", passages),
        publish_rows(settings, "dialogues", "ru", dialogues),
    ]
    articles_path, passages_path, dialogues_path = (one.snapshot or Path() for one in published)
    return Published(dialogues_path, passages_path, articles_path)


def test_a_dialogue_leads_to_its_passage_and_article_and_an_english_item_nowhere(published: Published) -> None:
    with lookup(published) as origins:
        found = origins([item(1), item(1, "math"), item(2)])
    assert found == {
        "ru:1:p:grounded": Origin("ru:1:p", 1, 101, "Title 1", "https://ru.example.org/1"),
        "ru:2:p:grounded": Origin("ru:2:p", 2, 102, "Title 2", None),
    }


def test_without_the_articles_a_dialogue_leads_to_its_page_and_revision_all_the_same(published: Published) -> None:
    with lookup(replace(published, articles=None)) as origins:
        assert origins([item(1)]) == {"ru:1:p:grounded": Origin("ru:1:p", 1, 101, "Title 1", None)}


def test_where_nothing_is_published_nothing_is_known() -> None:
    with lookup(None) as origins:
        assert origins([item(1)]) == {}

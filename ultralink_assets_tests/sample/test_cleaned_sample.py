"""What the shipped dumps say, cleaned by the language entries' own rules."""

from __future__ import annotations

import re

import pytest

from ultralink_assets import sample
from ultralink_assets.from_wikipedia.raw_wikipedia import find_sources, read_dump


@pytest.fixture(scope="module")
def russian() -> str:
    results = [result for _, result in read_dump(find_sources([str(sample.dump("ru"))]), "ru", lambda _: False, 1)]
    return "\n".join(section.text for one in results for article in one.articles for section in article.sections)


def test_what_must_not_be_broken_across_lines_stays_as_it_was_written(russian: str) -> None:
    assert "До конца XIX века лес" in russian
    assert not re.search(r"века? века?\b|\b(?:км|мм|г|°C) век\b", russian)

"""The sample's articles as the pipeline reads them."""

from __future__ import annotations

from functools import cache

from ultralink_assets import languages, sample
from ultralink_assets.from_wikipedia.raw_wikipedia import find_sources, read_dump
from ultralink_assets.records import Article


@cache
def articles(code: str) -> dict[str, Article]:
    """By title."""
    units = read_dump(find_sources([str(sample.dump(code))]), code, finished=lambda _: False, workers=1)
    return {article.title: article for _, result in units for article in result.articles}


def text_of(article: Article) -> str:
    return "\n".join(section.text for section in article.sections)


def tokens(article: Article) -> float:
    return article.characters / languages.load(article.language).conventions.characters_per_token


def passages(code: str) -> list[tuple[str, str, str]]:
    """(title, heading, text) of pieces of about 1,900 tokens, cut at line breaks."""
    size = int(1900 * languages.load(code).conventions.characters_per_token)
    found = []
    for article in articles(code).values():
        heading, piece = "", ""
        for section in article.sections:
            for line in section.text.splitlines(keepends=True):
                if piece and len(piece) + len(line) > size:
                    found.append((article.title, heading, piece))
                    piece = ""
                heading = heading if piece else section.heading
                piece += line
            piece += "\n"
        found.append((article.title, heading, piece))
    return [piece for piece in found if len(piece[2]) > size // 8]

"""One script for languages that are written in two: Chinese articles mix Traditional and Simplified."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

from ultralink_assets.languages.model import Language
from ultralink_assets.records import Article, Section, SettingsError


def in_own_script(article: Article, language: Language) -> Article:
    """The article converted by the language's ``chinese_script``, an opencc configuration such as "t2s", if it has one.

    Raises `SettingsError` when opencc knows no such configuration.
    """
    if not language.conventions.chinese_script:
        return article
    convert = _converter(language.conventions.chinese_script)
    sections = tuple(Section(one.level, convert(one.heading), convert(one.text)) for one in article.sections)
    return replace(article, title=convert(article.title), sections=sections)


@cache
def _converter(configuration: str) -> Callable[[str], str]:
    from opencc import OpenCC  # its dictionaries are large, and most languages need none

    try:
        converter = OpenCC(configuration)
    except (ValueError, RuntimeError, FileNotFoundError) as error:
        raise SettingsError(
            f"conventions.chinese_script: opencc knows no configuration {configuration!r}", 'use "t2s" or "s2t"'
        ) from error
    convert: Callable[[str], str] = converter.convert
    return convert

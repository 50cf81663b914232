"""What the cleaner knows of one Wikipedia, compiled once for a language and a dump."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from ultralink_assets.from_wikipedia.template_rules import TemplateRules
from ultralink_assets.languages import Language

_FILE, _TEMPLATE, _CATEGORY = 6, 10, 14  # ids of MediaWiki's namespaces


@dataclass(frozen=True)
class Rules:
    """``namespaces`` are the dump's own names by id (siteinfo); English ones and the language's aliases count too.

    Can be sent to another process: only the two fields travel, the rest is compiled where it is needed.
    """

    language: Language
    namespaces: Mapping[int, str]

    @classmethod
    def of(cls, language: Language, namespaces: Mapping[int, str] | None = None) -> Rules:
        """The rules of ``language``; raises `SettingsError` for a template rule that can't be read."""
        rules = cls(language, dict(namespaces or {}))
        _ = rules.templates
        return rules

    def __getstate__(self) -> dict[str, object]:
        return {"language": self.language, "namespaces": self.namespaces}

    @cached_property
    def templates(self) -> TemplateRules:
        return TemplateRules.of(self.language)

    @cached_property
    def files(self) -> frozenset[str]:
        """Lower-case names of the file namespace."""
        return self._names(_FILE, "file", "image", *self.language.wikitext.file_namespaces)

    @cached_property
    def categories(self) -> frozenset[str]:
        return self._names(_CATEGORY, "category", *self.language.wikitext.category_namespaces)

    @cached_property
    def template_namespaces(self) -> frozenset[str]:
        return self._names(_TEMPLATE, "template", "t", "subst", "safesubst", "msg", "msgnw")

    @cached_property
    def skipped(self) -> frozenset[str]:
        """Headings, case-folded, whose sections hold no prose."""
        return frozenset(heading.casefold() for heading in self.language.wikitext.skip_sections)

    @cached_property
    def spaced_marks(self) -> str:
        return self.language.conventions.spaced_marks

    @cached_property
    def variants(self) -> tuple[str, ...]:
        return self.language.wikitext.variants

    @cached_property
    def redirect(self) -> re.Pattern[str]:
        """Matches the start of a page that only redirects."""
        words = "|".join(re.escape(word.lstrip("#")) for word in ("redirect", *self.language.wikitext.redirect_words))
        return re.compile(rf"\s*#\s*(?:{words})\s*:?\s*\[\[", re.IGNORECASE)

    @cached_property
    def disambiguation(self) -> re.Pattern[str]:
        """Finds the templates of pages that list what a title may mean; nothing where the language names none."""
        names = (re.escape(name).replace(r"\ ", "[ _]+") for name in self.language.wikitext.disambiguation_templates)
        return re.compile(rf"\{{\{{[\s_]*+(?:{'|'.join(names) or '(?!)'})\s*[|}}]", re.IGNORECASE)

    def _names(self, number: int, *names: str) -> frozenset[str]:
        own = self.namespaces.get(number, "")
        return frozenset(name.lower().replace("_", " ") for name in (*names, own) if name)

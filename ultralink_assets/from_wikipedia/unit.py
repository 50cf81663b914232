"""One unit of a dump becomes `Article` rows, and counts of what is no article.

Everything here runs in worker processes too, so it imports neither Dagster nor a file system.
"""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from typing import Literal
from urllib.parse import quote

from ultralink_assets import languages
from ultralink_assets.from_wikipedia import ready_text
from ultralink_assets.from_wikipedia.page_xml import NO_SITE, Page, PageCutter, PageDamagedError, Site, parse_page
from ultralink_assets.from_wikipedia.streams import Break, unpack_bz2
from ultralink_assets.from_wikipedia.wikitext import Rules, clean, is_disambiguation, is_redirect
from ultralink_assets.records import Article, InputError

# Why a page is no article: the reasons that `UnitResult.counts` may hold.
REASONS = ("redirect", "other_namespace", "not_wikitext", "disambiguation", "empty", "damaged")
# 4 streams of 100 pages of 2 MiB would be more, but the largest of real dumps stay below 100 MiB.
MAX_UNIT_TEXT = 512 * 1024 * 1024
_URL_SAFE = ";@$!*(),/~:"  # what MediaWiki leaves unquoted in a title


@dataclass(frozen=True, slots=True)
class Damage:
    """What could not be read: from byte ``offset`` of ``source`` on (of its text, where the file is one stream).

    Where ``counted`` says "row", ``offset`` is the number of a row, from 0.
    ``pages_lost`` is None where nobody can know it.
    """

    source: str
    offset: int
    reason: str
    pages_lost: int | None = None
    counted: Literal["byte", "row"] = "byte"

    def __str__(self) -> str:
        lost = "pages lost: unknown" if self.pages_lost is None else f"pages lost: {self.pages_lost}"
        return f"{self.source} at {self.counted} {self.offset:,}: {self.reason}; {lost}"


@dataclass(frozen=True, slots=True)
class Unit:
    """A piece of a dump that can be read alone: at most some hundred pages, a few MiB.

    ``payload`` by ``kind``: "streams" whole bz2 streams of XML, "pages" XML of whole pages, "lines" JSON lines; for
    "rows" it is empty, and ``rows`` holds the columns id, url, title, text. ``name`` is the same in every run over
    the same sources. ``damage`` is what the cutting of the source met at this place. ``url`` names the file in errors.
    """

    name: str
    source: str
    kind: Literal["streams", "pages", "lines", "rows"]
    offset: int
    payload: bytes = b""
    rows: tuple[ready_text.Row, ...] = ()
    site: Site = NO_SITE
    damage: tuple[Damage, ...] = ()
    url: str = ""


@dataclass(frozen=True, slots=True)
class UnitResult:
    """What one unit gave. Pages of the unit = articles + sum of ``counts`` (+ what ``damage`` can't count)."""

    articles: tuple[Article, ...]
    counts: Counter[str] = field(default_factory=Counter)
    unknown_templates: Counter[str] = field(default_factory=Counter)
    damage: tuple[Damage, ...] = ()


def read_unit(unit: Unit, language_code: str) -> UnitResult:
    """The articles of one unit, in its order; raises `InputError` when it holds what no dump holds."""
    reader = _Reader(unit, language_code)
    match unit.kind:
        case "streams":
            reader.read_streams()
        case "pages":
            reader.read_xml(unit.payload)
            reader.end_xml()
        case "lines":
            reader.read_lines()
        case "rows":
            reader.read_rows(unit.rows)
    lost = sum(damage.pages_lost or 0 for damage in reader.damage)
    reader.counts.update({"damaged": lost} if lost else {})
    return UnitResult(tuple(reader.articles), reader.counts, reader.unknown_templates, tuple(reader.damage))


@cache
def _rules(language_code: str, site: Site) -> Rules:
    return Rules.of(languages.load(language_code), dict(site.namespaces))


class _Reader:
    """Collects what one unit gives."""

    def __init__(self, unit: Unit, language_code: str) -> None:
        self.unit = unit
        self.language = language_code
        self.rules = _rules(language_code, unit.site)
        self.articles: list[Article] = []
        self.counts: Counter[str] = Counter()
        self.unknown_templates: Counter[str] = Counter()
        self.damage = list(unit.damage)
        self._offset = unit.offset
        self._cutter = PageCutter(unit.url or unit.source)

    def read_streams(self) -> None:
        size = 0
        for piece in unpack_bz2(io.BytesIO(self.unit.payload)):
            if isinstance(piece, Break):
                self._cutter.stop()
                self._cutter.take_lost()  # one damage, and nobody knows how many pages it cost
                self._note(piece.reason, None, self.unit.offset + piece.offset)
                continue
            size += len(piece)
            if size > MAX_UNIT_TEXT:
                raise InputError(
                    f"{self.unit.url or self.unit.source}: refused, since {len(self.unit.payload):,} bytes at byte "
                    f"{self.unit.offset:,} unpack to more than {MAX_UNIT_TEXT >> 20} MiB",
                    "no Wikipedia dump does that; take the file from a source you trust",
                )
            self.read_xml(piece)
        self.end_xml()

    def read_xml(self, piece: bytes) -> None:
        for xml in self._cutter.feed(piece):
            try:
                self._add_page(parse_page(xml))
            except PageDamagedError as error:
                self._note(str(error), 1)
        for lost in self._cutter.take_lost():
            self._note(lost, 1)

    def end_xml(self) -> None:
        self._cutter.stop()
        self.read_xml(b"")

    def read_lines(self) -> None:
        offset = self.unit.offset
        for line in self.unit.payload.split(b"\n"):
            try:
                if line.strip():
                    self.read_rows((ready_text.parse_line(line),))
            except ready_text.LineDamagedError as error:
                self._note(str(error), 1, offset)
            offset += len(line) + 1

    def read_rows(self, rows: tuple[ready_text.Row, ...]) -> None:
        for row in rows:
            sections = ready_text.sections(row.title, row.text, languages.load(self.language).wikitext)
            if not sections:
                self.counts["empty"] += 1
                continue
            url = row.url if row.url.startswith("http") else page_url(self.language, row.title)
            self.articles.append(
                Article(self.language, row.page_id, row.title, url, sections, self.unit.source, row.revision_id)
            )

    def _add_page(self, page: Page) -> None:
        if reason := self._left_out(page):
            self.counts[reason] += 1
            return
        try:
            cleaned = clean(page.text, self.rules)
        except Exception as error:
            error.add_note(f"while cleaning the page {page.title!r} of {self.unit.source}")
            raise
        self.unknown_templates.update(cleaned.unknown_templates)
        if not any(section.text for section in cleaned.sections):
            self.counts["empty"] += 1
            return
        self.articles.append(
            Article(
                language=self.language,
                page_id=page.page_id,
                title=page.title,
                url=page_url(self.language, page.title),
                sections=cleaned.sections,
                source=self.unit.source,
                revision_id=page.revision_id,
                revised_at=page.revised_at,
            )
        )

    def _left_out(self, page: Page) -> str:
        if page.namespace != 0:
            return "other_namespace"
        if page.redirect or is_redirect(page.text, self.rules):
            return "redirect"
        if page.model != "wikitext":
            return "not_wikitext"
        if is_disambiguation(page.text, self.rules):
            return "disambiguation"
        return "" if page.text.strip() else "empty"

    def _note(self, reason: str, pages_lost: int | None, offset: int | None = None) -> None:
        at = self.unit.offset if offset is None else offset
        self.damage.append(Damage(self.unit.source, at, reason, pages_lost))


def page_url(language_code: str, title: str) -> str:
    """Where the article is read: by the configured language, since a dump's siteinfo may name another wiki."""
    return f"https://{language_code}.wikipedia.org/wiki/{quote(title.replace(' ', '_'), safe=_URL_SAFE)}"

"""The XML of MediaWiki's export format: cut into pages by bytes, each page read by expat alone.

::

    <mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" xml:lang="ru">
      <siteinfo><dbname>ruwiki</dbname><namespaces><namespace key="6">Файл</namespace></namespaces></siteinfo>
      <page><title>Литва</title><ns>0</ns><id>7</id>
        <revision><id>50940663</id><timestamp>2012-12-23T21:06:41Z</timestamp>
          <model>wikitext</model><text xml:space="preserve">'''Литва́''' ...</text></revision></page>
    </mediawiki>

Text never holds a raw ``<``, so ``</page>`` ends a page wherever it stands; a page that is damaged costs itself only,
and the streams of a multistream dump, which have no root element, need no special care.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from xml.parsers import expat

from ultralink_assets.records import InputError

MAX_PAGE_BYTES = 32 * 1024 * 1024  # MediaWiki refuses texts over 2 MiB; escaping makes at most 6 times as much
MAX_BYTES_BETWEEN_PAGES = 16 * 1024 * 1024  # siteinfo has some 10 kB
PAGE_END = re.compile(rb"</(?:[\w.-]+:)?page\s*>")
PAGE_START = re.compile(rb"<(?:[\w.-]+:)?page[\s>]")
REFUSED_MARKUP = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
LONGEST_TAG = 80
TITLE = re.compile(rb"<title>([^<]{1,300})</title>")


class PageDamagedError(Exception):
    """One page's XML can't be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Site:
    """What ``siteinfo`` says of the wiki: local names of the namespaces by their number."""

    namespaces: tuple[tuple[int, str], ...] = ()


NO_SITE = Site()


@dataclass(slots=True)
class Page:
    """One ``<page>``: its last revision."""

    title: str = ""
    namespace: int = 0
    page_id: int = 0
    redirect: bool = False
    revision_id: int | None = None
    revised_at: datetime | None = None  # UTC, without a time zone
    model: str = "wikitext"
    text: str = ""


# ------------------------------------------------------------------------------------ cutting


@dataclass(slots=True)
class PageCutter:
    """Cuts a text that comes in pieces into whole pages; holds at most one page.

    ``offset`` counts the bytes of the text up to what is held. Refuses (`InputError`, naming ``source``) what no dump
    holds: a document type or entity declaration, a page or a space between pages beyond all measure.
    """

    source: str
    lost: list[str] = field(default_factory=list)  # pages that never ended, since `take_lost`
    _held: bytes = b""
    _at: int = 0  # where what is not yet handed out begins
    _searched: int = 0  # where the search for the page's end goes on
    _inside: bool = False
    _between: int = 0  # bytes since the last page
    _gone: int = 0  # bytes of the text before what is held

    def feed(self, piece: bytes) -> Iterator[bytes]:
        """The pages that are complete with this piece."""
        self._gone += self._at
        self._searched -= self._at
        self._held = self._held[self._at :] + piece
        self._at = 0
        while page := self._next():
            yield page

    def stop(self) -> None:
        """The text ends here, or goes on elsewhere: forget what is held."""
        if self._inside:
            self.lost.append(f"{describe(self._held[self._at :])} is cut off")
        self._at = self._searched = len(self._held)
        self._inside, self._between = False, 0

    def take_lost(self) -> list[str]:
        """Descriptions of the pages lost since the last call."""
        lost, self.lost = self.lost, []
        return lost

    def _next(self) -> bytes | None:
        if not self._inside and not self._find_start():
            return None
        found = PAGE_END.search(self._held, max(self._searched, self._at))
        if found is None:
            self._searched = max(self._at, len(self._held) - LONGEST_TAG)
            if len(self._held) - self._at > MAX_PAGE_BYTES:
                name = describe(self._held[self._at : self._at + 2000])
                raise self._refuse(f"a page of more than {MAX_PAGE_BYTES >> 20} MiB ({name})")
            return None
        page = self._held[self._at : found.end()]
        self._at = self._searched = found.end()
        self._inside = False
        # A page whose end is missing must not swallow the next one.
        if (inner := page.rfind(b"<page>")) > 0:
            self.lost.append(f"{describe(page)} has no end")
            page = page[inner:]
        return page

    def _find_start(self) -> bool:
        found = PAGE_START.search(self._held, self._at)
        skip_to = found.start() if found else max(self._at, len(self._held) - LONGEST_TAG)
        if REFUSED_MARKUP.search(self._held, self._at, found.start() if found else len(self._held)):
            raise self._refuse("a document type or entity declaration (<!DOCTYPE or <!ENTITY)")
        self._between = 0 if found else self._between + skip_to - self._at
        if self._between > MAX_BYTES_BETWEEN_PAGES:
            raise self._refuse(f"more than {MAX_BYTES_BETWEEN_PAGES >> 20} MiB in a row without a page")
        self._at = self._searched = skip_to
        self._inside = found is not None
        return self._inside

    def _refuse(self, what: str) -> InputError:
        return InputError(
            f"{self.source}: refused, since it holds {what}, at byte {self._gone + self._at:,} of its text",
            "no Wikipedia dump holds that; take the file from a source you trust",
        )


def describe(page: bytes) -> str:
    """The page's name for a message."""
    title = TITLE.search(page, 0, 2000)
    return f"the page {title[1].decode('utf-8', 'replace')!r}" if title else "a page without a title"


# ------------------------------------------------------------------------------------ reading

_PAGE_FIELDS = {
    ("page", "title"): "title",
    ("page", "ns"): "ns",
    ("page", "id"): "id",
    ("page", "revision", "id"): "revision",
    ("page", "revision", "timestamp"): "timestamp",
    ("page", "revision", "model"): "model",
    ("page", "revision", "text"): "text",
}


def parse_page(xml: bytes) -> Page:
    """One page from its element; raises `PageDamagedError`."""
    values: dict[str, str] = {}
    path: list[str] = []
    pieces: list[str] = []
    redirect = False
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.buffer_size = 1 << 16

    def start(name: str, _attributes: dict[str, str]) -> None:
        nonlocal redirect
        path.append(_local(name))
        redirect = redirect or path == ["page", "redirect"]
        if tuple(path) in _PAGE_FIELDS:
            pieces.clear()
            parser.CharacterDataHandler = pieces.append

    def end(_name: str) -> None:
        if wanted := _PAGE_FIELDS.get(tuple(path)):
            values[wanted] = "".join(pieces)
            parser.CharacterDataHandler = None
        path.pop()

    parser.StartElementHandler, parser.EndElementHandler = start, end
    try:
        parser.Parse(xml, True)
        return _page(values, redirect)
    except (expat.ExpatError, ValueError) as error:
        raise PageDamagedError(f"{describe(xml)} can't be read: {error}") from error
    except KeyError as error:
        raise PageDamagedError(f"{describe(xml)} has no {error}") from error
    finally:  # parser and handlers hold each other, and the page's text with them
        parser.StartElementHandler = parser.EndElementHandler = parser.CharacterDataHandler = None


def _page(values: dict[str, str], redirect: bool) -> Page:
    stamp, revision = values.get("timestamp"), values.get("revision")
    return Page(
        title=values["title"].strip(),
        namespace=int(values.get("ns", 0)),
        page_id=int(values["id"]),
        redirect=redirect,
        revision_id=int(revision) if revision else None,
        revised_at=_moment(stamp.strip()) if stamp else None,
        model=values.get("model", "wikitext").strip(),
        text=values.get("text", ""),
    )


def _moment(stamp: str) -> datetime:
    moment = datetime.fromisoformat(stamp)
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def parse_site(head: bytes) -> Site:
    """The site from what stands before the first page; empty when there is none, or a damaged one."""
    if REFUSED_MARKUP.search(head):
        return NO_SITE  # the cutter refuses the whole source; expat must not see entities
    namespaces: dict[int, str] = {}
    key: int | None = None
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal key
        number = attributes.get("key", "")
        key = int(number) if _local(name) == "namespace" and re.fullmatch(r"-?\d{1,9}", number) else None

    def text(data: str) -> None:
        if key is not None and data.strip():
            namespaces[key] = data.strip()

    parser.StartElementHandler, parser.CharacterDataHandler = start, text
    try:
        parser.Parse(head.lstrip(), False)
    except expat.ExpatError:
        return Site(tuple(sorted(namespaces.items())))
    return Site(tuple(sorted(namespaces.items())))


def _local(name: str) -> str:
    return name.rpartition(":")[2]

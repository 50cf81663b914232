"""Writes small dumps in the form of real ones."""

from __future__ import annotations

import bz2
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

HEADER = """<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" xml:lang="en">
  <siteinfo>
    <sitename>Wikipedia</sitename>
    <dbname>enwiki</dbname>
    <base>https://en.wikipedia.org/wiki/Main_Page</base>
    <namespaces>
      <namespace key="0" case="first-letter" />
      <namespace key="6" case="first-letter">File</namespace>
      <namespace key="14" case="first-letter">Category</namespace>
    </namespaces>
  </siteinfo>
"""
FOOTER = "</mediawiki>\n"


def page(
    number: int,
    text: str | None = None,
    title: str | None = None,
    namespace: int = 0,
    redirect: bool = False,
    model: str = "wikitext",
) -> str:
    """One ``<page>`` as MediaWiki exports it; the text is escaped."""
    text = f"'''Place {number}''' is a town with {number} houses & a [[river]].\n" if text is None else text
    sent = '\n    <redirect title="Elsewhere" />' if redirect else ""
    return f"""  <page>
    <title>{escape(title or f"Place {number}")}</title>
    <ns>{namespace}</ns>
    <id>{number}</id>{sent}
    <revision>
      <id>{1000 + number}</id>
      <parentid>17</parentid>
      <timestamp>2024-02-06T12:30:{number % 60:02d}Z</timestamp>
      <contributor>
        <username>Somebody</username>
        <id>999</id>
      </contributor>
      <model>{model}</model>
      <format>text/x-wiki</format>
      <text bytes="1" xml:space="preserve">{escape(text)}</text>
      <sha1>abc</sha1>
    </revision>
  </page>
"""


def pages(first: int, count: int) -> list[str]:
    """So many ordinary pages."""
    return [page(number) for number in range(first, first + count)]


def xml(body: Sequence[str]) -> bytes:
    """A whole dump, not packed."""
    return (HEADER + "".join(body) + FOOTER).encode()


def streams(*bodies: Sequence[str]) -> list[bytes]:
    """The streams of a multistream dump: header, one for each body, footer."""
    return [bz2.compress(text.encode()) for text in (HEADER, *("".join(body) for body in bodies), FOOTER)]


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path

"""Packs the sample's wikitext into small dumps in the form of Wikipedia's multistream files.

``python -m ultralink_assets.sample.build`` writes them beside this file; the same texts give the same bytes.
"""

from __future__ import annotations

import bz2
import hashlib
import tomllib
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

FOLDER = Path(__file__).parent
PAGES_A_STREAM = 4  # Wikipedia packs 100; fewer here, so that several streams are read
_SCHEMA = "http://www.mediawiki.org/xml/export-0.11/"


def build(language: str) -> bytes:
    """The dump of ``language``: a header stream, streams of pages, a footer stream, each a bz2 stream of its own."""
    folder = FOLDER / language
    listed = tomllib.loads((folder / "pages.toml").read_text(encoding="utf-8"))
    pages = [_page(page, folder) for page in listed["pages"]]
    streams = [_header(listed, language)]
    streams += ["".join(pages[at : at + PAGES_A_STREAM]) for at in range(0, len(pages), PAGES_A_STREAM)]
    streams.append("</mediawiki>\n")
    return b"".join(bz2.compress(stream.encode()) for stream in streams)


def path_of(language: str) -> Path:
    """Where the dump of ``language`` lies."""
    return FOLDER / f"{language}wiki-sample-pages-articles-multistream.xml.bz2"


def main() -> None:
    """Write the dump of every language that has a list of pages."""
    for listed in sorted(FOLDER.glob("*/pages.toml")):
        path = path_of(listed.parent.name)
        path.write_bytes(build(listed.parent.name))
        print(f"{path.name}: {path.stat().st_size} bytes")


def _header(listed: dict[str, Any], language: str) -> str:
    names = listed["namespaces"]
    namespaces = "".join(_namespace(key, names[key], listed["case"]) for key in sorted(names, key=int))
    return (
        f'<mediawiki xmlns="{_SCHEMA}" version="0.11" xml:lang={quoteattr(language)}>\n'
        f"  <siteinfo>\n    <sitename>{escape(listed['sitename'])}</sitename>\n    <dbname>{language}wiki</dbname>\n"
        f"    <base>{escape(listed['base'])}</base>\n    <generator>UltraLink Assets</generator>\n"
        f"    <case>{listed['case']}</case>\n    <namespaces>\n{namespaces}    </namespaces>\n  </siteinfo>\n"
    )


def _namespace(key: str, name: str, case: str) -> str:
    body = f">{escape(name)}</namespace>" if name else " />"
    return f'      <namespace key="{key}" case="{case}"{body}\n'


def _page(page: dict[str, Any], folder: Path) -> str:
    target = page.get("redirect")
    text = (
        f"#REDIRECT [[{target}]]" if target else (folder / f"{page['slug']}.wiki").read_text(encoding="utf-8").strip()
    )
    redirect = f"    <redirect title={quoteattr(target)} />\n" if target else ""
    data = text.encode()
    return (
        f"  <page>\n    <title>{escape(page['title'])}</title>\n    <ns>{page.get('namespace', 0)}</ns>\n"
        f"    <id>{page['id']}</id>\n{redirect}    <revision>\n      <id>{page['revision']}</id>\n"
        f"      <timestamp>{page['timestamp']}</timestamp>\n"
        "      <contributor>\n        <username>UltraLink Assets</username>\n        <id>1</id>\n      </contributor>\n"
        "      <model>wikitext</model>\n      <format>text/x-wiki</format>\n"
        f'      <text bytes="{len(data)}" xml:space="preserve">{escape(text)}</text>\n'
        f"      <sha1>{hashlib.sha1(data, usedforsecurity=False).hexdigest()}</sha1>\n    </revision>\n  </page>\n"
    )


if __name__ == "__main__":
    main()

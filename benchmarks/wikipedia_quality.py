"""What markup is left in cleaned Wikipedia pages, and which template values are lost: our cleaner and WikiExtractor.

    python benchmarks/wikipedia_quality.py FOLDER

FOLDER holds dumps (``*.xml``, ``*.xml.bz2``) and fragments (``<page>`` elements without a root); the first two letters
of a name are its language. ``leftovers`` is counted by `ultralink_assets.languages.markup`. ``values_kept`` is judged
by mwparserfromhell, not by our rules: it finds every template that stands on a line with other text, outside
references, tables, other templates and files. Those with an unnamed argument that holds a digit or a word of three
letters are counted; a value is kept when such an argument stands, as whole words, in the paragraph of the output that
was made of that line. Templates that show nothing to readers by design (references, editors' remarks, sound) are left
out by the names below.

WikiExtractor (AGPL) runs as a process of its own, on files that all languages share, and is never imported.
"""

from __future__ import annotations

import bz2
import json
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ultralink_assets.from_wikipedia.wikitext import Rules, clean, is_redirect
from ultralink_assets.languages import available, load
from ultralink_assets.languages.markup import CATEGORY_WORDS, FILE_WORDS, leftovers

# Readers never see the arguments of these as text: references, remarks of editors, sound, pictures, page furniture.
SHOWS_NOTHING = re.compile(
    r"(?i)(cite\b|citation|sfn|harv|efn|refn?\b|reflist|refbegin|rp$|r$|#|note|anchor|якорь|audio|аудио|prononciation|coord|flagicon|"
    r"main|see ?also|further|details|hatnote|portal|commons|dmoz|нет аи|источник|book|книга|статья|div col|clarify|"
    r"refimprove|relevance|dubious|css image|wide image|multiple image|bartable|expand|use |infobox|r from|redirect|"
    r"inflation|age$|wayback|gutenberg|librivox|youtube|oclc|issn|isbn|bnf|doi|wikisource|inpho|philpapers|official|"
    r"col-|pop density)"
)
_HIDDEN_LINK = re.compile(rf"(?i)\s*(?:{FILE_WORDS}|{CATEGORY_WORDS})\s*:")
_FORMATS = frozenset(("i", "b", "small", "big", "span", "sup", "sub", "u", "center", "blockquote"))
_WORD = re.compile(r"[0-9]+|[^\W\d_]+")
_GROUPS = re.compile(r"(?<!\d)(?<!\d )\d{1,3}(?: \d{3})+(?!\d)")
_ROMAN_ORDINAL = re.compile(r"\b([IVXLCDM]{1,8})(?=[^\W\d_A-Z]{1,3}\b)")
_TELLING = re.compile(r"\d|[^\W\d_]{3}")


@dataclass(frozen=True)
class Page:
    """One page of a dump; ``namespaces`` are the dump's own names by id."""

    title: str
    text: str
    namespaces: dict[int, str]


@dataclass
class Score:
    """Of one tool and language."""

    pages: int = 0
    leftovers: Counter[str] = field(default_factory=Counter)
    kept: int = 0
    values: int = 0
    lost: Counter[str] = field(default_factory=Counter)

    def add(self, text: str, values: Sequence[Value]) -> None:
        self.pages += 1
        self.leftovers.update(leftovers(text))
        paragraphs = [set(_WORD.findall(_folded(line))) for line in text.split("\n") if line]
        for value in values:
            self.values += 1
            if value.is_kept(paragraphs):
                self.kept += 1
            else:
                self.lost[value.name] += 1


@dataclass(frozen=True)
class Value:
    """One template in running text: the words of its telling arguments, and the words around it."""

    name: str
    arguments: tuple[frozenset[str], ...]
    around: frozenset[str]

    def is_kept(self, paragraphs: Sequence[set[str]]) -> bool:
        if not paragraphs:
            return False
        # A quotation is a paragraph of its own, after the one that announces it.
        longest = max(self.arguments, key=len)
        sought = longest if len(longest) > 12 else self.around
        own = max(paragraphs, key=lambda words: len(words & sought) - 0.001 * len(words))
        return any(argument <= own for argument in self.arguments)


def _folded(text: str) -> str:
    """What tools write differently, taken as equal: decimal marks, groups of digits, stress marks, superscripts, and
    the endings of Roman ordinals ("XIXe").
    """
    text = re.sub(r"(?<=\d)[,.\u00a0\u202f\u2009](?=\d)", "", text.replace("\u0301", ""))
    text = _GROUPS.sub(lambda match: match[0].replace(" ", ""), text)
    text = _ROMAN_ORDINAL.sub(r"\1 ", text)
    return text.translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")).lower()


def pages_of(path: Path) -> Iterator[Page]:
    """All pages of a dump or a fragment."""
    raw = bz2.decompress(path.read_bytes()) if path.suffix == ".bz2" else path.read_bytes()
    source = raw.decode()
    if "<mediawiki" not in source[:4000]:
        source = f"<mediawiki>{source}</mediawiki>"
    root = ET.fromstring(source)
    namespaces = {int(node.get("key", 0)): node.text or "" for node in root.iter() if _local(node) == "namespace"}
    for page in (node for node in root.iter() if _local(node) == "page"):
        found = {_local(node): node.text or "" for node in page.iter()}
        yield Page(found["title"], found.get("text", ""), namespaces)


def _local(node: ET.Element) -> str:
    return node.tag.rpartition("}")[2]


def values_of(text: str) -> list[Value]:
    """The telling templates in running text, as mwparserfromhell reads the page."""
    import mwparserfromhell

    found: list[Value] = []
    for words, templates in _lines(mwparserfromhell.parse(text)):
        around = frozenset(_WORD.findall(_folded(words)))
        if len(around) < 3:
            continue
        for template in templates:
            name = str(template.name).strip().replace("_", " ")
            arguments = tuple(_arguments(template))
            if arguments and not SHOWS_NOTHING.match(name):
                found.append(Value(name.lower(), arguments, around))
    return found


def _arguments(template: Any) -> Iterator[frozenset[str]]:
    if ":" in str(template.name):  # {{formatnum:1000}}: the parser takes it all for the name
        yield from _words(str(template.name).partition(":")[2])
    for parameter in template.params:
        if not parameter.showkey:
            yield from _words(parameter.value.strip_code())


def _words(text: str) -> Iterator[frozenset[str]]:
    if _TELLING.search(text):
        yield frozenset(_WORD.findall(_folded(text)))


def _lines(code: Any) -> Iterator[tuple[str, list[Any]]]:
    """Text and templates of each line of running text, without references, tables and files."""
    from mwparserfromhell.nodes import Heading, Template

    words: str = ""
    templates: list[Any] = []
    for node in code.nodes:
        if isinstance(node, Template):
            templates.append(node)
            continue
        if isinstance(node, Heading):
            yield words, templates
            words, templates = "", []
            continue
        for number, (line, others) in enumerate(_within(node)):
            if number:  # a line break, or quote marks that the parser pairs across lines
                yield words, templates
                words, templates = "", []
            words, templates = words + line, templates + others
    yield words, templates


def _within(node: Any) -> list[tuple[str, list[Any]]]:
    """The lines of what readers see of a text, a link or a tag."""
    from mwparserfromhell.nodes import ExternalLink, HTMLEntity, Tag, Text, Wikilink

    match node:
        case Text():
            return [(line, []) for line in str(node).split("\n")]
        case HTMLEntity():
            return [(node.normalize(), [])]
        case Wikilink() if not _HIDDEN_LINK.match(str(node.title)):
            return list(_lines(node.text)) if node.text else [(str(node.title), [])]
        case ExternalLink() if node.title:
            return list(_lines(node.title))
        case Tag() if str(node.tag) in _FORMATS:
            return list(_lines(node.contents))
    return []


def ours(pages: Sequence[Page], language: str) -> list[str]:
    """The text of each page, one paragraph a line."""
    made = []
    for page in pages:
        sections = clean(page.text, Rules.of(load(language), page.namespaces)).sections
        made.append("\n".join(f"{section.heading}\n{section.text}" for section in sections))
    return made


def wikiextractor(pages: Sequence[Page], language: str) -> list[str]:
    """The same by WikiExtractor, run as a process on a dump that is written for it."""
    with tempfile.TemporaryDirectory() as folder:
        dump = Path(folder, "dump.xml")
        dump.write_text(_dump(pages, language), encoding="utf-8")
        command = [
            sys.executable,
            "-m",
            "wikiextractor.WikiExtractor",
            "--json",
            "--no-templates",
            "-q",
            "-o",
            f"{folder}/out",
            str(dump),
        ]
        done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
        if done.returncode:
            print(f"wikiextractor failed on {language}: {done.stderr.strip()[-300:]}", file=sys.stderr)
        rows = (
            json.loads(line)
            for file in sorted(Path(folder, "out").rglob("wiki_*"))
            for line in file.open(encoding="utf-8")
        )
        texts = {int(row["id"]): str(row["text"]) for row in rows}
    return [texts.get(number, "") for number in range(1, len(pages) + 1)]


def _dump(pages: Sequence[Page], language: str) -> str:
    """A small dump with the pages numbered from 1."""
    root = ET.Element("mediawiki")
    info = ET.SubElement(root, "siteinfo")
    ET.SubElement(info, "base").text = f"https://{language}.wikipedia.org/wiki/Main"
    names = ET.SubElement(info, "namespaces")
    for number, name in (pages[0].namespaces or {6: "File", 10: "Template", 14: "Category"}).items():
        ET.SubElement(names, "namespace", key=str(number), case="first-letter").text = name
    for number, page in enumerate(pages, start=1):
        node = ET.SubElement(root, "page")
        for key, value in (("title", page.title), ("ns", "0"), ("id", str(number))):
            ET.SubElement(node, key).text = value
        revision = ET.SubElement(node, "revision")
        ET.SubElement(revision, "id").text = "1"
        ET.SubElement(revision, "text").text = page.text
    ET.indent(root)  # it reads line by line
    return ET.tostring(root, encoding="unicode")


TOOLS = {"ours": ours, "wikiextractor": wikiextractor}


def measure(folder: Path) -> dict[str, dict[str, Score]]:
    """Scores by tool and language of all files in ``folder``."""
    scores: dict[str, dict[str, Score]] = {tool: {} for tool in TOOLS if tool == "ours" or find_spec(tool)}
    for path in sorted(file for file in folder.iterdir() if file.name.endswith((".xml", ".xml.bz2"))):
        language = path.name[:2]
        if language not in available():
            print(f"skipped: {path.name} (no language entry {language!r})")
            continue
        rules = Rules.of(load(language))
        pages = [page for page in pages_of(path) if not is_redirect(page.text, rules)]
        values = [values_of(page.text) for page in pages]
        for tool, found in scores.items():
            score = found.setdefault(language, Score())
            for text, expected in zip(TOOLS[tool](pages, language), values, strict=True):
                score.add(text, expected)
    return scores


def report(scores: dict[str, dict[str, Score]]) -> dict[str, Any]:
    """Print the table; returns what the last line holds."""
    result: dict[str, Any] = {}
    print(f"{'tool':14} {'language':8} {'pages':>6} {'left over':>9} {'kept':>6} {'values':>6}  {'share':>5}")
    for tool, found in scores.items():
        rows: dict[str, Any] = {}
        for language, score in found.items():
            left, share = score.leftovers.total(), score.kept / max(score.values, 1)
            print(f"{tool:14} {language:8} {score.pages:6} {left:9} {score.kept:6} {score.values:6}  {share:5.3f}")
            print("   left over:", {kind: count for kind, count in score.leftovers.items() if count} or "nothing")
            print("   most lost:", dict(score.lost.most_common(12)) or "nothing")
            rows[language] = {
                "leftovers": left,
                "values_kept": round(share, 4),
                "values": score.values,
                "pages": score.pages,
            }
        kept, values = sum(score.kept for score in found.values()), sum(score.values for score in found.values())
        total = sum(score.leftovers.total() for score in found.values())
        result[tool] = {
            "leftovers": total,
            "values_kept": round(kept / max(values, 1), 4),
            "values": values,
            "languages": rows,
        }
    return result


def main() -> int:
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        print(__doc__, file=sys.stderr)
        return 2
    print(json.dumps(report(measure(Path(sys.argv[1])))))
    return 0


if __name__ == "__main__":
    sys.exit(main())

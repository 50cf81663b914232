"""Lines of resolved text to sections with paragraphs and lists."""

from __future__ import annotations

from collections.abc import Iterator

from ultralink_assets.from_wikipedia.marks import BREAK, has_marks, plain
from ultralink_assets.from_wikipedia.prose import (
    normal_spaces,
    without_doubled_stops,
    without_hollow_parentheses,
    without_quotes,
)
from ultralink_assets.languages.markup import without_leftovers
from ultralink_assets.records import Section

_LIST_MARKS = "*#:;"
_POINTS = " .,;:"  # all that is left of a line that held a formula
_WIDE = "\u2e80"  # from here on scripts are written without blanks between words


def sections_of(text: str, skipped: frozenset[str]) -> tuple[Section, ...]:
    """The sections that hold prose, with those above them; the lead is always first, under ``level`` 1 and no heading.

    ``skipped``: case-folded headings whose sections go, with all below them. Deeper ones only where they hold lists:
    "Literature" is a list of books at the end of an article, and prose below "Culture".
    """
    found: list[Section] = []
    skipping = 0
    marked = has_marks(text)
    for level, heading, lines in _raw_sections(text):
        if skipping and level > skipping:
            continue
        skipping = level if heading.casefold().rstrip(" :") in skipped and (level == 2 or _is_list(lines)) else 0
        if not skipping:
            found.append(Section(level, heading, _finished("\n\n".join(_paragraphs(lines)), marked)))
    return tuple(_with_prose_below(found))


def _with_prose_below(sections: list[Section]) -> list[Section]:
    kept: list[Section] = []
    above = 0  # an empty section of a lower level than this has prose below it
    for section in reversed(sections):
        if section.text or section.level < above:
            kept.append(section)
            above = section.level
    if kept and kept[-1].level != 1:
        kept.append(Section(1, "", ""))
    return kept[::-1]


def _raw_sections(text: str) -> Iterator[tuple[int, str, list[str]]]:
    level, heading, lines = 1, "", list[str]()
    for line in text.split("\n"):
        if not line.startswith("="):
            lines.append(line)
        elif (found := _heading(line)) is None:
            lines.append(line if line.strip("=") else "")
        else:
            yield level, heading, lines
            (level, heading), lines = found, []
    yield level, heading, lines


def _heading(line: str) -> tuple[int, str] | None:
    """Level and text of ``== History ==``; level 1 is the lead's, so that "= a =" counts as 2."""
    bare = line.rstrip()
    if not bare.strip("=") or bare[-1] != "=":
        return None
    level = min(len(bare) - len(bare.lstrip("=")), len(bare) - len(bare.rstrip("=")), 6)
    name = without_quotes(bare[level : len(bare) - level]).replace(BREAK, " ")
    return max(level, 2), " ".join(_finished(name, marked=True).replace("=", " ").split())


def _paragraphs(lines: list[str]) -> Iterator[str]:
    """Lines of a paragraph are joined, as MediaWiki does; list items are lines of the paragraph that they follow."""
    paragraph: list[str] = []
    numbers = _Numbers()
    ended = listed = False  # a blank line came; the last line was a list item
    for line in lines:
        item = line[:1] in _LIST_MARKS if line else False
        words = numbers.item(line) if item else _line(line)
        if not words:
            ended = ended or not item
            continue
        if not item:
            numbers = _Numbers()
        goes_on = (listed or paragraph[-1].endswith((":", "："))) if item and ended and paragraph else not ended
        if paragraph and (not goes_on or (listed and not item)):
            yield "\n".join(paragraph)
            paragraph = []
        if paragraph and not item and not listed and line[:1] != " ":
            paragraph[-1] = _joined(paragraph[-1], words)
        else:
            paragraph.append(words)
        ended, listed = False, item
    if paragraph:
        yield "\n".join(paragraph)


def _is_list(lines: list[str]) -> bool:
    prose = sum(len(line) for line in lines if line[:1] not in _LIST_MARKS)
    return 2 * prose <= sum(len(line) for line in lines)


def _joined(left: str, right: str) -> str:
    between = "" if left[-1] >= _WIDE and right[0] >= _WIDE else " "
    return f"{left}{between}{right}"


def _line(line: str) -> str:
    if line.startswith("----"):
        line = line.lstrip("-")
    elif line[:1] in "|!" and line:
        line = line[1:].removeprefix("-") if line[0] == "|" else line[1:]  # of a table that nobody closed
    words = (without_quotes(line) if "''" in line else line).strip()
    return words if words.strip(_POINTS) else ""


class _Numbers:
    """Items of lists, and the numbers of numbered ones."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}  # by the marks of the level

    def item(self, line: str) -> str:
        """``* a`` is "- a", ``# a`` "1. a", ``: a`` "a", ``; term : meaning`` "term: meaning"."""
        words = line.lstrip(_LIST_MARKS + " ")
        marks = line[: len(line) - len(words)].replace(" ", "")
        words = (without_quotes(words) if "''" in words else words).strip()
        if not words.strip(_POINTS):
            return ""
        self.counts = {level: count for level, count in self.counts.items() if marks.startswith(level)}
        if marks.endswith("#"):
            self.counts[marks] = self.counts.get(marks, 0) + 1
            return f"{self.counts[marks]}. {words}"
        if marks.startswith(";"):
            return words.replace(" : ", ": ", 1)
        return f"- {words}" if "*" in marks or "#" in marks else words


def _finished(text: str, marked: bool) -> str:
    """The last repairs, and the guarantee that no markup is left. ``marked``: the page holds marks."""
    if marked:
        text = plain(text)
    if "(" in text or "（" in text:
        text = without_hollow_parentheses(text)
    text = without_doubled_stops(without_leftovers(text))
    if "  " in text:  # "the ''[[Iliad]]'' ''" has lost its quotes
        text = normal_spaces(text)
    if " \n" in text or "\n " in text:
        text = "\n".join(line.strip() for line in text.split("\n"))
    return text.strip()

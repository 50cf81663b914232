"""Wikitext to plain text, in linear time.

One page goes through: tags (`tags`) -> one split at ``{{ }} [[ ]] {| |} -{ }-`` and pairing with a stack (`brackets`)
-> templates by rules (`template_rules`), links (`links`), tables dropped -> punctuation and quotes (`prose`) ->
sections (`sections`). Nothing backtracks and no function calls itself per level, so hostile input costs what other
input of its length costs. What is not closed stays as text without its marks. A page, shortened::

    '''Берли́н''' ({{lang-de|Berlin}} {{IPA|[bɛɐ̯ˈliːn]}}) — столица [[Германия|Германии]]. Расположен на берегах рек:
    * [[Шпре]]е<ref>{{БРЭ|статья=Берлин}}</ref>,
    == История ==
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from ultralink_assets.from_wikipedia import parser_functions
from ultralink_assets.from_wikipedia.brackets import TABLE, TEMPLATE, pairs, split
from ultralink_assets.from_wikipedia.links import is_dropped, link, target_of, variant
from ultralink_assets.from_wikipedia.marks import EQUALS, GONE, PIPE
from ultralink_assets.from_wikipedia.patterns import Arguments
from ultralink_assets.from_wikipedia.prose import (
    closed_gaps,
    normal_spaces,
    without_other_values,
    without_outer_links,
    without_sounds,
    without_switches,
)
from ultralink_assets.from_wikipedia.rules import Rules
from ultralink_assets.from_wikipedia.sections import sections_of
from ultralink_assets.from_wikipedia.tags import without_tags
from ultralink_assets.from_wikipedia.template_rules import Placed, Rule, drop
from ultralink_assets.languages.markup import decode_entities
from ultralink_assets.records import Section

__all__ = ["Cleaned", "Rules", "clean", "is_disambiguation", "is_redirect"]

_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufdd0-\ufdef]")
_LINE_MARKS = " \t*#:;"
_LONGEST_NAME = 120
_LISTS = ("\n*", "\n#")


@dataclass(frozen=True)
class Cleaned:
    """``unknown_templates`` counts, by name in lower case, the templates within running text that no rule names."""

    sections: tuple[Section, ...]
    unknown_templates: Counter[str]


def clean(text: str, rules: Rules) -> Cleaned:
    """The prose of a page's wikitext, by section. Accepts any text; `leftovers` of what it returns is all zero."""
    text = _REFUSED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    page = _Page(split(without_tags(text)), rules)
    prose = without_sounds(without_other_values(without_outer_links(page.render())))
    prose = normal_spaces(decode_entities(closed_gaps(without_switches(prose), rules.spaced_marks)))
    return Cleaned(sections_of(prose, rules.skipped), page.unknown)


def is_disambiguation(text: str, rules: Rules) -> bool:
    """Whether the page only lists what its title may mean: it holds a template that says so."""
    return rules.disambiguation.search(text) is not None


def is_redirect(text: str, rules: Rules) -> bool:
    """Whether the page only sends readers elsewhere (dumps mark it too, with ``<redirect/>``)."""
    return rules.redirect.match(text) is not None


@dataclass
class _Frame:
    """A bracket that is being resolved: ``pieces`` is what it holds so far; ``end`` where it closes."""

    opening: str
    end: int
    rule: Rule | None
    pieces: list[str]


class _Page:
    """One page's parts: text at even indices, brackets at odd ones."""

    def __init__(self, parts: list[str], rules: Rules) -> None:
        self.parts = parts
        self.rules = rules
        self.closing = pairs(parts)
        self.unknown: Counter[str] = Counter()
        self.frames: list[_Frame] = [_Frame("", len(parts), None, [])]

    def render(self) -> str:
        """Resolve all brackets; unpaired ones vanish, what they hold stays."""
        parts, closing, index = self.parts, self.closing, 0
        while index < len(parts):
            if parts[index]:
                self.frames[-1].pieces.append(parts[index])
            index += 1
            if index < len(parts):
                index = self.bracket(index) if closing[index] else index + 1
        return "".join(self.frames[0].pieces)

    def bracket(self, index: int) -> int:
        """Deal with the paired bracket at ``index``; returns where to go on."""
        end = self.closing[index]
        if end < 0:
            self.finish(self.frames.pop())
            return index + 1
        opening, head = self.parts[index], self.parts[index + 1]
        if opening == TABLE:
            self.say("\n\n")
            return end + 1
        if opening == TEMPLATE:
            return self.template(index, end, head)
        if opening == "[[" and is_dropped(target_of(head), self.rules):
            self.say(GONE)
            # "[[File:a.jpg|[http://b c]]]": the third bracket is the one that closes the link
            if self.parts[end + 1].startswith("]"):
                self.parts[end + 1] = self.parts[end + 1][1:]
            return end + 1
        if end == index + 2:
            self.say(link(head, self.rules) if opening == "[[" else variant(head, self.rules))
            return end + 1
        self.frames.append(_Frame(opening, end, None, []))
        return index + 1

    def template(self, index: int, end: int, head: str) -> int:
        """Skip a template that says nothing, resolve a flat one at once, open a frame for any other."""
        name = self.name(head)
        rule = self.rules.templates.find(name)
        if rule is None and not self.is_function(name):
            if len(name) > _LONGEST_NAME or "\n\n" in head.partition("|")[0]:
                self.frames.append(_Frame("", end, None, []))  # prose between stray braces
                return index + 1
            if self.is_inline(index, end):
                self.unknown[name] += 1
            rule = drop
        elif isinstance(rule, Placed):
            rule = rule.inline if self.is_inline(index, end) else rule.alone
        if rule is drop:
            self.say(GONE)
            return end + 1
        frame = _Frame(TEMPLATE, end, rule, [])
        if end == index + 2:
            frame.pieces.append(head)
            self.finish(frame)
            return end + 1
        self.frames.append(frame)
        return index + 1

    def name(self, head: str) -> str:
        return self.written_name(head).lower()

    def written_name(self, head: str) -> str:
        """A template's name in its own case, without a namespace."""
        name = head.partition("|")[0].replace("_", " ").strip()
        prefix, colon, rest = name.partition(":")
        while colon and prefix.strip().lower() in self.rules.template_namespaces:
            name = rest.strip()
            prefix, colon, rest = name.partition(":")
        return name

    @staticmethod
    def is_function(name: str) -> bool:
        prefix, colon, _ = name.partition(":")
        return bool(colon) and parser_functions.call(prefix, "", []) is not None

    def is_inline(self, index: int, end: int) -> bool:
        """Whether text stands before or after on the same line: an infobox alone on its lines is no loss."""
        if len(self.frames) > 1:
            return True
        before, after = self.parts[index - 1], self.parts[end + 1]
        for piece in reversed(self.frames[0].pieces[-4:]):
            before = piece.rpartition("\n")[2]
            if before.strip(_LINE_MARKS + GONE) or "\n" in piece:
                break
        return bool(before.strip(_LINE_MARKS + GONE) or after.partition("\n")[0].strip())

    def finish(self, frame: _Frame) -> None:
        body = "".join(frame.pieces)
        if frame.opening == TEMPLATE:
            text = self.expanded(body, frame.rule)
            if text.startswith(_LISTS) and self.starts_line():
                text = text[1:]
            self.say(text)
        elif frame.opening == "[[":
            self.say(link(body, self.rules))
        else:
            self.say(variant(body, self.rules) if frame.opening else body)

    def starts_line(self) -> bool:
        """Whether what comes next stands at the start of a line."""
        pieces = self.frames[-1].pieces
        return bool(pieces) and pieces[-1].endswith("\n")

    def expanded(self, body: str, rule: Rule | None) -> str:
        head, *values = body.split("|")
        if rule is not None:
            return rule(Arguments.of(values, self.written_name(head))).replace("|", PIPE) or GONE
        function, _, first = head.partition(":")
        text = parser_functions.call(self.name(function), first, values, self.rules.templates.number)
        return text or GONE

    def say(self, text: str) -> None:
        """Add resolved text to the innermost frame; a "|" or "=" in it is none of that frame's."""
        if len(self.frames) > 1:
            text = text.replace("|", PIPE).replace("=", EQUALS)
        self.frames[-1].pieces.append(text)

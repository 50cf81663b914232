"""The first pass: everything that starts with "<".

Comments, references, formulas, galleries and code go; <nowiki> and <pre> become plain text; line breaks, superscripts
and list items keep their meaning; all other known tags vanish and what they hold stays. One scan, each piece is dropped
at most once, an unclosed tag costs only itself. Input, one real line::

    Berlin<ref name="a">{{cite web|url=…}}</ref> has 10<sup>6</sup> ducks.<br /><!-- check -->
"""

from __future__ import annotations

import re

from ultralink_assets.from_wikipedia.marks import BREAK, GONE, SPLIT, literal
from ultralink_assets.languages.markup import LONG_TAGS, TAGS

_TAG = re.compile(r"<(?:(!--)|(/?)([a-zA-Z][a-zA-Z0-9]*)([^<>]*+)(>)?)")
_KNOWN = frozenset(re.sub(r"h\[1-6\]", "h1|h2|h3|h4|h5|h6", TAGS).split("|"))
_LONG = frozenset(LONG_TAGS.split("|"))
_DROPPED = frozenset(
    (
        "ref", "math", "chem", "ce", "gallery", "timeline", "score", "syntaxhighlight", "source", "graph", "imagemap",
        "templatedata", "mapframe", "maplink", "hiero", "references", "table", "inputbox", "categorytree", "style",
        "templatestyles", "includeonly", "indicator",
    )
)  # fmt: skip
_AS_TEXT = frozenset(("nowiki", "pre"))
_PAIRED = _DROPPED | {"sup", "poem"}
_INSTEAD_OF_OPENING = {
    "br": BREAK,
    "li": "\n* ",
    "dd": "\n: ",
    "dt": "\n; ",
    "p": "\n\n",
    "blockquote": "\n\n",
    **dict.fromkeys(("hr", "div", "ul", "ol", "dl", "center", "h1", "h2", "h3", "h4", "h5", "h6"), "\n"),
}
_INSTEAD_OF_CLOSING = {
    "br": BREAK,
    "p": "\n\n",
    "blockquote": "\n\n",
    **dict.fromkeys(("div", "ul", "ol", "dl", "center"), "\n"),
}
DEEPEST = 20  # what a tag holds is copied once for each level
_SUPERSCRIPTS = str.maketrans("0123456789+-−n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻ⁿ")
_RAISED = re.compile(r"[0-9+\-−n]{1,8}")


def without_tags(text: str) -> str:
    """``text`` with all tags and comments resolved."""
    return _Pass(text).run() if "<" in text else text


def raised(text: str) -> str:
    """``text`` as a superscript where Unicode has one: 10⁶ is not 106."""
    bare = text.strip()
    return bare.translate(_SUPERSCRIPTS) if _RAISED.fullmatch(bare) else text


def _is_tag(name: str, attributes: str) -> bool:
    """Told from "a <b and c> d" by the form of the attributes."""
    bare = attributes.strip(" \t\n/")
    return not bare or (attributes[0] in " \t\n/" and ("=" in bare or name in _LONG))


class _Pass:
    """State of one scan: ``out`` grows; ``opened`` holds where in it paired tags began, innermost last."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.out: list[str] = []
        self.opened: list[tuple[str, int]] = []
        self.unclosed: set[str] = set()  # closing tags and comment ends that do not come any more

    def run(self) -> str:
        text, position = self.text, 0
        while match := _TAG.search(text, position):
            self.out.append(text[position : match.start()])
            position = self.take(match)
        self.out.append(text[position:])
        return "".join(self.out)

    def take(self, match: re.Match[str]) -> int:
        """Deal with one tag; returns where to go on."""
        comment, closing, name, attributes, end = match.groups()
        if comment:
            return self.comment(match)
        name = name.lower()
        if not end or name not in _KNOWN or not _is_tag(name, attributes):
            return self.unfinished(match, name)
        if attributes.rstrip().endswith("/"):
            self.out.append(SPLIT if name == "nowiki" else _INSTEAD_OF_OPENING.get(name, ""))
        elif closing:
            self.close(name)
        elif name in _AS_TEXT:
            return self.as_text(match, name)
        else:
            if name in _PAIRED and len(self.opened) < DEEPEST:
                self.opened.append((name, len(self.out)))
            self.out.append(_INSTEAD_OF_OPENING.get(name, ""))
        return match.end()

    def comment(self, match: re.Match[str]) -> int:
        end = -1 if "-->" in self.unclosed else self.text.find("-->", match.end())
        if end < 0:
            self.unclosed.add("-->")
            return match.end()
        end += 3
        alone = match.start() == 0 or self.text[match.start() - 1] == "\n"
        if self.text[match.start() - 1 : match.start()] == " ":
            self.out.append(GONE)
        return end + 1 if alone and self.text.startswith("\n", end) else end  # a line of its own goes as a whole

    def unfinished(self, match: re.Match[str], name: str) -> int:
        """No tag after all ("a <b and c"): text, unless only a tag can be meant ("<ref name=")."""
        start = match.start()
        after_name = match.end(3)
        if name not in _LONG or self.text[after_name : after_name + 1] in ("-", "."):
            self.out.append(self.text[start:after_name])
        return after_name

    def as_text(self, match: re.Match[str], name: str) -> int:
        closing = f"</{name}>"
        end = -1 if name in self.unclosed else self.text.find(closing, match.end())
        if end < 0:
            self.unclosed.add(name)
            return match.end()
        content = literal(self.text[match.end() : end])
        self.out.append(content.replace("\n", BREAK) if name == "pre" else content)
        return end + len(closing)

    def close(self, name: str) -> None:
        if name not in _PAIRED or not any(open_name == name for open_name, _ in self.opened):
            self.out.append(_INSTEAD_OF_CLOSING.get(name, ""))
            return
        open_name, start = self.opened.pop()
        while open_name != name:
            open_name, start = self.opened.pop()
        if name in _DROPPED:
            self.drop(name, start)
        else:
            content = "".join(self.out[start:])
            del self.out[start:]
            self.out.append(raised(content) if name == "sup" else content.strip("\n").replace("\n", BREAK))

    def drop(self, name: str, start: int) -> None:
        if name == "ref" and any("\n==" in piece for piece in self.out[start:]):
            return  # a reference does not span sections: its closing tag belongs to another one, and this is prose
        del self.out[start:]
        self.out.append("\n" if name == "table" else GONE)

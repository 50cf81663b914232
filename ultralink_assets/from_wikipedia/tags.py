"""The first pass: everything that starts with "<".

Comments, references, galleries and blocks of code go; <nowiki>, <pre> and code within a line become plain text, and
formulas LaTeX (`formulas`); line breaks, superscripts and list items keep their meaning; all other known tags vanish
and what they hold stays. One scan, each piece is dropped at most once, an unclosed tag costs only itself. A line::

    Berlin<ref name="a">{{cite web|url=…}}</ref> has 10<sup>6</sup> ducks.<br /><!-- check -->
"""

from __future__ import annotations

import re
from collections.abc import Callable

from ultralink_assets.from_wikipedia import formulas
from ultralink_assets.from_wikipedia.marks import BREAK, GONE, SPLIT, literal
from ultralink_assets.from_wikipedia.raised import raised
from ultralink_assets.languages.markup import LONG_TAGS, TAGS

_TAG = re.compile(r"<(?:(!--)|(/?)([a-zA-Z][a-zA-Z0-9]*)([^<>]*+)(>)?)")
_KNOWN = frozenset(re.sub(r"h\[1-6\]", "h1|h2|h3|h4|h5|h6", TAGS).split("|"))
_LONG = frozenset(LONG_TAGS.split("|"))
_DROPPED = frozenset(
    (
        "ref", "gallery", "timeline", "score", "graph", "imagemap", "rp",
        "templatedata", "mapframe", "maplink", "hiero", "references", "table", "inputbox", "categorytree", "style",
        "templatestyles", "includeonly", "indicator",
    )
)  # fmt: skip
_FORMULAS = frozenset(("math", "chem", "ce"))
_CODE = frozenset(("syntaxhighlight", "source"))
_VERBATIM = _FORMULAS | _CODE | {"nowiki", "pre"}
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
_FOOTNOTE = re.compile(r"\[\w{1,3}\]")
_PAIRED_TEXT: dict[str, Callable[[str], str]] = {
    "sup": lambda content: GONE if _FOOTNOTE.fullmatch(content) else raised(content),
    "rt": lambda content: f" ({content.strip()})",
    "poem": lambda content: "\n\n" + content.strip("\n").replace("\n", BREAK) + "\n\n",
}
_PAIRED = _DROPPED | _PAIRED_TEXT.keys()
_LINE_START = re.compile(r"(?:\A|\n)[ \t:*#]*\Z")
_LINE_END = re.compile(r"[ \t.,;]*+(?:\n|\Z)")


def without_tags(text: str) -> str:
    """``text`` with all tags and comments resolved."""
    return _Pass(text).run() if "<" in text else text


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
        for name, start in self.opened:
            self.part(name, start)
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
        elif name in _VERBATIM:
            return self.verbatim(match, name)
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
        return end + 1 if alone and self.text.startswith("\n", end) else end  # a line of its own goes as a whole

    def unfinished(self, match: re.Match[str], name: str) -> int:
        """No tag after all ("a <b and c"): text, unless only a tag can be meant ("<ref name=")."""
        start = match.start()
        after_name = match.end(3)
        if name not in _LONG or self.text[after_name : after_name + 1] in ("-", "."):
            self.out.append(self.text[start:after_name])
        return after_name

    def verbatim(self, match: re.Match[str], name: str) -> int:
        """What holds no wikitext, up to its closing tag; where that does not come, the tag alone goes."""
        end = self.closing_tag(name, match.end())
        if end < 0:
            return match.end()
        content, after = self.text[match.end() : end], end + len(f"</{name}>")
        if name in _FORMULAS:
            written = formulas.tex if name == "math" else formulas.chemistry
            self.out.append(written(content, self.is_alone(match.start(), after)) or GONE)
        elif name in _CODE and "inline" not in match[4]:
            self.out.append(GONE)
        else:
            content = literal(content)
            self.out.append(content.replace("\n", BREAK) if name == "pre" else content)
        return after

    def closing_tag(self, name: str, start: int) -> int:
        """Where it is, else -1. A formula's is never far, and no other formula begins before it."""
        if name in self.unclosed:
            return -1
        if name in _FORMULAS:
            end = self.text.find(f"</{name}>", start, start + formulas.LONGEST)
            return -1 if end < 0 or self.text.find(f"<{name}", start, end) >= 0 else end
        end = self.text.find(f"</{name}>", start)
        if end < 0:
            self.unclosed.add(name)
        return end

    def is_alone(self, start: int, end: int) -> bool:
        """Whether nothing else stands on the line."""
        before = self.text[max(start - 8, 0) : start]
        return bool(_LINE_START.search(before) and _LINE_END.match(self.text, end)) and start > 0

    def close(self, name: str) -> None:
        if name not in _PAIRED or not any(open_name == name for open_name, _ in self.opened):
            self.out.append(_INSTEAD_OF_CLOSING.get(name, ""))
            return
        open_name, start = self.opened.pop()
        while open_name != name:
            self.part(open_name, start)
            open_name, start = self.opened.pop()
        if name in _DROPPED:
            self.drop(name, start)
        else:
            content = "".join(self.out[start:])
            del self.out[start:]
            self.out.append(_PAIRED_TEXT[name](content))

    def part(self, name: str, start: int) -> None:
        """What follows a reference that nobody closed stays, apart from the word before it."""
        if name == "ref":
            self.out[start] = " "

    def drop(self, name: str, start: int) -> None:
        if name == "ref" and any("\n==" in piece for piece in self.out[start:]):
            self.part(name, start)
            return  # a reference does not span sections: its closing tag belongs to another one, and this is prose
        del self.out[start:]
        self.out.append("\n" if name == "table" else GONE)

"""What must not be left of wikitext in a text: counted here, and taken out as the last resort.

One definition for three users: the cleaner's guarantee, the gate ``no_markup``, and the benchmark. A sample of what is found::

    Berlin () is [[big]] &nbsp; ''so''<br>[[Category:Cities]]
"""

from __future__ import annotations

import html
import re
from html.entities import html5

# The words before the colon in file and category links, in the languages whose dumps were seen, and English, which works
# in all of them. A dump's own names come from its siteinfo.
FILE_WORDS = "File|Image|Media|Файл|Изображение|Fichier|Archivo|Imagen|Datei|Bild|文件|檔案|档案|图像|圖像"
CATEGORY_WORDS = "Category|Категория|Catégorie|Categoría|Kategorie|分类|分類"
MEDIA_SUFFIXES = "jpe?g|png|svg|gif|tiff?|og[gav]|webm|webp|pdf|djvu|mp3|midi?|wav"

# Tags of HTML and of MediaWiki's extensions. Others ("<stdio.h>") are prose, and so is "a <b and c> d".
TAGS = (
    "abbr|b|bdi|bdo|big|blockquote|br|caption|categorytree|ce|center|chem|cite|code|col|colgroup|data|dd|del|dfn|div|dl|dt|em|font|"
    "gallery|graph|h[1-6]|hiero|hr|i|imagemap|includeonly|indicator|inputbox|ins|kbd|li|mapframe|maplink|mark|math|noinclude|"
    "nowiki|ol|onlyinclude|p|poem|pre|q|rb|ref|references|rp|rt|rtc|ruby|s|samp|score|section|small|source|span|strike|strong|"
    "style|sub|sup|syntaxhighlight|table|tbody|td|templatedata|templatestyles|tfoot|th|thead|time|timeline|tr|tt|u|ul|var|"
    "section|wbr"
)
# An unclosed one of these is markup too: no prose holds "<ref". A "<b" may be a formula.
LONG_TAGS = "blockquote|br|gallery|includeonly|math|noinclude|nowiki|onlyinclude|poem|ref|references|small|syntaxhighlight|span|sub|sup"

# "(...)" and "(-)" are prose; brackets around these are what templates leave behind.
_NOTHING = r"[ \t\n\u00a0,;:،、，；：]*+[)）]"
_EMPTY = rf"\({_NOTHING}|（{_NOTHING}"
PATTERNS: dict[str, re.Pattern[str]] = {
    "links": re.compile(r"\[\[|\]\]"),
    "templates": re.compile(r"\{\{|\}\}"),
    "quotes": re.compile(r"''"),
    "tables": re.compile(r"\{\||\|\}"),
    "entities": re.compile(r"&(?:#[0-9]{1,8}|#[xX][0-9a-fA-F]{1,7}|[a-zA-Z][a-zA-Z0-9]{1,31});"),
    "files_and_categories": re.compile(
        rf"\b(?:{FILE_WORDS}):[^\n\[\]|:]{{1,200}}?\.(?:{MEDIA_SUFFIXES})\b|\b(?:{CATEGORY_WORDS}):(?=[^\W\d_])",
        re.IGNORECASE,
    ),
    "variants": re.compile(r"-\{|\}-"),
    "parentheses": re.compile(_EMPTY),
    "tags": re.compile(
        rf"</?(?:{TAGS})(?:\s*+/?|\s[^<>=]*+=[^<>]*+)>|</?(?:{LONG_TAGS})(?![\w.-])|<!--|-->", re.IGNORECASE
    ),
}
# Wherever one of PATTERNS is, one of these is: searches for one character are many times as fast as patterns.
_SIGNS = ("[", "]", "{", "}", "&", "<", ">", "''")
_HOLLOW = (("(", re.compile(rf"\({_NOTHING}")), ("（", re.compile(rf"（{_NOTHING}")))
# The colon first: it is rarer than words are, so that this costs next to nothing.
_WORDS_BEFORE = "|".join(f"(?<={word}:)" for word in f"{FILE_WORDS}|{CATEGORY_WORDS}".split("|"))
_SLOW = "files_and_categories"  # looked for only where one of its words stands
_LINK_WORD = re.compile(f":(?:{_WORDS_BEFORE})", re.IGNORECASE)
_MARKS = re.compile(r"[\[\]{}<>&'|()（）]")


def leftovers(text: str) -> dict[str, int]:
    """How often each kind of markup of `PATTERNS` occurs in ``text``; every kind is a key, 0 where there is none."""
    counts = {kind: len(pattern.findall(text)) for kind, pattern in PATTERNS.items() if kind != _SLOW}
    counts[_SLOW] = len(PATTERNS[_SLOW].findall(text)) if _LINK_WORD.search(text) else 0
    counts["entities"] = sum(1 for match in PATTERNS["entities"].finditer(text) if is_entity(match[0]))
    return counts


def is_entity(text: str) -> bool:
    """Whether ``&name;`` is one that HTML knows: "&foo;" and "Q&A;" are prose."""
    return text[1] == "#" or text[1:] in html5


def has_leftovers(text: str) -> bool:
    """``any(leftovers(text).values())``, at little cost where the text is clean."""
    suspect = any(sign in text for sign in _SIGNS) or has_hollow_parentheses(text) or _LINK_WORD.search(text)
    return bool(suspect) and any(leftovers(text).values())


def has_hollow_parentheses(text: str) -> bool:
    """Whether parentheses hold nothing but punctuation."""
    return any(sign in text and pattern.search(text) for sign, pattern in _HOLLOW)


def without_leftovers(text: str) -> str:
    """``text`` with whatever `leftovers` counts taken out; the words stay. A clean text comes back as it is.

    Taking one mark out may join two others ("[{{[" holds "[["), so it is done a few times, then without mercy.
    """
    for _ in range(3):
        if not has_leftovers(text):
            return text
        text = decode_entities(text)
        for kind, pattern in PATTERNS.items():
            if kind != "entities":
                text = pattern.sub(_instead, text)
    return _MARKS.sub("", _LINK_WORD.sub("", text)) if has_leftovers(text) else text


def _instead(match: re.Match[str]) -> str:
    found = match[0]
    if found == "''":
        return "'"
    if ":" in found and found[0] not in "(（<":
        return found.partition(":")[2].lstrip()
    return " " if found[0] == "<" and found[1:3].lower() == "br" else ""


def decode_entities(text: str) -> str:
    """Entities decoded, double-encoded ones ("&amp;nbsp;") too. Unlike `html.unescape`, "&copy=1" stays."""
    for _ in range(3):
        if "&" not in text:
            break
        decoded = PATTERNS["entities"].sub(_decoded, text)
        if decoded == text:
            break
        text = decoded
    return text


def _decoded(match: re.Match[str]) -> str:
    return html.unescape(match[0]) if is_entity(match[0]) else match[0]

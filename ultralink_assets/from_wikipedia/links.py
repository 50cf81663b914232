"""What ``[[...]]`` and ``-{...}-`` say in running text."""

from __future__ import annotations

import re

from ultralink_assets.from_wikipedia.marks import GONE
from ultralink_assets.from_wikipedia.rules import Rules

# Interlanguage links are language codes; these two letters are other projects.
_LANGUAGE = re.compile(r"(?!wp|mw|tv)[a-z]{2}|[a-z]{3}|[a-z]{2,3}(?:-[a-z]{2,8}){1,3}|simple")
_PREFIXES = frozenset(
    (
        "wikt", "wiktionary", "s", "wikisource", "q", "wikiquote", "b", "wikibooks", "n", "wikinews", "v", "voy",
        "wikiversity", "wikivoyage", "species", "wikispecies", "commons", "c", "m", "meta", "w", "wikipedia", "wp",
        "d", "wikidata", "mw", "doi", "special", "template", "mediawiki", "help", "portal", "user", "media",
    )
)  # fmt: skip
_DISAMBIGUATION = re.compile(r"[ _]*[(（][^()（）]*[)）]\s*$|, .*$")
_VARIANT = re.compile(r"\s*(?:[^:;=]{0,40}=>)?\s*([a-z]{2,3}(?:-[a-z]{2,8}){0,2})\s*:(.*)", re.DOTALL)
_FLAGS = re.compile(r"\s*([A-Z+;\s]{1,8}|(?:[a-z-]{2,12};?)+)\s*")


def target_of(body: str) -> str:
    """What precedes the first "|"."""
    return body.partition("|")[0]


def is_dropped(target: str, rules: Rules) -> bool:
    """Whether a link with this target shows no text: files, categories, interlanguage links."""
    prefix, colon, _ = target.partition(":")
    if not colon:
        return False
    name = prefix.strip().lower().replace("_", " ")
    return name in rules.files or name in rules.categories


def link(body: str, rules: Rules) -> str:
    """The text of an internal link, given what stands between its brackets, already resolved."""
    target, bar, label = body.partition("|")
    if "\n\n" in body:
        return body.replace("|", " ")  # not a link: its end belongs to another one
    prefix, colon, rest = target.partition(":")
    if not colon:
        return label.strip() or (_without_disambiguation(target) if bar else target.strip().lstrip("#"))
    return (
        _prefixed(prefix.strip(), rest, label.strip(), rules)
        if prefix.strip()
        else _explicit(rest, label.strip(), rules)
    )


def _prefixed(prefix: str, rest: str, label: str, rules: Rules) -> str:
    name = prefix.lower().replace("_", " ")
    if (
        name in rules.files
        or name in rules.categories
        or (not label and _LANGUAGE.fullmatch(prefix) and name not in _PREFIXES)
    ):
        return GONE
    if label:
        return label
    return rest.strip().lstrip(":") if name in _PREFIXES else f"{prefix}:{rest}"


def _explicit(rest: str, label: str, rules: Rules) -> str:
    """``[[:Category:Cities]]``: a link to a page that would otherwise do something."""
    prefix, colon, page = rest.partition(":")
    known = rules.files | rules.categories | _PREFIXES
    return label or (page.strip() if colon and prefix.strip().lower() in known else rest.strip())


def _without_disambiguation(target: str) -> str:
    """The pipe trick: ``[[Mercury (planet)|]]`` shows "Mercury"."""
    return _DISAMBIGUATION.sub("", target).strip() or target.strip()


def variant(body: str, rules: Rules) -> str:
    """``-{zh-hans:联邦州; zh-hant:邦}-`` in the variant the language prefers; what only defines a rule is nothing."""
    flags, bar, content = body.partition("|")
    if bar and _FLAGS.fullmatch(flags):
        if any(flag in flags for flag in ("H", "T", "-", "D")):
            return GONE
    else:
        content = body
    written = dict(_choices(content))
    if not written:
        return content
    return next((written[code] for code in rules.variants if code in written), next(iter(written.values())))


def _choices(content: str) -> list[tuple[str, str]]:
    found = []
    for piece in content.split(";"):
        if match := _VARIANT.fullmatch(piece):
            found.append((match[1], match[2].strip()))
    return found

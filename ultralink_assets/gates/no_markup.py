"""No wikitext is left: links, templates, quotes, tables, entities, file and category links, empty parentheses."""

from __future__ import annotations

from ultralink_assets.languages.markup import has_leftovers, leftovers
from ultralink_assets.records import Finding, Outcome

GATE = "no_markup"


def check(text: str) -> Finding:
    """FAIL with the kinds of markup and how often each occurs."""
    if not has_leftovers(text):
        return Finding(GATE, Outcome.PASS)
    counts = {kind: count for kind, count in leftovers(text).items() if count}
    return Finding(GATE, Outcome.FAIL, ", ".join(f"{kind} {count}" for kind, count in counts.items()))

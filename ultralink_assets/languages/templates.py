"""``string.Template`` texts of a language entry: exactly the variables that its user fills in."""

from __future__ import annotations

from collections.abc import Set
from string import Template


def checked(text: str, wanted: Set[str]) -> str:
    """``text``; raises ValueError that names a variable which is unknown or missing, and a '$' that is none."""
    template = Template(text)
    if not template.is_valid():
        raise ValueError("holds a '$' that is neither a variable nor '$$'")
    used = set(template.get_identifiers())
    if unknown := used - wanted:
        raise ValueError(f"uses the unknown variable ${min(unknown)}; known: {', '.join(sorted(wanted))}")
    if missing := wanted - used:
        raise ValueError(f"does not use the variable ${min(missing)}")
    return text

"""Phrases of a language entry as one compiled expression."""

from __future__ import annotations

import re
from functools import lru_cache


@lru_cache(maxsize=64)
def compiled(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """Any of ``patterns``, whatever the case; ``^`` and ``$`` mean lines. No pattern matches nothing."""
    joined = "|".join(f"(?:{pattern})" for pattern in patterns)
    return re.compile(joined or "(?!)", re.IGNORECASE | re.MULTILINE)

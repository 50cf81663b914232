"""How many tokens a text has, without a tokenizer: calibrated characters a token, from the language's conventions."""

from __future__ import annotations

import math

from ultralink_assets.languages.model import Language


def count_tokens(text: str, language: Language) -> int:
    """Tokens of ``text``, rounded up; 0 for the empty text. The measure of every limit in ``[passages]``."""
    return math.ceil(len(text) / language.conventions.characters_per_token)

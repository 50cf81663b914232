"""What gates of translations look for in a language."""

from __future__ import annotations

from pydantic import field_validator

from ultralink_assets.languages.strict import Strict, expressions


class TranslationGates(Strict):
    """``preambles`` and ``remarks``: case-insensitive expressions for what translators say before and after the text.
    ``length_ratio``: least and greatest length of a translation beside its English; the script's when it is empty."""

    preambles: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    length_ratio: tuple[float, float] | tuple[()] = ()

    @field_validator("preambles", "remarks")
    @classmethod
    def _expressions(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        return expressions(patterns)

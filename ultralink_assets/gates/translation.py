"""The gates of a translation, in the order in which they are asked.

What makes it no translation at all comes first. `code_kept` says more of a changed block than `protected_kept`, to
which it is lost, and goes before it. All are asked, so that a teacher is told all that is wrong at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from ultralink_assets.gates import (
    answer_kept,
    code_kept,
    copy_of_source,
    length_ratio,
    numbers_kept,
    protected_kept,
    translation_language,
    translator_preamble,
)
from ultralink_assets.records import Finding, Translated

TranslationGate = Callable[[Translated], Finding]

TRANSLATION_GATES: Mapping[str, TranslationGate] = MappingProxyType(
    {
        copy_of_source.GATE: copy_of_source.check,
        translation_language.GATE: translation_language.check,
        translator_preamble.GATE: translator_preamble.check,
        length_ratio.GATE: length_ratio.check,
        code_kept.GATE: code_kept.check,
        protected_kept.GATE: protected_kept.check,
        answer_kept.GATE: answer_kept.check,
        numbers_kept.GATE: numbers_kept.check,
    }
)


def inspect_translation(translated: Translated) -> tuple[Finding, ...]:
    """What every gate finds; the first that fails is the reason for turning the translation down."""
    return tuple(gate(translated) for gate in TRANSLATION_GATES.values())

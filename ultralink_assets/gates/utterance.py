"""The gates of an utterance, in the order in which they are asked: the first that fails is the reason.

What makes a text no text comes first, what needs the passage last.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from ultralink_assets.gates import (
    cut_or_empty,
    invented_numbers,
    language,
    personal_data,
    prompt_leaked,
    refers_to_passage,
    refusal,
    repetition,
    verbatim_copy,
)
from ultralink_assets.records import Finding, Outcome, Said

Gate = Callable[[Said], Finding]

UTTERANCE_GATES: Mapping[str, Gate] = MappingProxyType(
    {
        cut_or_empty.GATE: cut_or_empty.check,
        refusal.GATE: refusal.check,
        language.GATE: language.check,
        prompt_leaked.GATE: prompt_leaked.check,
        personal_data.GATE: personal_data.check,
        refers_to_passage.GATE: refers_to_passage.check,
        repetition.GATE: repetition.check,
        verbatim_copy.GATE: verbatim_copy.check,
        invented_numbers.GATE: invented_numbers.check,
    }
)


def inspect(said: Said) -> Finding | None:
    """The first finding that fails, or None. Undecided gates turn nothing down; the stage's check counts them."""
    findings = (gate(said) for gate in UTTERANCE_GATES.values())
    return next((finding for finding in findings if finding.outcome is Outcome.FAIL), None)

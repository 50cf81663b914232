"""A translation is about as long as translations into its language are: nothing was left out or added.

Measured in characters of prose, less what is protected. Human translations of MGSM lie between 0.8 and 1.4 times their
English where the script is an alphabet, and between 0.26 and 0.5 in Chinese characters (1st to 99th percentile); the
limits are wider, since people also write more freely than there.
"""

from __future__ import annotations

from ultralink_assets import languages
from ultralink_assets.gates.translated_prose import prose_of
from ultralink_assets.languages.model import Language
from ultralink_assets.records import Finding, Outcome, Translated

GATE = "length_ratio"
ALPHABET = (0.55, 2.0)
CHARACTERS = (0.18, 0.8)  # of scripts whose characters are syllables or words
SYLLABLES = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL"})
SLACK = 12  # English characters to either side, at the greatest ratio: "Yes." may be "Sí, claro."


def check(translated: Translated) -> Finding:
    """FAIL with the ratio."""
    low, high = limits_of(languages.load(translated.language))
    before, after = (len("".join(text.split())) for text in prose_of(translated))
    if low * before - high * SLACK <= after <= high * (before + SLACK):
        return Finding(GATE, Outcome.PASS)
    ratio = f"{after / before:.2f}" if before else "no prose in the English"
    return Finding(GATE, Outcome.FAIL, f"{ratio} (limits {low} to {high})")


def limits_of(language: Language) -> tuple[float, float]:
    """The least and the greatest length beside the English: the entry's, else its script's."""
    if language.translation_gates.length_ratio:
        return language.translation_gates.length_ratio
    return CHARACTERS if SYLLABLES & {*language.conventions.scripts} else ALPHABET

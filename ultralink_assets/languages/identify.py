"""Which language a text is in: py3langid over our languages and their neighbours, and the script of its letters.

A closed set of our own languages alone would be a trap: Ukrainian would then be called Russian, Portuguese Spanish.
What tells nothing (too short, no letters) is undecided.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from ultralink_assets import languages
from ultralink_assets.languages.model import Language
from ultralink_assets.records import Outcome, SettingsError

MIN_LETTERS = 12  # fewer letters are no evidence for one of several languages of a script
MIN_FOREIGN_LETTERS = 30  # names and titles are shorter: what is called foreign has at least so many
MIN_SCRIPT_SHARE = 0.5
SURE = 0.55  # margin at which one foreign verdict is believed
# Two slices of a text settle a sure "yes", in nine of ten at a third of the cost; a "no" takes all of it.
SLICE = 40  # characters
CERTAIN = 0.9  # likelihood; all others share the rest
PURE_SCRIPT_SHARE = 0.9  # of the whole text's letters
# A character of these scripts says as much as so many letters (tokens a character, against English).
DENSE = {"CJK": 3, "HIRAGANA": 2, "KATAKANA": 2, "HANGUL": 2}


class Identified(NamedTuple):
    """``code`` is "" when the text holds no letters; ``margin`` in [0, 1] is the lead over the second candidate."""

    code: str
    margin: float


def identify(text: str, language: Language | None = None) -> Identified:
    """The likeliest language of ``text`` and its lead. Code and maths should be stripped first.

    With ``language``, all its names (``identified_as``) count as one, and its own code is given.
    """
    if not any(character.isalpha() for character in text):
        return Identified("", 0.0)
    own = set(language.conventions.identified_as) if language else set()
    scores: dict[str, float] = {}
    for code, score in _identifier(languages.own_folder()).rank(text):
        name = language.code if language and code in own else code
        scores[name] = scores.get(name, 0.0) + score
    (first, best), (_, second), *_ = sorted(scores.items(), key=lambda item: -item[1])
    return Identified(first, best - second)


def is_in_language(text: str, language: Language) -> Outcome:
    """Whether one stretch of prose is in ``language``; UNDECIDED where nothing tells. Strip code first."""
    letters, own = _letters(text, language)
    if letters >= MIN_LETTERS and own < MIN_SCRIPT_SHARE * letters:
        return Outcome.FAIL if letters >= MIN_FOREIGN_LETTERS or own == 0 else Outcome.UNDECIDED
    if letters < MIN_LETTERS or own == 0:
        return Outcome.UNDECIDED
    if own >= PURE_SCRIPT_SHARE * letters and _is_certain(text, language):
        return Outcome.PASS
    found = identify(text, language)
    if found.code == language.code:
        return Outcome.PASS
    sure = found.margin >= SURE and letters >= MIN_FOREIGN_LETTERS
    return Outcome.FAIL if sure else Outcome.UNDECIDED


def known_codes() -> frozenset[str]:
    """What the identifier may answer: the names and the neighbours of all entries."""
    codes: set[str] = set()
    for code in languages.finished():
        conventions = languages.load(code).conventions
        codes.update(conventions.identified_as, conventions.neighbours)
    return frozenset(codes)


@cache
def _identifier(own_entries: Path | None) -> LanguageIdentifier:
    """``own_entries``: the folder of the user's entries, which add to the codes."""
    # An object of our own: py3langid's module functions share one global whose languages anybody may set.
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    try:
        identifier.set_languages(sorted(known_codes()))
    except ValueError as error:
        raise SettingsError(
            f"a language entry in {own_entries or languages.FOLDER} names a language that py3langid can't identify: {error}",
            "correct conventions.identified_as and conventions.neighbours",
        ) from error
    return identifier


def _is_certain(text: str, language: Language) -> bool:
    """Whether two slices of a text of a piece's length leave no doubt that it is in ``language``."""
    if not 6 * SLICE <= len(text) <= 12 * SLICE:
        return False
    first, second = len(text) // 4, 3 * len(text) // 4
    code, likelihood = _identifier(languages.own_folder()).classify(
        f"{text[first : first + SLICE]} {text[second - SLICE : second]}"
    )
    return code in language.conventions.identified_as and likelihood >= CERTAIN


def _letters(text: str, language: Language) -> tuple[int, int]:
    """How many letters the text has, and how many of them are in the language's scripts; see `DENSE`."""
    scripts = language.conventions.scripts
    letters = own = 0
    for character, count in Counter(text).items():
        if script := _script(character):
            weight = count * DENSE.get(script, 1)
            letters += weight
            own += weight * (script in scripts)
    return letters, own


@lru_cache(maxsize=1 << 16)
def _script(character: str) -> str:
    """``LATIN``, ``CYRILLIC``, ``CJK``, ...; "" for what is no letter."""
    return unicodedata.name(character, "").split(" ")[0] if character.isalpha() else ""

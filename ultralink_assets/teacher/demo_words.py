"""Words of a passage where blanks part them: names, and long words where there are none. No grammar is used."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from ultralink_assets.teacher import demo_terms

NAME_WORDS = 3
LONGEST_WORD = 24  # what is longer is no word but an address or a chain

WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
# The class leaves out the lower case letters of the commonest scripts; `names_in` sorts out the rest.
_CAPITAL = r"[^\W\d_a-zß-öø-ÿа-џ][^\W\d_]*(?:['’\-][^\W\d_]+)*"
_CAPITALISED = re.compile(rf"(?<![\w'’\-]){_CAPITAL}(?: {_CAPITAL})*")
# A word with a capital after a word or a comma, so not at the beginning of a sentence.
_INSIDE = re.compile(rf"(?<=[^\W\d_][ ,])\s?({_CAPITAL})")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Of a passage: how often each word stands in it (case-folded), which words it writes with a small letter, and
    which with a capital inside of a sentence; where words are not parted, those that recur.
    """

    counts: Mapping[str, int]
    small: frozenset[str]
    capital: frozenset[str]
    recurring: frozenset[str]

    def is_name(self, word: str) -> bool:
        return word in self.capital and word.casefold() not in self.small

    def only_begins(self, word: str) -> bool:
        """Whether the word has its capital from the sentence that it begins: nothing is known of it."""
        return word[0].isupper() and word not in self.capital and word.casefold() not in self.small


@lru_cache(maxsize=16)
def vocabulary_of(passage: str, particles: frozenset[str] = frozenset()) -> Vocabulary:
    """``particles``: the function words of a language that does not part words; without them none is looked for."""
    words = [_bare(word) for word in WORD.findall(passage)]
    return Vocabulary(
        counts=Counter(word.casefold() for word in words),
        small=frozenset(word for word in words if word[0].islower()),
        capital=frozenset(_bare(word) for word in _INSIDE.findall(passage)),
        recurring=demo_terms.recurring(passage, particles) if particles else frozenset(),
    )


def names_in(sentence: str, known: Vocabulary) -> list[str]:
    """Runs of capitalised words without those at their ends that are no names; longer runs first."""
    names = []
    for match in _CAPITALISED.finditer(sentence):
        words = [_bare(word) for word in match[0].split(" ")]
        while words and not known.is_name(words[0]):
            del words[0]
        while words and not known.is_name(words[-1]):
            del words[-1]
        name = " ".join(words[-NAME_WORDS:])
        if len(name) > 3:
            names.append(name)
    return sorted(names, key=lambda name: " " not in name)


def _bare(word: str) -> str:
    """Without the "'s" of a possessive, which another language would write as an ending."""
    return word[:-2] if len(word) > 3 and word[-2] in "'’" else word


def long_words(sentence: str) -> list[str]:
    """Longest first."""
    words = {_bare(word) for word in WORD.findall(sentence)}
    return sorted((word for word in words if 5 < len(word) < LONGEST_WORD), key=lambda word: (-len(word), word))

"""What the demo teacher knows: terms, years, amounts and short details of a passage, in any language.

No grammar is used. Terms are names (capitalised words that the passage writes with a small letter nowhere, those of
several words first), quoted words, then the words that the passage repeats most, then long ones; a detail is the end of
a clause, too short to count as copied. Where words are not parted, `demo_terms` finds them, and a detail is a short
clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache, lru_cache
from itertools import chain, islice
from typing import Literal

from ultralink_assets import languages, sample
from ultralink_assets.languages.words import LETTERS
from ultralink_assets.teacher import demo_terms
from ultralink_assets.teacher.demo_words import WORD, Vocabulary, long_words, names_in, vocabulary_of

Kind = Literal["year", "amount", "pair", "detail"]


class Choice(Enum):
    """Which sentences and words may give terms, the strictest first."""

    NAMES = auto()  # sentences with a name or a quoted word
    TERMS = auto()  # any sentence
    WORDS = auto()  # and words that name nothing in the language


DETAIL_WORDS = 5
DETAIL_CHARACTERS = range(5, 12)  # of a whole clause, in scripts without blanks
MOST_FACTS = 45
ENOUGH_FACTS = 21  # six turns of three, and some for another attempt

_DIGIT = re.compile(r"\d")
_CLAUSE = re.compile(r"[^,;:.!?…。！？，；：、()\[\]{}«»“”„\"—–=/|*#<>\n]+")
_YEAR_LIKE = re.compile(r"[12]\d{3}(?![.,]?\d)")
_NO_TERM = "«»“”„《》「」，。、：；？！"  # a quotation of several clauses is none
_QUOTED = re.compile(
    rf"[«“„《「]\s?([^\s{_NO_TERM}][^{_NO_TERM}\n]{{1,38}}[^\s{_NO_TERM}]|[{LETTERS}]{{2}})\s?[»”“》」]"
)
_AMOUNT = re.compile(
    r"(?<![^\s(])(?:\d{1,3}(?:[   ]\d{3})+|\d{1,3}(?:,\d{3})+|\d+)(?:[.,]\d+)?[   ]"
    r"(?=[^\W\d_]{4})[^\W\d_]+(?:-[^\W\d_]+)?"
)


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing to say. ``term`` and ``other`` stand in one sentence; ``value`` is the year, amount or detail."""

    kind: Kind
    term: str
    other: str
    value: str


@lru_cache(maxsize=512)
def facts_of(code: str, title: str, passage: str) -> tuple[Fact, ...]:
    """The facts of a passage in its own order, kinds mixed, by the strictest choice of terms that gives enough."""
    found: tuple[Fact, ...] = ()
    for choice in Choice:
        found = tuple(_facts(_rules(code), title, passage, choice))
        if len(found) >= ENOUGH_FACTS:
            break
    return found


def _facts(rules: Rules, title: str, passage: str, choice: Choice) -> Iterator[Fact]:
    known = vocabulary_of(passage, rules.particles)
    used: set[str] = set()
    made = 0
    for sentence in rules.sentences(passage):
        unused = (term for term in rules.terms(sentence, known, title, choice) if _is_new(term, used))
        terms = tuple(islice(unused, 2))
        if len(terms) < 2:
            continue
        term, other = terms
        values = (item for item in rules.values(sentence, made) if item[1].casefold() not in used)
        kind, value = next((item for item in values if term not in item[1] and other not in item[1]), ("pair", ""))
        made += 1
        used.update((term.casefold(), value.casefold()))
        yield Fact(kind, term, other, value)
        if made == MOST_FACTS:
            return


def _is_new(term: str, used: set[str]) -> bool:
    """A word of a script without blanks is not new when a piece of it, or more than it, was used."""
    if _caseless(term):
        return not any(term in other or other in term for other in used if other)
    return term.casefold() not in used


def words_of(question: str) -> list[str]:
    """What a question names: its quoted words, else its longest ones."""
    return _QUOTED.findall(question) or long_words(question)


@dataclass(frozen=True, slots=True)
class Rules:
    """What of a language the extraction needs."""

    sentence_end: re.Pattern[str]
    year: re.Pattern[str]
    amount: re.Pattern[str]
    number_words: frozenset[str]
    avoid: re.Pattern[str]
    elided: re.Pattern[str]
    no_term: re.Pattern[str]
    particles: frozenset[str]

    def sentences(self, passage: str) -> Iterator[str]:
        for line in passage.split("\n"):
            yield from (part for part in self.sentence_end.split(line) if len(part) > 12 and "\\" not in part)  # LaTeX

    def terms(self, sentence: str, known: Vocabulary, title: str, choice: Choice) -> Iterator[str]:
        """Names first, then quoted words, then the passage's own; no word twice and none that the title holds."""
        taken = set(_words(title))
        sentence = self.elided.sub("", sentence)
        names = [
            *names_in(sentence, known),
            *_QUOTED.findall(sentence),
            *demo_terms.found_in(sentence, known.recurring),
        ]
        if choice is Choice.NAMES and not names:
            return
        for term in chain(names, self.common(sentence, known, choice)):
            words = _words(term)
            if words and taken.isdisjoint(words) and _is_new(term, taken) and self.allowed(term):
                taken.update(words)
                yield term

    def common(self, sentence: str, known: Vocabulary, choice: Choice) -> list[str]:
        """Words of a sentence, those first that the passage repeats most; where words are not parted, pieces of it, as
        the last resort."""
        if self.particles:
            return demo_terms.chunks(sentence, self.particles) if choice is Choice.WORDS else []
        words = sorted(long_words(sentence), key=lambda word: -known.counts.get(word.casefold(), 0))
        poor = {word for word in words if known.only_begins(word) or self.no_term.fullmatch(word)}
        return [word for word in words if word not in poor] + [w for w in words if w in poor and choice is Choice.WORDS]

    def values(self, sentence: str, turn: int) -> Iterator[tuple[Kind, str]]:
        """What the sentence tells, the rarest kind first; now and then nothing, so that answers vary."""
        yield from (("year", match[1]) for match in self.year.finditer(sentence))
        for match in self.amount.finditer(sentence):
            amount = match[0]
            if self.allowed(amount, numbers=True) and not self._spelled(amount) and not _YEAR_LIKE.match(amount):
                yield "amount", amount
        if turn % 3:
            yield from (("detail", detail) for detail in self.details(sentence))

    def details(self, sentence: str) -> Iterator[str]:
        """Ends of clauses, longest clause first."""
        clauses = [clause.strip() for clause in _CLAUSE.findall(sentence)]
        for clause in sorted(clauses, key=len, reverse=True):
            detail = _ending(clause)
            if detail and self.allowed(detail) and demo_terms.is_whole(detail, self.particles):
                yield detail

    def allowed(self, words: str, numbers: bool = False) -> bool:
        """Whether ``words`` may be said: no digit, no number word, none of the words to avoid."""
        if not numbers and (_DIGIT.search(words) or self._spelled(words)):
            return False
        return not self.avoid.search(words)

    def _spelled(self, words: str) -> bool:
        return not self.number_words.isdisjoint((*_words(words), *words))


@cache
def _rules(code: str) -> Rules:
    language, phrases = languages.load(code), sample.phrases(code)
    return Rules(
        sentence_end=re.compile(rf"[{re.escape(language.conventions.sentence_end)}]+(?:\s+|(?=[^\x00-\u2fff]))"),
        year=re.compile(phrases.year),
        amount=re.compile(phrases.amount) if phrases.amount else _AMOUNT,
        number_words=frozenset(word.casefold() for word in language.conventions.number_words),
        avoid=re.compile("|".join(phrases.avoid) or r"(?!)", re.IGNORECASE),
        elided=re.compile(rf"\b(?:{'|'.join(language.conventions.elisions) or '(?!)'})['’](?=\w)", re.IGNORECASE),
        no_term=re.compile("|".join(phrases.no_terms) or r"(?!)", re.IGNORECASE),
        particles=frozenset(phrases.particles),
    )


def _words(text: str) -> list[str]:
    """Folded words, the parts of a hyphened one apart; good enough for what holds no punctuation."""
    return text.casefold().replace("-", " ").replace(",", " ").replace("(", " ").replace(")", " ").split()


def _caseless(word: str) -> bool:
    return word == word.upper() == word.lower()


def _ending(clause: str) -> str:
    """The last words of a clause; an empty string when it is too short to tell anything."""
    words = clause.split(" ")
    if len(words) < 4:
        return clause if len(clause) in DETAIL_CHARACTERS and _caseless(clause) else ""
    last = words[-DETAIL_WORDS:]
    while len(last) > 3 and len(last[0]) < 4:
        last = last[1:]
    return " ".join(last) if all(WORD.fullmatch(word) for word in last) else ""

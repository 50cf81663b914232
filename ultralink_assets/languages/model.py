"""What one language entry holds: the typed form of ``<code>.toml``.

Every section is strict: an unknown key, a missing one or a wrong type is a `SettingsError` that names file and key.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from string import Template

from pydantic import Field, field_validator, model_validator

from ultralink_assets.languages import templates
from ultralink_assets.languages.judge import Judge
from ultralink_assets.languages.personal import PersonalNumber
from ultralink_assets.languages.quantity_words import QuantityWords
from ultralink_assets.languages.strict import Strict, expressions
from ultralink_assets.languages.translation import TranslationWords
from ultralink_assets.languages.translation_gates import TranslationGates

# What each prompt template may use, and must: documents come first and what varies last, for prefix caches.
PROMPT_VARIABLES: dict[str, frozenset[str]] = {
    "document": frozenset({"title", "headings", "text"}),
    "first_question": frozenset({"document"}),
    "first_answer": frozenset({"document", "question"}),
    "deeper_question": frozenset({"document", "dialogue"}),
    "wider_question": frozenset({"document", "dialogue"}),
    "following_answer": frozenset({"document", "dialogue", "question"}),
    # Written "${dialogue}Question: …": the dialogue is empty at the first question, else it ends in a blank line.
    "closed_book_answer": frozenset({"dialogue", "question"}),
    "document_in_question": frozenset({"document", "question"}),
    "ask_again": frozenset({"reason"}),
}
# The prompts that ask a teacher for an utterance. Each ends in an instruction of its own, by which it is known.
STEPS = (
    "first_question",
    "first_answer",
    "deeper_question",
    "wider_question",
    "following_answer",
    "closed_book_answer",
)
# The gates of an utterance: for each the language says what was wrong with it.
REASONS = (
    "cut_or_empty",
    "refusal",
    "language",
    "prompt_leaked",
    "personal_data",
    "refers_to_passage",
    "repetition",
    "verbatim_copy",
    "invented_numbers",
)
_LAST_VARIABLE = re.compile(r".*\$\{?[a-z_]+\}?", re.DOTALL)


class Prompts(Strict):
    """``string.Template`` texts, written in the language; `PROMPT_VARIABLES` says what each must use."""

    system: str
    document: str
    first_question: str
    first_answer: str
    deeper_question: str
    wider_question: str
    following_answer: str
    closed_book_answer: str
    document_in_question: str
    ask_again: str
    question_head: str  # "Question:" in the rendered dialogue
    answer_head: str
    reasons: dict[str, str]  # gate name -> how the language tells the teacher what was wrong

    @field_validator(*PROMPT_VARIABLES)
    @classmethod
    def _variables(cls, text: str, info: object) -> str:
        return templates.checked(text, PROMPT_VARIABLES[getattr(info, "field_name", "")])

    @field_validator("reasons")
    @classmethod
    def _every_reason(cls, reasons: dict[str, str]) -> dict[str, str]:
        if missing := [gate for gate in REASONS if not reasons.get(gate, "").strip()]:
            raise ValueError(f"says nothing for the gate {missing[0]!r}")
        if unknown := reasons.keys() - set(REASONS):
            raise ValueError(f"holds {min(unknown)!r}, which is no gate; known: {', '.join(REASONS)}")
        return reasons

    @field_validator("system", "question_head", "answer_head")
    @classmethod
    def _not_empty(cls, text: str) -> str:
        if not text or text != text.strip():
            raise ValueError("is empty, or has blanks around it")
        return text

    @model_validator(mode="after")
    def _known_by_their_ends(self) -> Prompts:
        ends: dict[str, str] = {}
        for name in STEPS:
            end = _LAST_VARIABLE.sub("", getattr(self, name), count=1)
            if not end.startswith("\n") or not end.strip():
                raise ValueError(f"{name}: no paragraph of its own follows the last variable")
            if (other := ends.setdefault(end.strip(), name)) != name:
                raise ValueError(f"{name}: ends in the same instruction as {other}")
        return self

    def fill(self, name: str, **values: str) -> str:
        """The template ``name`` with its variables filled in; a missing value raises KeyError."""
        return Template(getattr(self, name)).substitute(values)

    def exchange(self, question: str, answer: str) -> str:
        """One turn of a dialogue as prompts show it."""
        return f"{_headed(self.question_head, question)}\n{_headed(self.answer_head, answer)}"


class Numerals(Strict):
    """How numbers are written where ``number_words`` are single characters without blanks between them: 三千二百."""

    decimal: str = ""  # 三点五 is 3.5
    inexact: str = ""  # may stand between a number and what multiplies it: 三百多万
    centuries: tuple[str, ...] = ()  # what follows the number of a century: 19世纪; ordinals have no ending that tells
    between: tuple[str, ...] = ()  # between two numbers that what follows multiplies: 2至3万

    @property
    def used(self) -> bool:
        """Whether the language writes numbers so; elsewhere all is empty."""
        return bool(self.decimal)

    @model_validator(mode="after")
    def _whole(self) -> Numerals:
        if bool(self.decimal) != bool(self.inexact) or (not self.decimal and (self.centuries or self.between)):
            raise ValueError("'decimal' and 'inexact' are both needed; where numbers are words, all is empty")
        return self


class Conventions(Strict):
    """How the language writes sentences, words and numbers."""

    characters_per_token: float = Field(gt=0)  # calibrated; used where no tokenizer is configured
    identified_as: tuple[str, ...]  # what a language identifier may call it
    neighbours: tuple[str, ...]  # languages that are easily taken for it, so that the identifier may say so
    sentence_end: str  # characters that end a sentence
    abbreviations: tuple[str, ...]  # "e.g.", "г.": a dot here ends no sentence
    decimal_mark: str
    group_marks: tuple[str, ...]  # between thousands
    number_words: dict[str, int]  # "one" = 1 ...; "двадцат*" = 20 is all words that begin so; "soixante-dix" = 70
    number_joiners: tuple[str, ...] = ()  # words between tens and ones: "y" in "treinta y cinco"
    numbers_written_together: bool = False  # "fünfunddreißig" is one word of number words and joiners
    decade_words: tuple[str, ...] = ()  # these make a number a decade: "les années 1920", "90年代"
    ordinals: dict[str, str] = {}  # what follows a numeral: the usual ending under "", others by numeral ("I" = "er")
    ordinal_endings: tuple[str, ...] = ()  # all that may follow a Roman numeral without a blank: "XIXe"
    spaced_marks: str = ""  # marks that stand after a blank: "Quoi ?"
    elisions: tuple[str, ...] = ()  # words that lose their vowel before an apostrophe: "l" in "l'eau"
    scripts: tuple[str, ...]  # Unicode script names of its letters, e.g. "LATIN", "CYRILLIC", "CJK"
    chinese_script: str = ""  # opencc configuration for languages with a script rule, e.g. "t2s"
    numerals: Numerals = Numerals()

    @property
    def pieces_a_word(self) -> int:
        """How many of `words_of`'s pieces make up a word: where every character is a piece (Chinese), about two."""
        return 2 if "CJK" in self.scripts else 1


class GateWords(Strict):
    """What gates look for. Phrases are case-insensitive regular expressions."""

    refers_to_passage: tuple[str, ...]
    refusal: tuple[str, ...]
    toxic_words: tuple[str, ...]  # words or phrases; "кретин*" stands for all words that begin so
    personal_data: tuple[PersonalNumber, ...] = ()  # beside e-mail, +telephone, IBAN and cards, which no country owns
    duplicate_line_share: float = 0.3  # of an answer's characters; FineWeb-2's threshold of the language
    top_gram_shares: tuple[float, float, float] = (0.2, 0.18, 0.16)  # the same for its top 2-, 3- and 4-gram

    @field_validator("refers_to_passage", "refusal")
    @classmethod
    def _expressions(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        return expressions(patterns)


class Wikitext(Strict):
    """What the wikitext cleaner must know of a Wikipedia: names of namespaces and rules for inline templates."""

    file_namespaces: tuple[str, ...]  # beside the ones in the dump's siteinfo: aliases
    category_namespaces: tuple[str, ...]
    redirect_words: tuple[str, ...]
    skip_sections: tuple[str, ...]  # headings whose sections hold no prose: references, external links
    templates: dict[str, str]  # template name (lower case) -> rule, see from_wikipedia/template_rules.py
    months: tuple[str, ...] = ()  # as written within a date
    date: str = "{day} {month} {year}"  # how the language writes a full date
    month_of_year: str = "{month} {year}"  # and what is known of one
    day_of_month: str = "{day} {month}"
    first_day: str = "1"  # of a month, within a date
    digit_groups: str = ""  # what parts thousands in numbers that templates write; "": they stay as they are
    variants: tuple[str, ...] = ()  # which of -{zh-hans:..;zh-hant:..}- is taken, best first
    disambiguation_templates: tuple[str, ...] = ()  # pages that hold one list what a title may mean: no articles
    # What follows a degree north ("N"), south, east or west, where it is not the letter; "{}" stands for the degrees.
    compass: dict[str, str] = {}
    units: dict[str, str] = {}  # convert's unit codes -> symbol or word
    ranges: dict[str, str] = {}  # convert's words between two numbers -> the language's, with their blanks


class Language(Strict):
    """One language entry. ``code`` is the file's name."""

    code: str
    name: str  # in English
    own_name: str
    filter_words: tuple[str, ...]  # an article that holds one is not used
    prompts: Prompts
    conventions: Conventions
    gates: GateWords
    judge: Judge
    wikitext: Wikitext
    quantities: QuantityWords = QuantityWords()
    translation_gates: TranslationGates = TranslationGates()
    translation: TranslationWords | None = None  # none: nothing is translated into it, as into English

    @property
    def prompt_version(self) -> str:
        """12 hex digits of the prompts' hash: what `dialogues` depends on."""
        return _digest(self.prompts.model_dump())

    def version_of(self, *sections: str) -> str:
        """12 hex digits of the hash of the named sections (``"prompts"``, ``"wikitext"``, ...)."""
        return _digest({name: self.model_dump()[name] for name in sections})


def _headed(head: str, text: str) -> str:
    between = "" if unicodedata.east_asian_width(head[-1]) in "WF" else " "  # no blank follows a wide colon
    return f"{head}{between}{text}"


def _digest(value: object) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:12]

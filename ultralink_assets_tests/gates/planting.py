"""Plants one fault at a random place of a dialogue, so that a test can see whether the gate meant for it catches it.

``PLANTS["refusal"](dialogue, random)`` returns the dialogue with the fault and the place of the utterance that has it.
The names are the gates' names. Everything random comes from the `random.Random` that is given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import Literal

from ultralink_assets import languages
from ultralink_assets.languages.model import PROMPT_VARIABLES
from ultralink_assets.languages.sentences import split_sentences
from ultralink_assets.languages.words import words_of
from ultralink_assets.records import Said, Turn
from ultralink_assets_tests.gates import clean_en, clean_es, clean_fr, clean_ru, clean_zh
from ultralink_assets_tests.gates.invented_data import invented
from ultralink_assets_tests.gates.planted_words import CHAT_MARKS, COUNTED, FOREIGN, REFERRING, REFUSING

Role = Literal["question", "answer"]
ROLES: tuple[Role, Role] = ("question", "answer")
_CLEAN = (clean_en, clean_es, clean_fr, clean_ru, clean_zh)
_DIALOGUES = {module.__name__[-2:]: module.DIALOGUES for module in _CLEAN}
LANGUAGES = tuple(_DIALOGUES)


@dataclass(frozen=True)
class Clean:
    """A grounded dialogue and its passage."""

    language: str
    title: str
    passage: str
    turns: tuple[Turn, ...]


@dataclass(frozen=True)
class Planted:
    """A dialogue with one fault, in the utterance ``role`` of turn ``turn``."""

    dialogue: Clean
    turn: int
    role: Role

    def said(self) -> Said:
        """The faulty utterance, as gates see it."""
        return next(one for turn, one in enumerate_said(self.dialogue) if turn == self.turn and one.role == self.role)


Plant = Callable[[Clean, Random], Planted]


def clean_dialogues(language: str) -> tuple[Clean, ...]:
    """The clean dialogues of a language."""
    return tuple(
        Clean(language, title, passage, tuple(Turn(*turn) for turn in turns))
        for title, passage, turns in _DIALOGUES[language]
    )


def enumerate_said(dialogue: Clean) -> Iterator[tuple[int, Said]]:
    """Each utterance with the number of its turn."""
    for number, turn in enumerate(dialogue.turns):
        base = Said(dialogue.language, "question", turn.question, title=dialogue.title, passage=dialogue.passage)
        base = replace(base, history=dialogue.turns[:number])
        yield number, base
        yield number, replace(base, role="answer", text=turn.answer, question=turn.question)


# ---------------------------------------------------------------------------------- the faults


def wrong_language(dialogue: Clean, random: Random) -> Planted:
    """A turn said in another language."""
    turn, role = random.randrange(len(dialogue.turns)), random.choice(ROLES)
    return _said_instead(dialogue, turn, role, random.choice(FOREIGN[dialogue.language]))


def refers_to_passage(dialogue: Clean, random: Random) -> Planted:
    """A sentence of a turn begins with "According to the text"."""
    turn, role = random.randrange(len(dialogue.turns)), random.choice(ROLES)
    sentences = _prose_sentences(_text(dialogue, turn, role), dialogue.language)
    chosen = random.choice(sentences)
    phrase = random.choice(REFERRING[dialogue.language])
    text = _text(dialogue, turn, role).replace(chosen, phrase + chosen[0].lower() + chosen[1:], 1)
    return _said_instead(dialogue, turn, role, text)


def invented_number(dialogue: Clean, random: Random) -> Planted:
    """An answer gains a sentence with a number that is nowhere else."""
    turn = random.randrange(len(dialogue.turns))
    number = random.choice([random.randrange(1200, 1500), random.randrange(130, 290), random.randrange(2030, 2099)])
    sentence = random.choice(COUNTED[dialogue.language]).format(number)
    return _said_instead(dialogue, turn, "answer", _inserted(dialogue, turn, "answer", sentence, random))


def refusal(dialogue: Clean, random: Random) -> Planted:
    """An answer is a refusal, or begins with one."""
    turn = random.randrange(len(dialogue.turns))
    words = random.choice(REFUSING[dialogue.language])
    text = random.choice([words, f"{words} {dialogue.turns[turn].answer}"])
    return _said_instead(dialogue, turn, "answer", text)


def cut(dialogue: Clean, random: Random) -> Planted:
    """An answer ends within a sentence, or is empty. A list without full stops ends anywhere, so it is not cut."""
    turn = random.randrange(len(dialogue.turns))
    answer = dialogue.turns[turn].answer.split("\n- ")[0]
    conventions = languages.load(dialogue.language).conventions
    ends, first = conventions.sentence_end + '»"”\n', 70 // conventions.pieces_a_word
    places = [at for at in range(first, len(answer)) if answer[at - 1].isalpha() and answer[at] not in ends]
    text = random.choice([answer[: random.choice(places)]] * 4 + ["", " \n", "…"])
    return _said_instead(dialogue, turn, "answer", text)


def verbatim_copy(dialogue: Clean, random: Random) -> Planted:
    """An answer is three sentences of the passage, with a word changed here and there."""
    turn = random.randrange(len(dialogue.turns))
    sentences = split_sentences(dialogue.passage, languages.load(dialogue.language))
    start = random.randrange(len(sentences) - 2)
    copied, blank = "".join(sentences[start : start + 3]), _blank(dialogue.language)
    words = copied.split(blank) if blank else list(copied)
    words[random.randrange(len(words))] = "—"
    return _said_instead(dialogue, turn, "answer", blank.join(words))


def repetition(dialogue: Clean, random: Random) -> Planted:
    """A sentence over and over, an earlier answer again, or the first question asked again."""
    kind = random.choice(["loop", "same answer", "same question"])
    if kind == "loop":
        turn = random.randrange(len(dialogue.turns))
        sentence = random.choice(_prose_sentences(dialogue.turns[turn].answer, dialogue.language)).strip()
        again = [sentence] * random.randrange(3, 9)
        return _said_instead(dialogue, turn, "answer", _blank(dialogue.language).join(again))
    turn, role = random.randrange(1, len(dialogue.turns)), ROLES[kind == "same answer"]
    return _said_instead(dialogue, turn, role, _text(dialogue, random.randrange(turn), role))


def prompt_leaked(dialogue: Clean, random: Random) -> Planted:
    """Chat marks or a line of the prompts within a turn."""
    turn, role = random.randrange(len(dialogue.turns)), random.choice(ROLES)
    leak = random.choice([*CHAT_MARKS, *_instructions(dialogue.language)])
    text = _text(dialogue, turn, role)
    return _said_instead(dialogue, turn, role, random.choice([f"{text}\n{leak}", f"{leak}\n{text}"]))


def personal_data(dialogue: Clean, random: Random) -> Planted:
    """A turn gains a sentence with an invented address or number."""
    turn, role = random.randrange(len(dialogue.turns)), random.choice(ROLES)
    found = random.choice(invented(dialogue.language, random))
    sentence = random.choice(COUNTED[dialogue.language]).format(found)
    return _said_instead(dialogue, turn, role, _inserted(dialogue, turn, role, sentence, random))


def toxicity(dialogue: Clean, random: Random) -> Planted:
    """A word or phrase of the language's list somewhere between the words of a turn."""
    turn, role = random.randrange(len(dialogue.turns)), random.choice(ROLES)
    words = _text(dialogue, turn, role).split(" ")
    found = random.choice(languages.load(dialogue.language).gates.toxic_words).removesuffix("*")
    place = random.randrange(len(words) + 1)
    return _said_instead(dialogue, turn, role, " ".join([*words[:place], found, *words[place:]]))


PLANTS: Mapping[str, Plant] = {
    "language": wrong_language,
    "refers_to_passage": refers_to_passage,
    "invented_numbers": invented_number,
    "refusal": refusal,
    "cut_or_empty": cut,
    "verbatim_copy": verbatim_copy,
    "repetition": repetition,
    "prompt_leaked": prompt_leaked,
    "personal_data": personal_data,
}
# Of gates that only warn: `inspect` lets them pass.
WARNING_PLANTS: Mapping[str, Plant] = {"toxicity": toxicity}


# ------------------------------------------------------------------------------------- helpers


def _text(dialogue: Clean, turn: int, role: Role) -> str:
    return dialogue.turns[turn].question if role == "question" else dialogue.turns[turn].answer


def _said_instead(dialogue: Clean, turn: int, role: Role, text: str) -> Planted:
    turns = list(dialogue.turns)
    turns[turn] = replace(turns[turn], question=text) if role == "question" else replace(turns[turn], answer=text)
    return Planted(replace(dialogue, turns=tuple(turns)), turn, role)


def _prose_sentences(text: str, language: str) -> list[str]:
    prose = text.split("```")[0].split("\n")[0]
    return split_sentences(prose, languages.load(language))


def _inserted(dialogue: Clean, turn: int, role: Role, sentence: str, random: Random) -> str:
    text = _text(dialogue, turn, role)
    sentences = _prose_sentences(text, dialogue.language)
    place = random.randrange(len(sentences) + 1)
    before, blank = "".join(sentences[:place]), _blank(dialogue.language)
    return f"{before.rstrip()}{blank}{sentence}{blank}{text[len(before) :]}".strip()


def _blank(language: str) -> str:
    """What stands between two sentences or words."""
    return "" if languages.load(language).conventions.pieces_a_word > 1 else " "


def _instructions(language: str) -> list[str]:
    """Lines of the language's prompts that are long enough to be known again."""
    prompts, shortest = languages.load(language).prompts, 10 * languages.load(language).conventions.pieces_a_word
    lines = [line for name in sorted(PROMPT_VARIABLES) for line in getattr(prompts, name).splitlines()]
    long = (line for line in (*lines, *prompts.system.splitlines()) if len(words_of(line)) >= shortest)
    return [line for line in long if "$" not in line]

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
from ultralink_assets.records import Said, Turn
from ultralink_assets_tests.gates import clean_en, clean_fr, clean_ru
from ultralink_assets_tests.gates.invented_data import invented

Role = Literal["question", "answer"]
ROLES: tuple[Role, Role] = ("question", "answer")
_DIALOGUES = {"en": clean_en.DIALOGUES, "fr": clean_fr.DIALOGUES, "ru": clean_ru.DIALOGUES}
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

FOREIGN = {
    "en": (
        "Der Müller verkaufte sein Haus, weil das Wasser des Flusses im Sommer nicht mehr für die Mühle reichte.",
        "Мельник продал свой дом, потому что летом воды в реке уже не хватало для мельницы.",
        "Le meunier vendit sa maison, car en été l'eau de la rivière ne suffisait plus pour le moulin.",
    ),
    "fr": (
        "The miller sold his house because in summer the river no longer had enough water for the mill.",
        "El molinero vendió su casa porque en verano el agua del río ya no bastaba para el molino.",
        "El moliner va vendre la casa perquè a l'estiu l'aigua del riu ja no era suficient per al molí.",
    ),
    "ru": (
        "The miller sold his house because in summer the river no longer had enough water for the mill.",
        "Мірошник продав свій будинок, бо влітку води в річці вже не вистачало для млина, і він поїхав до міста.",
        "Мелничарят продаде къщата си, защото през лятото водата в реката вече не стигаше за мелницата.",
    ),
}
REFERRING = {
    "en": ("According to the text, ", "As mentioned in the passage, ", "The provided document states that ",
           "Based on the given information, ", "As the text explains, "),
    "fr": ("Selon le texte, ", "Comme l’indique le passage, ", "Le document fourni précise que ",
           "D’après les informations données, ", "Comme l'explique ce texte, "),
    "ru": ("Согласно тексту, ", "Как указано в отрывке, ", "В данном тексте говорится, что ",
           "Исходя из представленной информации, ", "В приведённом отрывке сообщается, что "),
}  # fmt: skip
REFUSING = {
    "en": ("I'm sorry, but I can't help with that request.", "As an AI language model, I have no opinion on this.",
           "Unfortunately, I am unable to answer this question.", "I don't have enough information to answer."),
    "fr": ("Je suis désolé, mais je ne peux pas vous aider à ce sujet.",
           "En tant que modèle de langage, je n’ai pas d’avis sur la question.",
           "Malheureusement, je ne suis pas en mesure de répondre à cette question.",
           "Je ne dispose pas d’informations suffisantes pour répondre."),
    "ru": ("Извините, но я не могу помочь с этим вопросом.", "Как языковая модель, я не имею собственного мнения.",
           "К сожалению, я не могу ответить на этот вопрос.", "У меня нет достаточной информации для ответа."),
}  # fmt: skip
COUNTED = {
    "en": ("In {} this was studied again.", "There were {} cases of it.", "It took {} people."),
    "fr": ("En {}, on l’étudia de nouveau.", "Il y en eut {} cas.", "Il y fallut {} personnes."),
    "ru": ("В {} году это изучали снова.", "Таких случаев было {}.", "Это заняло {} человек."),
}
CHAT_MARKS = ("[/INST]", "<|im_start|>assistant", "<document>", "### Response:", "<s>", "Human: ")


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
    ends = languages.load(dialogue.language).conventions.sentence_end
    places = [at for at in range(70, len(answer)) if answer[at - 1].isalpha() and answer[at] not in ends + '»"\n']
    text = random.choice([answer[: random.choice(places)]] * 4 + ["", " \n", "…"])
    return _said_instead(dialogue, turn, "answer", text)


def verbatim_copy(dialogue: Clean, random: Random) -> Planted:
    """An answer is three sentences of the passage, with a word changed here and there."""
    turn = random.randrange(len(dialogue.turns))
    sentences = split_sentences(dialogue.passage, languages.load(dialogue.language))
    start = random.randrange(len(sentences) - 2)
    words = "".join(sentences[start : start + 3]).split(" ")
    words[random.randrange(len(words))] = "—"
    return _said_instead(dialogue, turn, "answer", " ".join(words))


def repetition(dialogue: Clean, random: Random) -> Planted:
    """A sentence over and over, an earlier answer again, or the first question asked again."""
    kind = random.choice(["loop", "same answer", "same question"])
    if kind == "loop":
        turn = random.randrange(len(dialogue.turns))
        sentence = random.choice(_prose_sentences(dialogue.turns[turn].answer, dialogue.language)).strip()
        return _said_instead(dialogue, turn, "answer", " ".join([sentence] * random.randrange(3, 9)))
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
    before = "".join(sentences[:place])
    return f"{before.rstrip()} {sentence} {text[len(before) :]}".strip()


def _instructions(language: str) -> list[str]:
    """Lines of the language's prompts that are long enough to be known again."""
    prompts = languages.load(language).prompts
    lines = [line for name in sorted(PROMPT_VARIABLES) for line in getattr(prompts, name).splitlines()]
    return [line for line in (*lines, *prompts.system.splitlines()) if "$" not in line and len(line.split()) >= 10]

"""Faults of translations, planted by seed at random places of faithful ones; each is for one gate to catch."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from random import Random

from ultralink_assets import languages
from ultralink_assets.languages.numbers import Number, numbers_in
from ultralink_assets.languages.protection import pieces_of
from ultralink_assets.records import Translated
from ultralink_assets_tests.gates.translated_pairs import chat_of, code_of, math_of

PREAMBLES = {
    "en": (
        "Sure! Here is the translation:",
        "Here's the translated text:",
        "Certainly, here is the text translated as requested:",
        "Translation:",
        "**Translated version:**",
        "Of course. Here is the translation of the answer:",
    ),
    "es": ("¡Claro! Aquí está la traducción:", "Traducción:", "Aquí tienes el texto traducido:"),
    "fr": ("Bien sûr ! Voici la traduction :", "Traduction :", "Voici le texte traduit :"),
    "ru": ("Конечно! Вот перевод:", "Перевод:", "Вот переведённый текст:"),
    "zh": ("好的，以下是翻译：", "译文：", "以下是这段文字的中文翻译："),
}
REMARKS = {
    "en": (
        "Note: I kept the code and the placeholders unchanged.",
        "Let me know if you need anything else translated!",
    ),
    "es": ("Nota: he conservado el código original.",),
    "fr": ("Note : le code original est conservé.",),
    "ru": ("Примечание: код сохранён как в оригинале.",),
    "zh": ("注：代码保留原文，未作翻译。",),
}
NAMES = {
    "es": ("valores", "función", "lista", "suma_total"),
    "fr": ("valeurs", "fonction", "liste", "somme_totale"),
    "ru": ("значения", "функция", "список", "сумма_всех"),
    "zh": ("数值", "函数", "列表", "总和"),
}
_DIGIT = re.compile(r"\d")


def numbers_of(translated: Translated) -> list[Number]:
    """The numbers in digits that stand in prose, but 1: that is an article in many languages."""
    pieces = pieces_of(translated.text)
    found = [one for one in numbers_in(translated.text, languages.load(translated.language)) if one.kind == "digits"]
    free = [one for one in found if not any(piece.start < one.end and one.start < piece.end for piece in pieces)]
    return [one for one in free if not one.values & {0.0, 1.0}]


def number_changed(translated: Translated, random: Random) -> Translated:
    """One digit of one number is another."""
    number = random.choice(numbers_of(translated))
    place = number.start + random.choice([found.start() for found in _DIGIT.finditer(number.text)])
    return _with_other_digit(translated, place, random)


def number_dropped(translated: Translated, random: Random) -> Translated:
    """One number is left out."""
    number = random.choice(numbers_of(translated))
    return replace(translated, text=translated.text[: number.start] + translated.text[number.end :])


def latex_altered(translated: Translated, random: Random) -> Translated:
    """One character within a formula is another, or is missing."""
    piece = random.choice([piece for piece in pieces_of(translated.text) if piece.kind == "formula"])
    places = [at for at in range(piece.start + 2, piece.end - 2) if not translated.text[at].isspace()]
    place = random.choice(places or [piece.start + 1])
    other = random.choice([one for one in ("", *"x7+") if one != translated.text[place]])
    return replace(translated, text=translated.text[:place] + other + translated.text[place + 1 :])


def identifier_translated(translated: Translated, random: Random) -> Translated:
    """One name of the program is in the language."""
    tree = ast.parse(translated.source)
    named = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    named |= {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    name, other = random.choice(sorted(named)), random.choice(NAMES[translated.language])
    return replace(translated, text=re.sub(rf"\b{name}\b", other, translated.text))


def answer_changed(translated: Translated, random: Random) -> Translated:
    """One digit of the answer is another."""
    line = translated.text.rindex("\n")
    places = [line + found.start() for found in _DIGIT.finditer(translated.text[line:])]
    return _with_other_digit(translated, random.choice(places), random)


def code_block_dropped(translated: Translated, _: Random) -> Translated:
    """The code is gone."""
    block = next(piece for piece in pieces_of(translated.text) if piece.kind == "code block")
    return replace(translated, text=translated.text[: block.start] + translated.text[block.end :])


def copy_of_the_english(translated: Translated, random: Random) -> Translated:
    """The English is given back, with a word or none missing."""
    words = translated.source.split(" ")
    del words[random.randrange(len(words))]
    return replace(translated, text=" ".join(words) if random.random() < 0.5 else translated.source)


def preamble(translated: Translated, random: Random) -> Translated:
    """The translator speaks, before the text or after it."""
    code = random.choice(("en", translated.language))
    if random.random() < 0.7:
        return replace(translated, text=f"{random.choice(PREAMBLES[code])}\n\n{translated.text}")
    return replace(translated, text=f"{translated.text}\n\n{random.choice(REMARKS[code])}")


def _with_other_digit(translated: Translated, place: int, random: Random) -> Translated:
    digit = random.choice([one for one in "123456789" if one != translated.text[place]])
    return replace(translated, text=translated.text[:place] + digit + translated.text[place + 1 :])


Plant = Callable[[Translated, Random], Translated]
Pairs = tuple[Callable[[str], Translated], ...]
# Kind of fault -> the gate that must catch it, how it is planted, and in which pairs of ours.
PLANTS: Mapping[str, tuple[str, Plant, Pairs]] = {
    "number_changed": ("numbers_kept", number_changed, (math_of, chat_of)),
    "number_dropped": ("numbers_kept", number_dropped, (math_of, chat_of)),
    "latex_altered": ("protected_kept", latex_altered, (math_of,)),
    "identifier_translated": ("code_kept", identifier_translated, (code_of,)),
    "answer_changed": ("answer_kept", answer_changed, (math_of,)),
    "code_block_dropped": ("code_kept", code_block_dropped, (chat_of,)),
    "copy_of_the_english": ("copy_of_source", copy_of_the_english, (math_of, chat_of, code_of)),
    "preamble": ("translator_preamble", preamble, (math_of, chat_of, code_of)),
}

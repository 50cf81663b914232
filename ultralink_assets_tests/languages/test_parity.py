"""What every shipped language has, whoever wrote it: keys, prompts, numbers, phrases, a sample, planted faults."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from string import Template
from typing import Any

import pytest

from ultralink_assets import languages, sample
from ultralink_assets.languages import FOLDER
from ultralink_assets.languages.model import PROMPT_VARIABLES
from ultralink_assets.languages.numbers import numbers_in
from ultralink_assets_tests.gates import planted_words, planting

CODES = languages.available()
MOST_COMPLETE = "en"
# Tables that the language fills as it likes, and keys that only the language needs which is translated from.
FREE = {"conventions.number_words", "wikitext.templates", "wikitext.units", "quantities.implied", "quantities.ordinals"}
OF_THE_SOURCE = {"quantities.definite", "quantities.months", "quantities.perhaps"}
# Each language writes these out; a language that is added gets a row.
NUMBERS = (0, 7, 12, 16, 21, 35, 71, 80, 98, 100, 101, 200, 342, 1000, 1984, 12_000, 300_000, 2_000_000, 1_000_000_000)
SPELLED = {
    "en": (
        "zero, seven, twelve, sixteen, twenty-one, thirty-five, seventy-one, eighty, ninety-eight, one hundred, "
        "one hundred one, two hundred, three hundred forty-two, thousand, one thousand nine hundred eighty-four, "
        "twelve thousand, three hundred thousand, two million, one billion"
    ),
    "es": (
        "cero, siete, doce, dieciséis, veintiuno, treinta y cinco, setenta y uno, ochenta, noventa y ocho, cien, "
        "ciento uno, doscientos, trescientos cuarenta y dos, mil, mil novecientos ochenta y cuatro, doce mil, "
        "trescientos mil, dos millones, mil millones"
    ),
    "fr": (
        "zéro, sept, douze, seize, vingt et un, trente-cinq, soixante et onze, quatre-vingts, quatre-vingt-dix-huit, "
        "cent, cent un, deux cents, trois cent quarante-deux, mille, mille neuf cent quatre-vingt-quatre, douze mille, "
        "trois cent mille, deux millions, un milliard"
    ),
    "ru": (
        "ноль, семь, двенадцать, шестнадцать, двадцать один, тридцать пять, семьдесят один, восемьдесят, "
        "девяносто восемь, сто, сто один, двести, триста сорок два, тысяча, тысяча девятьсот восемьдесят четыре, "
        "двенадцать тысяч, триста тысяч, два миллиона, один миллиард"
    ),
    "zh": (
        "零、七、十二、十六、二十一、三十五、七十一、八十、九十八、一百、一百零一、二百、三百四十二、一千、一千九百八十四、"
        "一万二千、三十万、二百万、十亿"
    ),
}


def keys_of(values: Mapping[str, Any], above: str = "") -> Iterator[str]:
    """Dotted names of all keys; of tables that the language fills as it likes, only the table's."""
    for key, value in values.items():
        name = f"{above}{key}"
        if isinstance(value, dict) and name not in FREE:
            yield from keys_of(value, f"{name}.")
        elif value not in ({}, [], ""):
            yield name


def entry(code: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{code}.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("code", CODES)
def test_every_entry_fills_the_keys_that_the_most_complete_one_fills(code: str) -> None:
    # Namespaces and redirects have English names everywhere, so that English needs none beside them.
    wanted = {key for key in keys_of(entry(MOST_COMPLETE)) if not any(key.startswith(one) for one in OF_THE_SOURCE)}
    assert not wanted - set(keys_of(entry(code))) - {"quantities.ordinals"}


@pytest.mark.parametrize("code", CODES)
def test_prompts_use_the_same_variables(code: str) -> None:
    prompts = languages.load(code).prompts
    used = {name: frozenset(Template(getattr(prompts, name)).get_identifiers()) for name in PROMPT_VARIABLES}
    assert used == PROMPT_VARIABLES


@pytest.mark.parametrize("code", CODES)
def test_number_words_cover_the_same_numbers(code: str) -> None:
    assert code in SPELLED, f"write {NUMBERS} out in {code!r}"
    words = SPELLED[code].replace("、", ",").split(",")
    read = [[number.values for number in numbers_in(word.strip(), languages.load(code))] for word in words]
    assert read == [[{float(number)}] for number in NUMBERS]


@pytest.mark.parametrize("code", CODES)
def test_each_gate_of_phrases_has_some(code: str) -> None:
    gates = languages.load(code).gates
    assert len(gates.refers_to_passage) >= 5
    assert len(gates.refusal) >= 5


def test_every_language_has_a_sample_and_planted_faults_and_is_made_where_no_setting_names_others() -> None:
    assert sample.languages() == CODES
    assert tuple(sorted(languages.DEFAULT)) == CODES
    assert tuple(sorted(planting.LANGUAGES)) == CODES
    for table in (planted_words.FOREIGN, planted_words.REFERRING, planted_words.REFUSING, planted_words.COUNTED):
        assert tuple(sorted(table)) == CODES

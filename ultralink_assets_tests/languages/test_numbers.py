"""Numbers in texts, by the conventions of each language."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ultralink_assets import languages
from ultralink_assets.languages.numbers import numbers_in


def test_entries_of_several_words_are_one_number_and_others_are_not_joined() -> None:
    french = languages.load("fr")
    assert [number.text for number in numbers_in("soixante-dix-sept, dix septembre", french)] == [
        "soixante-dix-sept",
        "dix",
    ]
    assert [number.text for number in numbers_in("vingt et trente", french)] == ["vingt", "trente"]


def test_a_joiner_joins_tens_and_ones_only() -> None:
    found = numbers_in("entre treinta y cuarenta casas y cinco molinos, las mil y una noches", languages.load("es"))
    assert [number.text for number in found] == ["treinta", "cuarenta", "cinco", "mil", "una"]
    found = numbers_in("Los veinte primeros tardaron treinta segundos.", languages.load("es"))
    assert [number.text for number in found] == ["veinte", "treinta"]


def test_a_number_after_a_word_for_decades_has_it_as_its_suffix() -> None:
    suffixes = [number.suffix for number in numbers_in("Dans les années 1920, en 1930.", languages.load("fr"))]
    assert suffixes == ["années", ""]


@pytest.mark.parametrize(
    ("code", "text", "value"),
    [
        ("en", "1,000 people", 1000),
        ("en", "2.5 million people", 2_500_000),
        ("en", "1914-18", 1918),
        ("en", "1914–1918", 1914),
        ("en", "2–3 million", 2_000_000),
        ("en", "twenty-five", 25),
        ("en", "three hundred", 300),
        ("en", "the nineteenth century", 19),
        ("en", "the XIX century", 19),
        ("en", "in the 1990s", 1990),
        ("en", "1,234,567.89", 1234567.89),
        ("es", "83.137 habitantes", 83137),
        ("es", "14\u00a0300 ducados", 14300),
        ("es", "36,6 %", 36.6),
        ("es", "1.234.567,89", 1234567.89),
        ("es", "2,5 millones de pesos", 2_500_000),
        ("es", "3 mil millones", 3_000_000_000),
        ("es", "mil millones", 1_000_000_000),
        ("es", "dos mil trescientos millones", 2_300_000_000),
        ("es", "treinta y cinco", 35),
        ("es", "veintiún", 21),
        ("es", "mil novecientos ochenta y cuatro", 1984),
        ("es", "doscientas treinta y una mil", 231_000),
        ("es", "vigésimo primero", 21),
        ("es", "el siglo XIX", 19),
        ("es", "en 1914-18", 1918),
        ("ru", "14 300 рублей", 14300),
        ("ru", "14\u00a0300 рублей", 14300),
        ("ru", "1.000.000", 1_000_000),
        ("ru", "21,5 м", 21.5),
        ("ru", "2,5 млн человек", 2_500_000),
        ("ru", "двадцать пять", 25),
        ("ru", "тысяча девятьсот сорок первый год", 1941),
        ("ru", "в 1990-х годах", 1990),
        ("ru", "12.05.1941", 1941),
        ("fr", "14 300 francs", 14300),
        ("fr", "14\u202f300 francs", 14300),
        ("fr", "1\u00a0250\u00a0000,75 euros", 1250000.75),
        ("fr", "2,5 millions d'euros", 2_500_000),
        ("fr", "vingt et un", 21),
        ("fr", "vingt-et-une", 21),
        ("fr", "soixante-dix", 70),
        ("fr", "soixante et onze", 71),
        ("fr", "quatre-vingts", 80),
        ("fr", "quatre-vingt-trois", 83),
        ("fr", "quatre-vingt-dix-neuf", 99),
        ("fr", "nonante-deux", 92),
        ("fr", "cent vingt-deuxième", 122),
        ("fr", "mille neuf cent quatre-vingt-quatre", 1984),
        ("fr", "deux cent cinquante mille", 250_000),
        ("fr", "trois millions cinq cent mille", 3_500_000),
        ("fr", "une trentaine", 30),
        ("fr", "le XIXe siècle", 19),
        ("fr", "François Ier", 1),
        ("fr", "le dix-neuvième siècle", 19),
        ("fr", "les années 1920", 1920),
        ("fr", "1er mai 1890", 1),
        ("zh", "一百二十三", 123),
        ("zh", "二〇二四年", 2024),
        ("zh", "二零零八年", 2008),
        ("zh", "十二个", 12),
        ("zh", "廿四日", 24),
        ("zh", "三万五千", 35_000),
        ("zh", "一百五", 150),
        ("zh", "一百零五", 105),
        ("zh", "三四十人", 40),
        ("zh", "三点五亿", 350_000_000),
        ("zh", "百分之九十九点九", 99.9),
        ("zh", "1.2万", 12_000),
        ("zh", "3亿", 300_000_000),
        ("zh", "5万亿", 5_000_000_000_000),
        ("zh", "1亿2000万", 120_000_000),
        ("zh", "2万5千", 25_000),
        ("zh", "三百多万", 3_000_000),
        ("zh", "300多万", 3_000_000),
        ("zh", "2至3万", 20_000),
        ("zh", "二十世纪九十年代", 1990),
        ("zh", "1914—18年", 1918),
        ("zh", "１８１２年", 1812),
    ],
)
def test_numbers_are_read_in_their_formats(code: str, text: str, value: float) -> None:
    readings = set[float]().union(*(number.values for number in numbers_in(text, languages.load(code))))
    assert value in readings


@pytest.mark.parametrize("code", languages.available())
@settings(deadline=None)
@given(text=st.text(alphabet="0123456789., -–IVXab\u00a0〇一二九十廿百千万亿点多年世纪代", max_size=30))
def test_any_text_has_numbers_that_can_be_read(code: str, text: str) -> None:
    for number in numbers_in(text, languages.load(code)):
        assert number.values
        assert text[number.start :].startswith(number.text)


@given(value=st.integers(1, 99_999_999))
def test_a_number_spelled_in_characters_is_read_back(value: int) -> None:
    (number,) = numbers_in(spelled(value), languages.load("zh"))
    assert value in number.values


def spelled(value: int) -> str:
    """``value`` below 10⁸ in Chinese: zeros within are said once."""
    if value >= 10_000:
        high, low = divmod(value, 10_000)
        return f"{spelled(high)}万{'零' if 0 < low < 1000 else ''}{spelled(low)}"
    text, gap = "", False
    for power, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // power % 10
        if digit:
            text += ("零" if gap and text else "") + "一二三四五六七八九"[digit - 1] + name
        gap = not digit
    return text

"""Sentences, tokens, numbers, languages and code in texts, by the conventions of each language."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ultralink_assets import languages
from ultralink_assets.languages.identify import identify, is_in_language, known_codes
from ultralink_assets.languages.numbers import numbers_in
from ultralink_assets.languages.sentences import split_sentences
from ultralink_assets.languages.strip import strip_code
from ultralink_assets.languages.tokens import count_tokens
from ultralink_assets.languages.words import words_of
from ultralink_assets.records import Outcome

PIECES = st.sampled_from(
    [
        "Dr. ",
        "A. ",
        "word ",
        "Слово ",
        "г. ",
        "т. е. ",
        "3.5 ",
        "1. ",
        "\n",
        "\n\n",
        ". ",
        "! ",
        "?» ",
        "…",
        "。",
        "” ",
        "- ",
        "« ",
        " ! » ",
        " ; ",
        "M. ",
    ]
)


@pytest.mark.parametrize("code", ["en", "fr", "ru"])
@settings(deadline=None)
@given(pieces=st.lists(PIECES), extra=st.text(max_size=20))
def test_sentences_joined_are_the_text(code: str, pieces: list[str], extra: str) -> None:
    text = "".join(pieces) + extra
    assert "".join(split_sentences(text, languages.load(code))) == text


@pytest.mark.parametrize(
    ("code", "sentences"),
    [
        ("en", ["Dr. Smith met J. R. R. Tolkien at 3.5 p.m. near the U.S. Embassy. ", "He left."]),
        ("en", ['"Go!" he said. ', '"Run." ', "It cost $1.5 million, i.e. a lot. ", "See No. 5. ", "Why?"]),
        ("en", ["1. First item\n", "2. Second item\n\n", "Rest… and more."]),
        ("ru", ["А. С. Пушкин родился в 1799 г. в Москве, т. е. в старой столице. ", "«Что?» — спросил он. ", "Ушёл."]),
        (
            "fr",
            [
                "M. Dupont naquit en 52 av. J.-C. à Lyon, c.-à-d. en Gaule. ",
                "« Quoi ? » dit-il. ",
                "« Va ! » ",
                "Puis rien.",
            ],
        ),
        (
            "fr",
            [
                "Voir t. 3, p. 12, et l'art. 5 ; Mme A. Roy, p. ex., y était. ",
                "«\u00a0Non\u202f!\u00a0» ",
                "Qu’est-ce ? ! ",
                "Rien…",
            ],
        ),
        ("ru", ["В XIX в. население выросло до 5 тыс. человек и т. д. и т. п. там. ", "«Да». ", "Потом пал!"]),
    ],
)
def test_abbreviations_initials_and_quotes_end_no_sentence(code: str, sentences: list[str]) -> None:
    assert split_sentences("".join(sentences), languages.load(code)) == sentences


def test_entries_of_several_words_are_one_number_and_others_are_not_joined() -> None:
    french = languages.load("fr")
    assert [number.text for number in numbers_in("soixante-dix-sept, dix septembre", french)] == [
        "soixante-dix-sept",
        "dix",
    ]
    assert [number.text for number in numbers_in("vingt et trente", french)] == ["vingt", "trente"]


def test_a_number_after_a_word_for_decades_has_it_as_its_suffix() -> None:
    suffixes = [number.suffix for number in numbers_in("Dans les années 1920, en 1930.", languages.load("fr"))]
    assert suffixes == ["années", ""]


def test_wide_marks_need_no_blank() -> None:
    entry = languages.load("en")
    conventions = entry.conventions.model_copy(update={"sentence_end": "。！？.!?"})
    chinese = entry.model_copy(update={"conventions": conventions})
    assert split_sentences("他来了。“走吧！”他说。好？", chinese) == ["他来了。", "“走吧！”", "他说。", "好？"]


def test_tokens_grow_with_characters_and_are_rounded_up() -> None:
    english = languages.load("en")
    assert (count_tokens("", english), count_tokens("a", english), count_tokens("a" * 43, english)) == (0, 1, 10)


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
    ],
)
def test_numbers_are_read_in_their_formats(code: str, text: str, value: float) -> None:
    readings = set[float]().union(*(number.values for number in numbers_in(text, languages.load(code))))
    assert value in readings


@settings(deadline=None)
@given(st.text(alphabet="0123456789., -–IVXab\u00a0", max_size=30))
def test_any_text_has_numbers_that_can_be_read(text: str) -> None:
    for number in numbers_in(text, languages.load("ru")):
        assert number.values
        assert text[number.start :].startswith(number.text)


@pytest.mark.parametrize(
    ("code", "text", "outcome"),
    [
        ("en", "The miller sold his house because the river no longer had enough water.", Outcome.PASS),
        ("en", "Der Müller verkaufte sein Haus, weil das Wasser des Flusses nicht mehr reichte.", Outcome.FAIL),
        ("en", "Мельник продал дом, потому что воды в реке не хватало.", Outcome.FAIL),
        ("ru", "Мельник продал дом, потому что воды в реке уже не хватало.", Outcome.PASS),
        ("ru", "Мірошник продав будинок, бо води в річці вже не вистачало для млина.", Outcome.FAIL),
        ("ru", "Мелничарят продаде къщата си, защото водата в реката вече не стигаше.", Outcome.FAIL),
        ("en", "42", Outcome.UNDECIDED),
        ("en", "Paris", Outcome.UNDECIDED),
        ("ru", "", Outcome.UNDECIDED),
        ("fr", "Le meunier vendit sa maison, car l'eau de la rivière ne suffisait plus au moulin.", Outcome.PASS),
        ("fr", "El molinero vendió su casa porque el agua del río ya no bastaba para el molino.", Outcome.FAIL),
        ("fr", "Il mugnaio vendette la casa, perché l'acqua del fiume non bastava più al mulino.", Outcome.FAIL),
        ("fr", "El moliner va vendre la casa perquè l'aigua del riu ja no era suficient per al molí.", Outcome.FAIL),
        ("fr", "Paris", Outcome.UNDECIDED),
        ("ru", "他把房子卖了，因为河里的水不够磨坊用了，他就搬到城里去了，再也没有回来过这里。", Outcome.FAIL),
    ],
)
def test_neighbouring_languages_are_told_apart_and_short_texts_are_undecided(
    code: str, text: str, outcome: Outcome
) -> None:
    assert is_in_language(text, languages.load(code)) is outcome


def test_the_identifier_knows_neighbours_and_not_only_targets() -> None:
    assert {"en", "ru", "uk", "bg", "de", "nl"} <= known_codes()
    assert identify("Мірошник продав будинок, бо води в річці вже не вистачало.").code == "uk"
    assert identify("12 + 30 = 42") == ("", 0.0)


def test_setting_the_languages_of_py3langid_elsewhere_changes_nothing() -> None:
    import py3langid

    before = identify("The miller sold his house.")
    py3langid.set_languages(["zh"])
    assert identify("The miller sold his house.") == before
    py3langid.set_languages(None)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Why `x = 1`?\n```python\nfor i in y:\n    pass\n```\nSo it is.", "Why  ?\n\nSo it is."),
        ("It is $x^2 + y$ here, and \\(a\\) there.", "It is   here, and   there."),
        ("It cost $5 and then $10.", "It cost $5 and then $10."),
        ("Call my_function or getValue().", "Call   or  ."),
        ("If you go there, it looks like this:", "If you go there, it looks like this:"),
        ("- one thing and then the other;", "- one thing and then the other;"),
    ],
)
def test_code_and_maths_are_stripped_and_prose_stays(text: str, rest: str) -> None:
    assert strip_code(text) == rest


def test_each_chinese_character_is_a_word() -> None:
    assert words_of("Он, the 柏林!") == ["он", "the", "柏", "林"]

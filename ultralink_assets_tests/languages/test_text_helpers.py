"""Sentences, tokens, languages and code in texts, by the conventions of each language."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ultralink_assets import languages
from ultralink_assets.languages.identify import identify, is_in_language, known_codes
from ultralink_assets.languages.sentences import split_sentences
from ultralink_assets.languages.strip import strip_code
from ultralink_assets.languages.tokens import count_tokens
from ultralink_assets.languages.words import joined_words, words_of
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
        "¿",
        "EE. UU. ",
        "…",
        "。",
        "他说：",
        "？！",
        "” ",
        "- ",
        "« ",
        " ! » ",
        " ; ",
        "M. ",
    ]
)


@pytest.mark.parametrize("code", languages.available())
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
        (
            "es",
            ["El Dr. Vera y la Sra. Goñi llegaron a EE. UU. en el 300 a. C. aprox. con p. ej. dos mulas. ", "Se fue."],
        ),
        ("es", ["—¿Quién va? —preguntó el guarda. ", "«¿Qué?». ", "¡Nadie! ", "Véase el n.º 5, pág. 7. ", "¿Por qué?"]),
        ("es", ["J. L. Borges vivió en el 1.er piso, etc. ", "Compró sal, etc., y pan… y agua."]),
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
        ("zh", ["他来了。", "“走吧！”", "他说。", "她用了3.5小时，走到第5.2段……然后停下？！", "“是的。”\n", "完。"]),
        ("ru", ["В XIX в. население выросло до 5 тыс. человек и т. д. и т. п. там. ", "«Да». ", "Потом пал!"]),
    ],
)
def test_abbreviations_initials_and_quotes_end_no_sentence(code: str, sentences: list[str]) -> None:
    assert split_sentences("".join(sentences), languages.load(code)) == sentences


def test_tokens_grow_with_characters_and_are_rounded_up() -> None:
    english = languages.load("en")
    assert (count_tokens("", english), count_tokens("a", english), count_tokens("a" * 43, english)) == (0, 1, 10)


@pytest.mark.parametrize(
    ("code", "text", "outcome"),
    [
        ("en", "The miller sold his house because the river no longer had enough water.", Outcome.PASS),
        ("en", "Der Müller verkaufte sein Haus, weil das Wasser des Flusses nicht mehr reichte.", Outcome.FAIL),
        ("en", "Мельник продал дом, потому что воды в реке не хватало.", Outcome.FAIL),
        ("es", "El molinero vendió su casa porque el río ya no llevaba agua bastante.", Outcome.PASS),
        ("es", "O moleiro vendeu a sua casa porque o rio já não tinha água suficiente.", Outcome.FAIL),
        ("es", "O muiñeiro vendeu a súa casa porque o río xa non levaba auga dabondo para o muíño.", Outcome.FAIL),
        ("es", "El moliner va vendre la casa perquè al riu ja no hi havia prou aigua.", Outcome.FAIL),
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
        ("zh", "磨坊主卖掉了房子，因为夏天河里的水不够推动水磨。", Outcome.PASS),
        ("zh", "磨坊主賣掉了房子，因為夏天河裡的水不夠推動水磨。", Outcome.PASS),
        ("zh", "从技术来看，“Doktor”和“Naturwissenschaften”有什么关系？", Outcome.PASS),
        ("zh", "水車小屋の主人は、夏になると川の水が足りなくなるので家を売った。", Outcome.FAIL),
        ("zh", "The miller sold his house because the river no longer had enough water.", Outcome.FAIL),
        ("zh", "柏林", Outcome.UNDECIDED),
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
        ("若$x^2$大于零，调用my_function或getValue()，见https://a.org/b。再说。", "若 大于零，调用 或 ，见 。再说。"),
    ],
)
def test_code_and_maths_are_stripped_and_prose_stays(text: str, rest: str) -> None:
    assert strip_code(text) == rest


def test_each_chinese_character_is_a_word() -> None:
    assert words_of("Он, the 柏林!") == ["он", "the", "柏", "林"]
    assert joined_words("Он, the 柏林，東京!") == "он the 柏林東京"

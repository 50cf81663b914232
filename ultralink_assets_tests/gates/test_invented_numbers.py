"""Numbers of an answer: which are known in another format, and which come from nowhere."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ultralink_assets.gates import invented_numbers
from ultralink_assets.records import Outcome, Turn
from ultralink_assets_tests.gates.utterances import answer

OPENED = {
    "en": "Opened in 1812 with 12 rooms for 2.5 million.",
    "fr": "Ouvert en 1812, avec 12 chambres, pour 2,5 millions.",
    "es": "Se abrió en 1812 con 12 salas y 2,5 millones.",
    "ru": "Открыт в 1812 году, 12 комнат.",
    "zh": "1812年通车，有12间房，花了250万元。",
}


@pytest.mark.parametrize(
    ("code", "passage", "text"),
    [
        ("en", "It opened in 1812.", "It opened early in the 19th century."),
        ("en", "It opened in 1812.", "It opened in the 1810s."),
        ("en", "It holds 14,300 books.", "It holds 14 300 books, nearly 14,000 of them bound."),
        ("en", "It has 3 parts and 2.5 million visitors.", "1. Three parts\n2. 2,500,000 visitors, for two reasons"),
        ("en", "The war lasted from 1914-18.", "It ended in 1918."),
        ("en", "The jet flew.", "The B-52 and the H2O of COVID-19 are names."),
        ("es", "Se abrió en 1812.", "Se abrió a comienzos del siglo XIX, en la década de 1810."),
        ("es", "Nació en 1927.", "Creció en los años veinte."),
        ("es", "Tenía treinta y cinco años y 2,5 millones.", "Tenía 35 años y 2.500.000 pesos."),
        ("es", "Guarda 14.300 libros.", "Guarda 14 300 libros, casi 14 000 encuadernados."),
        ("es", "Costó tres mil millones.", "Costó 3000 millones."),
        ("ru", "Открыт в 1812 году.", "Открыт в начале XIX века, в 1810-х годах."),
        ("ru", "В XIX веке было 2,5 млн жителей.", "В девятнадцатом веке жителей было 2 500 000."),
        ("ru", "Ему было двадцать пять лет.", "Ему исполнилось 25."),
        ("fr", "Il ouvrit en 1812.", "Il ouvrit au début du XIXe siècle, dans les années 1810."),
        ("fr", "Il ouvrit au XIXe siècle.", "Il ouvrit au dix-neuvième siècle, au 19e siècle donc."),
        ("fr", "Il coûta 3 250 000 francs.", "Il coûta 3,25 millions, soit 3\u202f250\u202f000 francs."),
        ("fr", "Elle avait soixante-dix-sept ans et quatre-vingt-un livres.", "À 77 ans, elle avait 81 livres."),
        (
            "fr",
            "Le procès dura 21 ans, et 1 971 témoins vinrent.",
            "Vingt et un ans, mille neuf cent soixante et onze témoins.",
        ),
        ("fr", "Elle naquit en 1927.", "Elle grandit dans les années vingt."),
        ("zh", "1812年通车。", "十九世纪初通车，时间是19世纪10年代，也就是一八一二年。"),
        ("zh", "20世纪90年代，人口有1.2万。", "1990年代的人口是12,000人，或者说一万二千人。"),
        ("zh", "全长1亿2000万米，用了三十五年。", "它长1.2亿米，35年才建成，占百分之三十五。"),
        ("zh", "船长二十三米。", "1、船长23米\n2、一般说来，千百年来有七八种说法，人们十分惊讶"),
        ("zh", "2至3万人，300多万元。", "有两万到三万人，花去三百万元。"),
    ],
)
def test_other_formats_and_what_follows_are_not_invented(code: str, passage: str, text: str) -> None:
    finding = invented_numbers.check(answer(code, text, passage=passage))
    assert finding.outcome is Outcome.PASS, finding


@pytest.mark.parametrize(
    ("code", "text", "found"),
    [
        ("en", "It opened in 1813.", "1813"),
        ("en", "It had 37 rooms.", "37"),
        ("en", "It had thirty-seven rooms.", "thirty-seven"),
        ("en", "It cost 2.5 billion.", "2.5 billion"),
        ("en", "It opened in the XVI century.", "XVI"),
        ("es", "Se abrió en 1813.", "1813"),
        ("es", "Cerró en los años 1890.", "1890"),
        ("es", "Tenía cuarenta y siete salas.", "cuarenta y siete"),
        ("es", "Costó mil trescientos millones.", "mil trescientos millones"),
        ("ru", "Открыт в 1813 году.", "1813"),
        ("ru", "Там сорок семь комнат.", "сорок семь"),
        ("ru", "В 1890-х годах он закрылся.", "1890"),
        ("fr", "Il ouvrit en 1813.", "1813"),
        ("fr", "Il avait quatre-vingt-dix-sept chambres.", "quatre-vingt-dix-sept"),
        ("fr", "Il coûta 2,5 milliards.", "2,5 milliards"),
        ("fr", "Il ouvrit au XVIe siècle.", "XVIe"),
        ("fr", "Il ferma dans les années 1890.", "1890"),
        ("fr", "Il ferma dans les années soixante-dix.", "soixante-dix"),
        ("zh", "通车于1813年。", "1813"),
        ("zh", "大桥共有19人看守。", "19"),
        ("zh", "大桥共有十九人看守。", "十九"),
        ("zh", "那里有三百七十间房。", "三百七十"),
        ("zh", "一共花了2.5亿元。", "2.5亿"),
        ("zh", "有35%的人反对。", "35"),
        ("zh", "二〇二四年重修。", "二〇二四"),
        ("zh", "一共有三座桥，宽度是12米，47、58米。", "47, 58"),
    ],
)
def test_numbers_from_nowhere_are_named(code: str, text: str, found: str) -> None:
    finding = invented_numbers.check(answer(code, text, passage=OPENED[code]))
    assert (finding.outcome, finding.detail) == (Outcome.FAIL, found)


def test_numbers_of_question_title_and_history_are_known() -> None:
    said = answer("en", "In 1901, 1902 and 1903.", passage="None.", title="Flood of 1901", question="What of 1902?")
    said = replace(said, history=(Turn("Why?", "Since 1903."),))
    assert invented_numbers.check(said).outcome is Outcome.PASS


def test_a_year_that_stands_in_the_headings_alone_is_not_invented() -> None:
    said = answer("en", "The flood came in 1847 and took the bridge.", passage="A flood took the bridge.")
    assert invented_numbers.check(said).outcome is Outcome.FAIL
    assert invented_numbers.check(replace(said, headings=("History", "Flood of 1847"))).outcome is Outcome.PASS


def test_a_closed_book_answer_has_undecided_numbers() -> None:
    assert invented_numbers.check(answer("en", "In 1901.")).outcome is Outcome.UNDECIDED

"""Numbers of an English text and of its translation: formats, words, fractions, times and names in five languages."""

from __future__ import annotations

import pytest

from ultralink_assets.gates import numbers_kept
from ultralink_assets.records import Outcome, Translated


def finding(code: str, source: str, text: str) -> str:
    """What is wrong; empty for a pass."""
    found = numbers_kept.check(Translated(code, "math", "question", source, text))
    assert found.outcome is (Outcome.FAIL if found.detail else Outcome.PASS)
    return found.detail


@pytest.mark.parametrize(
    ("code", "source", "text"),
    [
        ("es", "1,250,000 people paid $1,250.50", "1.250.000 personas pagaron 1.250,50 $"),
        ("fr", "80,000 at 12.5%", "80 000 à 12,5 %"),
        ("zh", "２ boxes of 80,000", "两箱，每箱8万"),
        ("ru", "Each takes $.20 and .5 hours", "Каждому нужно 0,20 $ и 0,5 часа"),
        ("zh", "1.2 million and half a million", "120万和50万"),
        ("ru", "twice, three times, four times as many", "вдвое, в три раза, вчетверо больше"),
        ("es", "He has half of it and a third of that", "Tiene la mitad y un tercio de eso"),
        ("zh", "two thirds and 1/2 of 150%", "三分之二，以及百分之150的一半"),
        ("fr", "3/4 of an hour and 2 1/2 days", "0,75 heure et 2,5 jours"),
        ("es", "two and a half hours", "2,5 horas"),
        ("fr", "from 1 to 4 PM, at 5:00 p.m.", "de 13 h à 16 h, à 17 h"),
        ("ru", "at 3 pm", "в 15:00"),
        ("zh", "The second and the third man came on Tuesday, March 3", "第二个人和第三个人在3月3日星期二来了"),
        ("ru", "a six-sided die and a five-year-old on Tuesday", "шестигранная кость и пятилетний ребёнок во вторник"),
        ("zh", "30% off, then 25% off", "打七折，再打七五折"),
        ("es", "five dozen eggs, half a dozen plates", "60 huevos, media docena de platos"),
        ("fr", "in the 1990s and the XIX century", "dans les années 90 et au XIXe siècle"),
        ("ru", "Sally Two and one of the others", "Салли Два и ещё кто-то"),
        ("es", "a 400-meter race; he won the 400-meter race", "una carrera de 400 metros; ganó la carrera"),
        ("fr", "They both have one pair", "Ils en ont tous les deux une paire"),
        ("zh", "The area is 5 m², 3 km away, 2kg", "面积5平方米，3千米外，2千克"),
        ("ru", "call two_sum(3) and one() now", "вызовите two_sum(3) и one() сейчас"),
        ("es", "He buys a book for 1 euro", "Compra un libro por un euro"),
        ("zh", "He rounds 2.74", "他把2.74四舍五入"),
        ("fr", "Use $x^{12}$ and `a[3]`, see https://a.org/7", "Prenez $x^{12}$ et `a[3]`, voir https://a.org/7"),
        ("ru", "It is thirty-two, or 1984", "Это тридцать два, или тысяча девятьсот восемьдесят четыре"),
        ("es", "- 3 eggs\nx = 17", "- 3 huevos\nx = 17"),
    ],
)
def test_the_same_numbers_written_otherwise_are_kept(code: str, source: str, text: str) -> None:
    assert not finding(code, source, text)


@pytest.mark.parametrize(
    ("code", "source", "text", "detail"),
    [
        ("es", "16 eggs and 4 muffins", "16 huevos y 5 magdalenas", "lost: 4; new: 5"),
        ("fr", "80,000 dollars", "80 300 dollars", "lost: 80,000; new: 80 300"),
        ("ru", "$1.50 each", "по 1500 $", "lost: 1.50; new: 1500"),
        ("zh", "three eggs and 3 hens", "三个蛋和母鸡", "lost: 3"),
        ("es", "twice as much as that", "tanto como eso", "lost: twice"),
        ("ru", "2 pairs of shoes", "пары обуви", "lost: pairs"),
        ("fr", "two thirds", "deux quarts", "lost: thirds"),
        ("es", "It happened in 1984.", "Ocurrió.", "lost: 1984"),
        ("es", "It happened then.", "Ocurrió en 1984.", "new: 1984"),
        ("zh", "at 3 pm", "下午四点", "lost: 3; new: 四"),
    ],
)
def test_numbers_that_are_lost_or_new_are_named(code: str, source: str, text: str, detail: str) -> None:
    assert finding(code, source, text) == detail


def test_partners_are_exchanged_when_a_number_may_be_one_of_several() -> None:
    assert not finding("fr", "at 5 pm, then 5 times", "5 fois, puis à 17 h")
    assert not finding("fr", "5 times, then at 5 pm", "à 17 h, puis 5 fois")

"""What the shipped dumps say, cleaned by the language entries' own rules."""

from __future__ import annotations

import re

import pytest

from ultralink_assets_tests.sample.articles import articles, text_of


def whole(code: str) -> str:
    return "\n".join(text_of(article) for article in articles(code).values())


def test_what_must_not_be_broken_across_lines_stays_as_it_was_written() -> None:
    russian = whole("ru")
    assert "До конца XIX века лес" in russian
    assert not re.search(r"века? века?\b|\b(?:км|мм|г|°C) век\b", russian)


@pytest.mark.parametrize(
    "text",
    [
        "qui dura du XVIIe siècle au XIXe siècle.",
        "produisent en moyenne 5 200 tonnes de gros sel par an, récoltées à la main.",
        "plus de la moitié exercent le métier, souvent loin de l'estuaire.",
        "proverbe de l'estuaire : « La pluie est notre avocat. »",
        "tirés au sort le 1er mai.",
        "varie de 0,4 m³·s⁻¹ en août",
        "Le mot de l'Averne, dans le parler du port",
        "L'avalanche de Sorbières est une catastrophe",
        "Le 27e anniversaire de la catastrophe",
        "Brévelle (46°12′ N 3°48′ E)",
        "- l'ondée, faite de gouttes alignées ;",
    ],
)
def test_templates_say_in_french_what_readers_see(text: str) -> None:
    assert text in whole("fr")


def test_marks_keep_the_blanks_before_them() -> None:
    assert not re.search(r"\w[;:!?»](?=\s)|«\S|\s[,.](?=\s)", re.sub(r"\d+:\d+", "", whole("fr")))

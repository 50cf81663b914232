"""What the shipped dumps say, cleaned by the language entries' own rules."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from ultralink_assets import sample
from ultralink_assets.from_wikipedia.raw_wikipedia import find_sources, read_dump


def text_of(code: str) -> str:
    results = [result for _, result in read_dump(find_sources([str(sample.dump(code))]), code, lambda _: False, 1)]
    return "\n".join(section.text for one in results for article in one.articles for section in article.sections)


def test_what_must_not_be_broken_across_lines_stays_as_it_was_written() -> None:
    russian = text_of("ru")
    assert "До конца XIX века лес" in russian
    assert not re.search(r"века? века?\b|\b(?:км|мм|г|°C) век\b", russian)


@pytest.mark.parametrize(
    "value",
    [
        "El agua llegó a la ciudad el 12 de octubre de 1578, diecisiete años",
        "Con esa cláusula firmó el rey la licencia en febrero de 1561.",
        "Se abrió en el siglo XVI, riega todavía 6300 hectáreas",
        "pesa entre 1,8 kg y 2,4 kg, y madura",
        "sobre el río Zadra (37°52′N 1°40′O).",
        "una densidad de 1,21 g/cm³, y que",
        "donde obtuvo el 2.º puesto",
        "(Limonium turrivarense)",
        "un 39 %, aunque este recibía más agua por hectárea.\n",
        "pero baja sin que nadie se lo pida. — Juana Berenguer, Relación de las aguas\n",
    ],
)
def test_values_of_spanish_templates_stand_in_their_sentences(value: str) -> None:
    assert value in text_of("es")


@pytest.mark.parametrize("code", sample.languages())
def test_no_template_of_the_sample_is_unknown(code: str) -> None:
    results = [result for _, result in read_dump(find_sources([str(sample.dump(code))]), code, lambda _: False, 1)]
    assert not sum((result.unknown_templates for result in results), Counter())

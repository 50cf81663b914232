"""Bars as SVG: well-formed, to scale, short enough for the page, and safe with any label."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from urllib.parse import unquote

import pytest

from ultralink_assets.shown import charts

SVG = "{http://www.w3.org/2000/svg}"


def texts(svg: str) -> list[str]:
    return ["".join(element.itertext()) for element in ET.fromstring(svg).iter(f"{SVG}text")]


def lengths(svg: str) -> list[int]:
    path = ET.fromstring(svg).find(f"{SVG}path")
    assert path is not None
    return [int(length) for length in re.findall(r"h(\d+)v12", path.attrib["d"])]


def test_each_value_has_a_bar_to_scale_with_its_label_and_number() -> None:
    svg = charts.bars("dialogues by turns", {"1": 40, "2": 20, "3": 0})
    assert texts(svg) == ["dialogues by turns", "140", "220", "30"]
    longest, half, none = lengths(svg)
    assert longest > 200
    assert half == pytest.approx(longest / 2, abs=1)
    assert none == 0


def test_what_is_above_zero_is_never_invisible() -> None:
    assert lengths(charts.bars("t", {"a": 1_000_000, "b": 1}))[1] == 1


def test_more_values_than_bars_are_summed_up_in_the_last() -> None:
    svg = charts.bars("t", {str(number): 10 for number in range(20)}, most=5)
    assert texts(svg)[-1] == f"{charts.OTHER}160"
    assert len(lengths(svg)) == 5


def test_no_values_make_a_title_alone() -> None:
    assert texts(charts.bars("nothing", {})) == ["nothing"]


@pytest.mark.parametrize("label", ["<script>&'\"", "a\nb\x00c", "отказ 100%#", ")>(\\"])
def test_any_label_stays_text_in_the_svg_and_in_the_markdown(label: str) -> None:
    svg = charts.bars(label, {label: 1})
    assert [element.tag for element in ET.fromstring(svg)] == [f"{SVG}path", f"{SVG}text", f"{SVG}text"]
    [address] = re.findall(r"\A!\[x\]\(<data:image/svg\+xml,([^<>\n\\&]*)>\)\Z", charts.markdown(svg, "x"))
    assert unquote(address) == svg


def test_as_many_bars_as_are_drawn_fit_into_the_page_of_the_ui() -> None:
    values = {f"reason_of_{number:02d}_chars": 12_345 - number for number in range(charts.MOST_BARS + 3)}
    assert len(charts.markdown(charts.bars("turned down, by reason", values), "reasons")) < charts.INLINE_CHARACTERS

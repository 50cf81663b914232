"""What every place of the flow is made of."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from ultralink_assets import flow, selection
from ultralink_assets.flow import Place
from ultralink_assets.records import SettingsError
from ultralink_assets_tests.conftest import Project

OWN_FILES = """
languages = ["ru", "fr"]
[teacher]
base_url = "http://127.0.0.1:1/v1"
model = "m"
[english_sft]
math = "math.jsonl"
code = "code.jsonl"
"""


def test_every_place_is_made_of_places_that_come_before_it(project: Project) -> None:
    settings = project(OWN_FILES)
    every = flow.places(settings)
    order = {place: number for number, place in enumerate(every)}
    assert len(order) == len(every)
    for place in every:
        assert all(order[near] < order[place] for near in flow.made_of(settings, place))


def test_english_data_have_a_partition_for_each_part_that_the_settings_name(project: Project) -> None:
    settings = project(OWN_FILES)
    assert flow.partitions(settings, "english_sft") == flow.partitions(settings, "agnostic_sft") == ("math", "code")
    assert flow.partitions(settings, "passages") == ("ru", "fr")


def test_without_files_of_english_data_there_is_none(project: Project) -> None:
    assert flow.parts(project('[raw_wikipedia]\nru = "x.xml"')) == ()


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (("raw_wikipedia", "ru"), []),
        (
            ("dialogues", "ru"),
            [("passages", "ru"), ("reviews", "ru"), ("raw_wikipedia", "ru")],
        ),
        (("agnostic_sft", "math"), [("english_sft", "math")]),
    ],
)
def test_a_place_depends_on_everything_before_it_the_nearest_first(
    project: Project, place: Place, expected: Sequence[Place]
) -> None:
    assert flow.before(project(OWN_FILES), place) == expected


def test_an_upstream_of_another_partition_is_named_in_full() -> None:
    assert flow.input_name(("passages", "ru"), ("dialogues", "ru")) == "passages"
    assert flow.input_name(("agnostic_sft", "math"), ("translated_sft", "ru")) == "agnostic_sft/math"


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("dataset/ru", "there is dataset/all"),
        ("translated_sft/en", "there is translated_sft/ru, translated_sft/fr"),
        ("english_sft/chat", r"name its files: \[english_sft\] chat"),
        ("pruned_mix/de", "languages"),
    ],
)
def test_an_asset_that_there_is_not_is_told_from_those_that_there_are(project: Project, name: str, hint: str) -> None:
    settings = project(OWN_FILES.replace('["ru", "fr"]', '["en", "ru", "fr"]'))
    with pytest.raises(SettingsError, match=f"(?s){name}.*{hint}"):
        selection.asset(name, settings)

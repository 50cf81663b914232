"""The short form of the chaos program: a few kills of ``dialogues/en`` and ``translated_sft/fr`` on the sample."""

from __future__ import annotations

from pathlib import Path

import pytest

from ultralink_assets import sample
from ultralink_assets_tests import chaos


@pytest.mark.timeout(300)
def test_killed_runs_lose_nothing_pay_nothing_twice_and_give_the_same_tables(tmp_path: Path) -> None:
    module = ["-m", "ultralink_assets_tests.counting_endpoint", "--delay", "0.4"]
    with chaos.served(module) as url:
        plan = chaos.Plan(tmp_path, sample.dump("en"), kills=2, in_flight=3, min_tokens=1000, passage_tokens=2000)
        report = chaos.run(plan, url)
    assert report["kills"] == 2
    assert report["rows"]["dialogues"] > 0


@pytest.mark.timeout(300)
def test_a_killed_translation_loses_nothing_pays_nothing_twice_and_gives_the_same_tables(tmp_path: Path) -> None:
    with chaos.served(["-m", "ultralink_assets_tests.counting_endpoint", "--delay", "0.2"]) as url:
        report = chaos.run(chaos.Plan(tmp_path, sample.dump("en"), kills=1, in_flight=3, english=True), url)
    assert report["kills"] == 1
    assert report["rows"]["translated_sft"] > 0

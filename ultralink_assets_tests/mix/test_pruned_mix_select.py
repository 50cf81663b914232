"""How pruned_mix chooses among what is left: by scores of a file, by clusters of a model's vectors."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ultralink_assets.mix import pruned_mix_assets
from ultralink_assets.records import AgnosticItem, Turn
from ultralink_assets.settings import Settings
from ultralink_assets.warehouse import query
from ultralink_assets_tests.conftest import Project, run
from ultralink_assets_tests.mix.making import publish_rows

TOWNS = ("harbour", "glacier", "orchard", "lantern", "violin", "thunder", "meadow", "compass")
OWN = """
languages = ["en"]
[english_sft]
chat = "chat.jsonl"
[pruned_mix]
keep = { chat_agnostic = 0.25 }
"""


def _items() -> list[AgnosticItem]:
    texts = [f"Tell me what a {name} is for, and who looks after it." for name in TOWNS]
    return [
        AgnosticItem(f"chat:{n}", "chat", "en", "a.jsonl", n, None, (Turn(text, text[::-1]),), None, None, None)
        for n, text in enumerate(texts)
    ]


def _mixed(settings: Settings) -> dict[object, object]:
    publish_rows(settings, "agnostic_sft", "chat", _items())
    assert run(settings, "pruned_mix/en").success
    return {row["origin_id"]: row["kept_by"] for row in query(settings.data_dir, "FROM pruned_mix").to_pylist()}


def test_the_highest_scores_of_the_file_are_kept_and_the_others_say_their_place(
    project: Project, tmp_path: Path
) -> None:
    scores = "\n".join(f"chat:{number},{number / 10}" for number in range(len(TOWNS)))
    (tmp_path / "scores.csv").write_text(f"item_id,score\n{scores}\n", encoding="utf-8")
    settings = project(OWN + 'select = "score"\nscore_file = "scores.csv"\n')
    assert set(_mixed(settings)) == {"chat:7", "chat:6"}
    turned_down = query(
        settings.data_dir, "SELECT reason, detail FROM pruned_mix_rejected ORDER BY origin_id"
    ).to_pylist()
    assert len(turned_down) == len(TOWNS) - 2
    assert {row["reason"] for row in turned_down} == {"selection"}
    assert "place 8 of 8" in turned_down[0]["detail"]


def test_each_cluster_gives_one_item_before_any_gives_a_second(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    halves = {name: np.array([1.0, 0.0] if number < 4 else [0.0, 1.0], np.float32) for number, name in enumerate(TOWNS)}

    def encoder(model: str) -> object:
        assert model == "a-model"
        return lambda texts: np.stack([next(v for name, v in halves.items() if name in text) for text in texts])

    monkeypatch.setattr(pruned_mix_assets, "encoder", encoder)
    kept = _mixed(project(OWN + 'select = "clusters"\nembedding_model = "a-model"\n'))
    assert sorted(int(str(name).split(":")[1]) < 4 for name in kept) == [False, True]

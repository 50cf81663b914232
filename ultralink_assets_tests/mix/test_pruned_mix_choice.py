"""The asset pruned_mix/L chooses by a file of scores, and by clusters of what a model makes of the texts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from ultralink_assets.mix import pruned_mix_assets
from ultralink_assets.mix.embeddings import Matrix
from ultralink_assets.settings import Settings
from ultralink_assets.warehouse import query
from ultralink_assets_tests.conftest import Project, run

SUBJECTS = ("plums", "trains", "candles", "ladders", "kites", "spoons", "harbours", "lamps")
HALF = 'languages = ["en"]\n[english_sft]\nmath = "math.jsonl"\n[pruned_mix.keep]\nmath = 0.5\n'


@pytest.fixture
def maths(tmp_path: Path) -> Path:
    """A file of eight questions, each of another thing."""
    rows = [
        {
            "query": f"{subject.title()} come in boxes of {number + 3}. How many {subject} are in {number + 5} boxes?",
            "response": f"Each box holds {number + 3} {subject}: so {(number + 3) * (number + 5)} are in all of them.",
            "original_question": f"{subject}?",
        }
        for number, subject in enumerate(SUBJECTS)
    ]
    path = tmp_path / "math.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


def make(settings: Settings) -> None:
    assert run(settings, "english_sft/math", "agnostic_sft/math", "pruned_mix/en").success


def subjects(settings: Settings, table: str) -> dict[str, str]:
    """What the rows of a table are about, with what is said of their choice."""
    why = "kept_by" if table == "pruned_mix" else "detail"
    rows = query(settings.data_dir, f"SELECT turns[1].question AS question, {why} AS why FROM {table}").to_pylist()
    return {row["question"].split()[0].lower(): row["why"] for row in rows}


def test_the_best_scores_of_a_file_stay_and_another_file_chooses_anew(project: Project, maths: Path) -> None:
    settings = project(HALF + '[pruned_mix]\nselect = "random"\n')
    make(settings)
    ids = query(settings.data_dir, "SELECT turns[1].question AS question, item_id FROM agnostic_sft").to_pylist()
    named = {row["question"].split()[0].lower(): row["item_id"] for row in ids}
    by_score = project(HALF + '[pruned_mix]\nselect = "score"\nscore_file = "scores.csv"\n')
    for best in (SUBJECTS[:4], SUBJECTS[4:]):
        lines = ["item_id,score", *(f"{named[subject]},{number}" for number, subject in enumerate(best))]
        (maths.parent / "scores.csv").write_text("\n".join(lines), encoding="utf-8")
        make(by_score)
        kept = subjects(by_score, "pruned_mix")
        assert set(kept) == set(best)
        assert kept[best[3]] == "score: score 3, place 1 of 8, the first 4 are kept"
        assert all("no score" in why for why in subjects(by_score, "pruned_mix_rejected").values())


def test_a_file_of_scores_that_is_not_there_is_named_before_anything_is_read(project: Project, maths: Path) -> None:
    settings = project(HALF + '[pruned_mix]\nselect = "score"\nscore_file = "gone.csv"\n')
    run(settings, "english_sft/math", "agnostic_sft/math")
    with pytest.raises(Exception, match=r"no such file: .*gone\.csv"):
        run(settings, "pruned_mix/en")


def test_clusters_of_what_a_model_makes_of_the_texts_are_all_represented(
    project: Project, maths: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def encode(texts: Sequence[str]) -> Matrix:
        of_each = [[subject in text for subject in SUBJECTS[6:]] for text in texts]
        return np.array([[not any(found), *found] for found in of_each], np.float32)

    monkeypatch.setattr(pruned_mix_assets, "encoder", lambda _: encode)
    settings = project(HALF + '[pruned_mix]\nselect = "clusters"\nembedding_model = "m"\n')
    make(settings)
    kept = subjects(settings, "pruned_mix")
    assert len(kept) == 4
    assert set(SUBJECTS[6:]) < set(kept)
    assert all(why.startswith("clusters: number ") for why in kept.values())
    assert not list(settings.data_dir.rglob("*.npy*"))

"""Scores of a user's file: by id, none where there is none, and an error that names the file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ultralink_assets.mix.score_file import read_scores
from ultralink_assets.records import InputError

IDS = pa.chunked_array([["a", "b"], ["c"]])


def as_csv(folder: Path, text: str) -> Path:
    path = folder / "scores.csv"
    path.write_text(text, encoding="utf-8")
    return path


def as_parquet(folder: Path, **columns: list[Any]) -> Path:
    path = folder / "scores"  # the name decides nothing
    pq.write_table(pa.table({name: pa.array(values) for name, values in columns.items()}), path)
    return path


def test_scores_come_in_the_order_of_the_ids_and_none_is_no_number(tmp_path: Path) -> None:
    path = as_csv(tmp_path, "score,note,item_id\n0.5,x,c\n-2,y,a\n7,z,other\n")
    np.testing.assert_array_equal(read_scores(path, IDS), [-2.0, np.nan, 0.5])


def test_parquet_with_whole_numbers_gives_the_same(tmp_path: Path) -> None:
    path = as_parquet(tmp_path, item_id=["c", "a", "b"], score=[1, 2, None], more=["", "", ""])
    np.testing.assert_array_equal(read_scores(path, IDS), [2.0, np.nan, 1.0])


def test_ids_that_look_like_numbers_stay_as_they_are_written(tmp_path: Path) -> None:
    path = as_csv(tmp_path, "item_id,score\n007,1\n7,2\n")
    np.testing.assert_array_equal(read_scores(path, pa.chunked_array([["7", "007"]])), [2.0, 1.0])


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"pruned_mix\.score_file: no such file: .*gone\.csv"):
        read_scores(tmp_path / "gone.csv", IDS)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("item_id,points\na,1\n", "'score'"),
        ("item_id,score\na,high\n", "invalid value 'high'"),
        ("item_id,score\na\n", "Expected 2 columns"),
        ("", "Empty"),
        ("item_id,score\na,1\nb,1\na,2\n", "'a' has several scores"),
    ],
)
def test_a_csv_of_another_form_is_an_error_that_names_file_and_problem(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(InputError, match=r"scores\.csv") as caught:
        read_scores(as_csv(tmp_path, text), IDS)
    assert problem in str(caught.value)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("columns", "problem"),
    [({"item_id": ["a"], "points": [1]}, "score"), ({"item_id": ["a"], "score": ["high"]}, "'high'")],
)
def test_a_parquet_file_of_another_form_is_an_error_too(
    tmp_path: Path, columns: dict[str, list[Any]], problem: str
) -> None:
    with pytest.raises(InputError, match=problem):
        read_scores(as_parquet(tmp_path, **columns), IDS)


def test_a_parquet_file_that_is_cut_is_an_error_too(tmp_path: Path) -> None:
    path = as_parquet(tmp_path, item_id=["a"], score=[1])
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(InputError, match="no scores can be read"):
        read_scores(path, IDS)

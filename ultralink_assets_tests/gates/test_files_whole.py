"""Files of a data set that are not what their rows say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from ultralink_assets.gates.files_whole import check
from ultralink_assets.mix.dataset import write
from ultralink_assets.records import DatasetFile, Outcome
from ultralink_assets_tests.mix.making import items


@pytest.fixture
def files(tmp_path: Path) -> list[DatasetFile]:
    return [file for one in write(tmp_path, "ru", [items(3)], lambda _: {}) for file in one.files]


def test_files_that_are_whole_pass(files: list[DatasetFile], tmp_path: Path) -> None:
    assert {check(file, tmp_path).outcome for file in files} == {Outcome.PASS}


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def changed(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("harm", [cut, changed, Path.unlink])
def test_a_file_that_was_cut_changed_or_removed_fails_and_is_named(
    files: list[DatasetFile], tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    for file in files:
        harm(tmp_path / file.path)
        found = check(file, tmp_path)
        assert found.outcome is Outcome.FAIL
        assert file.path in found.detail


def test_a_row_that_counts_others_fails(files: list[DatasetFile], tmp_path: Path) -> None:
    for file in files:
        found = check(replace(file, rows=4), tmp_path)
        assert (found.outcome, found.detail) == (Outcome.FAIL, f"{file.path}: rows 3 instead of 4")

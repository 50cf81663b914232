"""Every column of every stage has its words, and no words are about a column that is gone."""

from __future__ import annotations

import pytest

from ultralink_assets.shown import columns
from ultralink_assets.warehouse import STAGES


@pytest.mark.parametrize("stage", STAGES)
def test_the_described_columns_are_those_of_the_table(stage: str) -> None:
    assert set(columns.DESCRIPTIONS[stage]) == set(STAGES[stage].schema.names)
    assert all(words.endswith(".") for words in columns.DESCRIPTIONS[stage].values())

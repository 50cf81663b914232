"""A data folder for each test."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data [1]"  # a name that must not be taken for a pattern

"""The sample's English rows as they stand in their files, read without the pipeline's loaders."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from ultralink_assets import sample
from ultralink_assets.records import PARTS
from ultralink_assets.sample import PlantedRow

ROLES = {"human": 0, "gpt": 1}
PAIRS = (("query", "response"), ("problem", "solution"), ("instruction", "response"))
KEPT = {"exact_copy", "near_copy", "contaminated"}  # faults of rows that may be drawn for translation


@cache
def rows(file: str) -> list[dict[str, Any]]:
    (path,) = (path for part in PARTS for path in sample.english(part) if path.name == file)
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def texts_of(row: dict[str, Any]) -> list[str]:
    """Questions and answers in turn."""
    if "conversations" in row:
        return [said["value"] for said in row["conversations"]]
    (pair,) = (pair for pair in PAIRS if pair[0] in row)
    return [row[key] for key in pair]


def planted(file: str) -> dict[int, PlantedRow]:
    return {found.row: found for found in sample.planted_rows() if found.file == file}


def files() -> list[str]:
    return [path.name for part in PARTS for path in sample.english(part)]


def sound_rows() -> list[tuple[str, int]]:
    """File and number of each row that is not broken."""
    return [
        (file, number)
        for file in files()
        for number in range(len(rows(file)))
        if number not in planted(file) or planted(file)[number].fault != "broken"
    ]


def to_translate() -> set[str]:
    """The texts of each row that may be drawn for translation."""
    return {
        text
        for file, number in sound_rows()
        if number not in planted(file) or planted(file)[number].fault in KEPT
        for text in texts_of(rows(file)[number])
    }

"""docs/gates.md names every gate, its table is the benchmark's, and its settings are valid."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from ultralink_assets.gates import BLOCKING, UTTERANCE_GATES, WARNINGS
from ultralink_assets.languages.criteria import cultural_filter
from ultralink_assets.settings import AgnosticSftSettings
from ultralink_assets_tests.conftest import Project
from ultralink_assets_tests.gates.copies import FINDERS
from ultralink_assets_tests.gates.planting import LANGUAGES, WARNING_PLANTS

DOC = (Path(__file__).parent.parent / "docs" / "gates.md").read_text(encoding="utf-8")
STAGES = [*BLOCKING]


def table(heading: str) -> list[list[str]]:
    """The cells of the table under ``heading``, its head first."""
    section = DOC.split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|") and not line.startswith("| ---")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_the_rates_are_of_every_gate_that_faults_are_planted_for_in_every_language() -> None:
    head, *rows = table("Rates")
    assert head == ["gate", *sorted(LANGUAGES)]
    assert [row[0] for row in rows] == [*UTTERANCE_GATES, *WARNING_PLANTS, *FINDERS]
    assert all(
        re.fullmatch(r"(?:[01](?:\.\d{3})?|–)(?:, (?:[01](?:\.\d{3})?|–)){3}", cell) for row in rows for cell in row[1:]
    )


def test_every_gate_says_what_it_catches_and_what_it_misses() -> None:
    _, *rows = table("What each catches and misses")
    told = {(row[0], stage, row[2]) for row in rows for stage in (STAGES if row[1] == "all" else row[1].split(", "))}
    held = [(BLOCKING, "blocks"), (WARNINGS, "warns")]
    gates = {(name, stage, what) for stages, what in held for stage, names in stages.items() for name in names}
    assert told == gates
    assert all(len(row) == 5 and row[3] and row[4] for row in rows)


@pytest.mark.parametrize("block", re.findall(r"```toml\n(.*?)```", DOC, flags=re.DOTALL))
def test_its_settings_are_valid(project: Project, block: str) -> None:
    settings = project(block)
    filters = "agnostic_sft" in settings.model_fields_set
    assert filters or settings.judgements.sample == 0.05 or settings.gates.toxicity.threshold == 0.8
    assert settings.agnostic_sft == AgnosticSftSettings()


def test_the_canaries_of_the_filter_are_as_many_as_it_says() -> None:
    counts = Counter(canary.breaks for canary in cultural_filter().canaries)
    clean = counts.pop("")
    assert (set(counts.values()), clean) == ({5}, 10)
    assert f"are {counts.total() + clean} of ours: five that break each of the seven criteria" in DOC
    assert "and ten that break none" in DOC

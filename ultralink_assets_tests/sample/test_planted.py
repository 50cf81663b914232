"""Each fault that the sample ships is caught by the gate meant for it, and by nothing once that gate is taken away."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

import pytest

from ultralink_assets import sample
from ultralink_assets.gates import duplicates, near_duplicates, stage_checks, utterance
from ultralink_assets.gates.utterance import UTTERANCE_GATES
from ultralink_assets.records import Passage
from ultralink_assets.sample import Planted
from ultralink_assets.settings import GatesSettings
from ultralink_assets_tests.gates.tables import books, failed, write
from ultralink_assets_tests.sample.articles import articles, text_of
from ultralink_assets_tests.sample.faults import caught_by, finished

CODES = sample.languages()
SIMILARITY = GatesSettings().near_duplicate_similarity
BY_GATE = [
    (code, gate, [fault for fault in sample.planted(code) if fault.gate == gate])
    for code in CODES
    for gate in UTTERANCE_GATES
]


def assert_caught(code: str, gate: str, faults: list[Planted]) -> None:
    assert {caught_by(code, fault) for fault in faults} == {gate}


@pytest.mark.parametrize(("code", "gate", "faults"), BY_GATE, ids=lambda value: value if isinstance(value, str) else "")
def test_planted_utterances_are_caught_by_their_gate(code: str, gate: str, faults: list[Planted]) -> None:
    assert_caught(code, gate, faults)


@pytest.mark.parametrize(("code", "gate", "faults"), BY_GATE, ids=lambda value: value if isinstance(value, str) else "")
def test_without_its_gate_every_planted_utterance_passes(
    monkeypatch: pytest.MonkeyPatch, code: str, gate: str, faults: list[Planted]
) -> None:
    others = {name: check for name, check in UTTERANCE_GATES.items() if name != gate}
    monkeypatch.setattr(utterance, "UTTERANCE_GATES", MappingProxyType(others))
    assert faults
    assert [caught_by(code, fault) for fault in faults] == [""] * len(faults)
    with pytest.raises(AssertionError):
        assert_caught(code, gate, faults)


# ---------------------------------------------------------------------------- whole dialogues


def planted_copies(code: str, gate: str) -> list[str]:
    return [fault.title for fault in sample.planted(code) if fault.gate == gate]


def copies_in(code: str, folder: Path) -> dict[str, list[str]]:
    """Titles of the dialogues that are turned down as copies, by reason. Of two the later one in the sample is."""
    found = near_duplicates.find(write(folder / "d.parquet", "dialogues", finished(code)), SIMILARITY, code).to_pylist()
    reasons: dict[str, list[str]] = {}
    for row in found:
        reasons.setdefault(row["reason"], []).append(row["dialogue_id"].split(":")[2])
    return reasons


def checks_that_fail(code: str, folder: Path) -> list[str]:
    """Of the finished dialogues, none turned down."""
    rows = finished(code)
    named = {row.passage_id: articles(code)[row.passage_id.split(":")[2]] for row in rows}
    passages = [Passage(key, code, one.page_id, None, one.title, (), 0, text_of(one), 1) for key, one in named.items()]
    paths = (write(folder / "d.parquet", "dialogues", rows), write(folder / "p.parquet", "passages", passages))
    return failed(stage_checks.check_dialogues(paths[0], books(len(rows)), code, paths[1], GatesSettings()))


@pytest.mark.parametrize("code", CODES)
def test_planted_copies_are_caught_by_their_gate(tmp_path: Path, code: str) -> None:
    assert copies_in(code, tmp_path) == {gate: planted_copies(code, gate) for gate in ("duplicates", "near_duplicates")}


@pytest.mark.parametrize("code", CODES)
def test_copies_that_were_left_in_fail_their_checks_and_no_other(tmp_path: Path, code: str) -> None:
    assert checks_that_fail(code, tmp_path) == ["duplicates", "near_duplicates"]


@pytest.mark.parametrize("code", CODES)
def test_without_near_duplicates_the_planted_near_copy_stays(tmp_path: Path, code: str) -> None:
    path = write(tmp_path / "d.parquet", "dialogues", finished(code))
    found = {row["dialogue_id"].split(":")[2] for row in duplicates.find(path, "dialogues", code).to_pylist()}
    assert found == set(planted_copies(code, "duplicates"))


@pytest.mark.parametrize("code", CODES)
def test_without_duplicates_no_check_is_about_the_planted_copy_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: str
) -> None:
    none = duplicates.find(write(tmp_path / "none.parquet", "dialogues", []), "dialogues", code)
    monkeypatch.setattr(duplicates, "find", lambda *_: none)
    assert checks_that_fail(code, tmp_path) == ["near_duplicates"]

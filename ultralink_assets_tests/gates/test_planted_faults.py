"""Each kind of fault, planted at a random place of a clean dialogue, is caught by the gate that is meant for it."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ultralink_assets.gates import UTTERANCE_GATES, inspect
from ultralink_assets.records import Outcome
from ultralink_assets_tests.gates.planting import LANGUAGES, PLANTS, clean_dialogues, enumerate_said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("gate", UTTERANCE_GATES)
def test_no_gate_fails_a_clean_dialogue(gate: str, language: str) -> None:
    for dialogue in clean_dialogues(language):
        for turn, said in enumerate_said(dialogue):
            finding = UTTERANCE_GATES[gate](said)
            assert finding.outcome is not Outcome.FAIL, (dialogue.title, turn, said.role, finding)


@pytest.mark.parametrize("language", LANGUAGES)
def test_inspect_lets_clean_utterances_pass(language: str) -> None:
    said = [one for dialogue in clean_dialogues(language) for _, one in enumerate_said(dialogue)]
    assert [inspect(one) for one in said] == [None] * len(said)


def test_every_utterance_gate_has_a_fault_that_is_planted() -> None:
    assert set(PLANTS) == set(UTTERANCE_GATES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("gate", PLANTS)
@settings(deadline=None, max_examples=60)
@given(seed=st.integers(0, 2**32))
def test_a_planted_fault_fails_its_gate(gate: str, language: str, seed: int) -> None:
    random = Random(seed)
    planted = PLANTS[gate](random.choice(clean_dialogues(language)), random)
    said = planted.said()
    assert UTTERANCE_GATES[gate](said).outcome is Outcome.FAIL, said.text
    assert inspect(said) is not None

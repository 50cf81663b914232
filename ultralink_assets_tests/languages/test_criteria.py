"""The words of the cultural filter: complete, refused by name when they are not, and versioned by what they decide."""

from __future__ import annotations

from pathlib import Path

import pytest

from ultralink_assets.languages.criteria import CRITERIA, FEWEST_CANARIES, FEWEST_CLEAN, SHARED, cultural_filter
from ultralink_assets.records import SettingsError, Turn

FILTER = cultural_filter()
TEXT = SHARED.read_text(encoding="utf-8")


def spoilt(folder: Path, old: str, new: str, count: int = 1) -> Path:
    assert old in TEXT
    (folder / "criteria.toml").write_text(TEXT.replace(old, new, count), encoding="utf-8")
    return folder / "criteria.toml"


def test_the_instructions_say_of_each_criterion_in_a_sentence_what_counts_and_what_does_not() -> None:
    for name, words in FILTER.criteria.items():
        assert f"\n{name}: {words}" in FILTER.instructions
        assert words.endswith((" do not count.", " does not count."))
        assert words.count(". ") == 0


def test_a_conversation_is_shown_turn_by_turn_before_what_is_asked_about_it() -> None:
    asked = FILTER.asking_about((Turn("Q1 costs $5?", "A1"), Turn("Q2", "A2 ${answer}")))
    places = [asked.index(text) for text in ("Q1 costs $5?", "A1", "Q2", "A2 ${answer}", "Reply with the JSON object")]
    assert places == sorted(places)


def test_asking_again_says_what_was_wrong_and_names_every_key() -> None:
    again = FILTER.asking_again("it holds no object for 'place'")
    assert all(text in again for text in ("it holds no object for 'place'", *CRITERIA))


def test_there_are_canaries_of_every_kind_and_none_twice() -> None:
    counts = [sum(canary.breaks == name for canary in FILTER.canaries) for name in CRITERIA]
    assert min(counts) >= FEWEST_CANARIES
    assert sum(not canary.breaks for canary in FILTER.canaries) >= FEWEST_CLEAN
    assert len({canary.question for canary in FILTER.canaries}) == len(FILTER.canaries)


@pytest.mark.parametrize(
    ("old", "new", "count", "named"),
    [
        ('place = "A', 'town = "A', 1, "criteria: .*wanted, in this order: human_name"),
        ('breaks = "place"', 'breaks = "places"', 1, "canaries.*'places' is no criterion"),
        ('breaks = "place"', 'breaks = "custom"', 3, "canaries: .*2 break place, and 3 are needed"),
        ('breaks = ""', 'breaks = "custom"', 6, "canaries: .*5 break nothing, and 6 are needed"),
        ("${conversation}", "$conversations", 1, r"conversation: .*unknown variable \$conversations"),
        ("${fault}", "this", 1, r"ask_again: .*does not use the variable \$fault"),
        ("exchange = ", "exchanges = ", 1, "exchange: Field required"),
    ],
)
def test_a_spoilt_file_is_refused_by_key(tmp_path: Path, old: str, new: str, count: int, named: str) -> None:
    with pytest.raises(SettingsError, match=rf"(?s)criteria\.toml: {named}"):
        cultural_filter(spoilt(tmp_path, old, new, count))


def test_another_prompt_is_another_version_and_another_canary_changes_no_prompt(tmp_path: Path) -> None:
    prompt = cultural_filter(spoilt(tmp_path, "you guess nothing", "never guess"))
    assert prompt.version != FILTER.version
    assert prompt.prompt_version != FILTER.prompt_version
    (tmp_path / "other").mkdir()
    canary = cultural_filter(spoilt(tmp_path / "other", "peel garlic", "peel an onion"))
    assert canary.version != FILTER.version
    assert canary.prompt_version == FILTER.prompt_version

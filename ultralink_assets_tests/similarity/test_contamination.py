"""Items are found in texts that hold them, also edited; not by a phrase, by boilerplate or by chance."""

from __future__ import annotations

from random import Random

import pytest

from ultralink_assets.similarity import contamination
from ultralink_assets.similarity.contamination import BenchmarkItem, Held, Index

WORDS = ["".join(Random(number).choices("abcdefghijklmnop", k=4 + number % 6)) for number in range(2000)]
SIGNS = [chr(0x4E00 + number) for number in range(2000)]
FARM = "A farmer sells seven baskets of plums on Monday and twice as many on Tuesday. How many does she sell?"


def item(text: str, item_id: str = "own:1") -> BenchmarkItem:
    return BenchmarkItem(item_id, text)


def ids(index: Index, text: str) -> list[str]:
    return [one.item_id for one in index.held([text])[0]]


@pytest.mark.parametrize(("blank", "words"), [(" ", WORDS), ("", SIGNS)], ids=["letters", "without blanks"])
@pytest.mark.parametrize("edits", [0, 0.05])
def test_planted_items_are_found_and_other_texts_hold_none(blank: str, words: list[str], edits: float) -> None:
    random = Random(6)
    said = [random.choices(words, k=35) for _ in range(200)]
    index = Index(item(blank.join(one), f"own:{number}") for number, one in enumerate(said))
    changed = [[random.choice(words) if random.random() < edits else word for word in one] for one in said]
    hosts = [blank.join([*random.choices(words, k=60), *one, *random.choices(words, k=60)]) for one in changed]
    found = index.held(hosts)
    assert sum(f"own:{number}" in {one.item_id for one in held} for number, held in enumerate(found)) >= 195
    assert not any(index.held([blank.join(random.choices(words, k=200)) for _ in range(500)]))


def test_coverage_is_the_share_of_the_item_and_case_and_punctuation_do_not_matter() -> None:
    index = Index([item(FARM)])
    assert index.held([f"Solve: {FARM.upper()}".replace(".", " !").replace(" ", "  ")]) == [[Held("own:1", 1.0)]]
    [[half]] = index.held([FARM[: len(FARM) * 6 // 10]])
    assert 0.45 < half.coverage < 0.55
    assert index.held([FARM[: len(FARM) * 4 // 10]]) == [[]]


def test_the_best_covered_item_comes_first_and_each_once() -> None:
    index = Index([item(FARM[:70], "own:b"), item(FARM, "own:a"), item(FARM[::-1], "own:c")])
    assert index.held([f"{FARM[:80]} {FARM[:80]}"])[0][0] == Held("own:b", 1.0)
    assert ids(index, f"{FARM} {FARM}") == ["own:a", "own:b"]


def test_a_short_item_is_held_by_a_line_that_says_nothing_else() -> None:
    index = Index([item("Who is she?"), item("他是谁？", "own:2"), item("...", "own:3")])
    assert ids(index, "Tell me.\nwho is she\nThank you.") == ["own:1"]
    assert ids(index, "他是谁") == ["own:2"]
    assert ids(index, "Tell me who is she and when she came.\n...\n\n他是谁的儿子？") == []


def test_an_item_of_few_runs_is_held_only_as_a_whole() -> None:
    index = Index([item("how many plums are left")])
    assert ids(index, "Say how many plums are left over.") == ["own:1"]
    assert ids(index, "Say how many plums are lemons.") == []


def test_what_many_items_have_in_common_says_nothing() -> None:
    shared = "which of the following statements is the correct one about "
    subjects = [" ".join(Random(number).choices(WORDS, k=5)) for number in range(20)]
    index = Index(item(shared + subject, f"own:{number}") for number, subject in enumerate(subjects))
    assert ids(index, f"{shared}plums and nothing but plums?") == []
    assert ids(index, f"{shared}{subjects[3]}?") == ["own:3"]
    equal = Index(item(shared, f"own:{number}") for number in range(20))
    assert len(ids(equal, f"Say: {shared}")) == 20


def test_a_huge_text_is_searched_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contamination, "PART", 300)
    before = " ".join(Random(1).choices(WORDS, k=2000))
    index = Index([item(FARM)])
    assert index.held([f"{before[:at]} {FARM} {before}" for at in (0, 250, 599, 5000)]) == [[Held("own:1", 1.0)]] * 4


def test_without_items_or_texts_nothing_is_held() -> None:
    assert Index([]).held([FARM, ""]) == [[], []]
    assert Index([item(FARM)]).held([]) == []
    assert Index([item("...")]).held(["...", FARM]) == [[], []]

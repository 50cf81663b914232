"""The data card: a header that the Hub and `datasets` read, and words that a person reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from ultralink_assets.mix.card import NAME, Facts, Gate, Kept, Source, Writer, header, license_of, render
from ultralink_assets.mix.dataset import Origin, write
from ultralink_assets.records import MixItem
from ultralink_assets_tests.mix.making import PARTS, item, items

Loader = Callable[..., Any]


def origins(batch: Sequence[MixItem]) -> dict[str, Origin]:
    return {one.origin_id: Origin("ru:1:p", 1, 2, "Каменка", None) for one in batch if one.part == "chat_specific"}


def facts_of(folder: Path) -> Facts:
    written = [*write(folder, "ru", [items(3)], origins), *write(folder, "fr", [[item(0, "math", "fr")]], origins)]
    return Facts(
        name="Small talk",
        license="cc-by-sa-4.0",
        demo=False,
        languages={"ru": "Russian", "fr": "French"},
        written=written,
        sources=[
            Source("raw_wikipedia/ru", ("ruwiki-20240301.xml.bz2",), "CC BY-SA 4.0 (Wikipedia)"),
            Source("english_sft/math", ("a|b.json", "c.json"), "MIT"),
        ],
        kept=[Kept("dialogues/ru", 1200, 1000, {"refusal": 150, "language": 50}), Kept("passages/ru", 9, 9, {})],
        gates=[
            Gate("dialogues", "refusal", "No turn is a refusal.", True, ("ru",), ("fr",), 2, 11),
            Gate("dialogues", "toxicity", "No abuse.", False, ("ru",), (), 0, 0),
        ],
        writers=[Writer("dialogues/ru", "writer-7b", ("v3", "v4"), 1000), Writer("judgements/ru", "judge-70b", (), 50)],
        settings={"seed": "7", "dialogues.end_probability": "0.1"},
        older=["passages/ru"],
        override=["dialogues/refusal"],
        version="1.2.3",
    )


@pytest.fixture
def facts(tmp_path: Path) -> Facts:
    return facts_of(tmp_path)


def parsed(text: str) -> tuple[dict[str, Any], str]:
    """The header, and what a person reads."""
    before, head, body = text.split("---\n", 2)
    assert before == ""
    return yaml.safe_load(head), body.strip()


def test_the_header_is_what_the_hub_takes(facts: Facts) -> None:
    head, _ = parsed(render(facts))
    assert head == header(facts)
    assert head["language"] == ["fr", "ru"]
    assert (head["license"], head["size_categories"], head["task_categories"]) == (
        "cc-by-sa-4.0",
        ["n<1K"],
        ["text-generation"],
    )
    assert license_of(render(facts)) == "cc-by-sa-4.0"
    names = [config["config_name"] for config in head["configs"]]
    assert names == ["all", "ru", "fr", *(f"ru_{part}" for part in PARTS), "fr_math"]
    assert [config["config_name"] for config in head["configs"] if config.get("default")] == ["all"]


def test_every_file_that_the_header_names_is_there_and_all_names_each_once(facts: Facts, tmp_path: Path) -> None:
    head, _ = parsed(render(facts))
    paths = [path for config in head["configs"] for one in config["data_files"] for path in one["path"]]
    assert all((tmp_path / path).is_file() for path in paths)
    [whole] = head["configs"][0]["data_files"]
    assert sorted(whole["path"]) == sorted(p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*.parquet"))


@pytest.mark.parametrize(
    ("rows", "category"),
    [(999, "n<1K"), (1000, "1K<n<10K"), (1_032_000, "1M<n<10M"), (50_000_000, "n>10M")],
)
def test_the_size_is_named_as_the_hub_names_it(facts: Facts, rows: int, category: str) -> None:
    [last] = facts.written[-1:]
    grown = replace(last, files=(replace(last.files[0], rows=rows), last.files[1]))
    assert header(replace(facts, written=[grown]))["size_categories"] == [category]


def test_it_says_what_is_in_it_where_it_comes_from_and_who_wrote_it(facts: Facts) -> None:
    _, body = parsed(render(facts))
    lines = body.splitlines()
    assert lines[0] == "# Small talk"
    for line in (
        "| Russian (ru) | chat_specific | 3 | 6 | 33 |",
        "| French (fr) | math | 1 | 2 | 10 |",
        "| all | all | 13 | 26 | 142 |",
        "| raw_wikipedia/ru | ruwiki-20240301.xml.bz2 | CC BY-SA 4.0 (Wikipedia) |",
        r"| english_sft/math | a\|b.json, c.json | MIT |",
        "| dialogues/ru | writer-7b | v3, v4 | 1,000 |",
        "| judgements/ru | judge-70b | – | 50 |",
        "| dialogues/ru | 1,200 | 1,000 | refusal 150, language 50 |",
        "| passages/ru | 9 | 9 | – |",
        "| `dialogues.end_probability` | 0.1 |",
        "| dialogues | refusal | No turn is a refusal. | ru | fr | 2 | 11 |",
        "| dialogues | toxicity (warns) | No abuse. | ru | – | 0 | 0 |",
        "Licence: `cc-by-sa-4.0`.",
    ):
        assert line in lines
    assert "have not been made again: passages/ru." in body
    assert "not known any more" not in body
    assert "allowed to fail: dialogues/refusal." in body


def tables(lines: Iterable[str]) -> list[list[str]]:
    found: list[list[str]] = [[]]
    for line in lines:
        found[-1].append(line) if line.startswith("|") else found.append([])
    return [table for table in found if table]


def test_every_table_has_its_rule_and_as_many_cells_in_each_row(facts: Facts) -> None:
    _, body = parsed(render(facts))
    found = tables(body.splitlines())
    assert len(found) == 6
    for table in found:
        cells = [line.replace(r"\|", "").count("|") for line in table]
        assert len(set(cells)) == 1
        assert set(table[1]) <= set("|-: ")
    assert "\n\n\n" not in body


def test_what_is_not_known_is_said(facts: Facts) -> None:
    bare = replace(facts, license=None, writers=[], older=[], override=[], written=facts.written[2:3])
    head, body = parsed(render(bare))
    assert "license" not in head
    assert license_of(render(bare)) is None
    assert "**The licence is not decided.**" in body
    assert "no model" in body
    assert not [words for words in ("made again:", "allowed to fail", "retell articles") if words in body]


def test_its_first_line_says_when_demo_rows_are_in_it(facts: Facts) -> None:
    head, body = parsed(render(replace(facts, demo=True)))
    assert body.splitlines()[0].startswith("**Demo rows:")
    assert "demo" in head["tags"]
    assert "demo" not in render(facts)


@pytest.fixture
def load(tmp_path_factory: pytest.TempPathFactory) -> Loader:
    """`datasets.load_dataset` with an empty cache; of a folder it asks nobody."""
    import datasets

    cache = str(tmp_path_factory.mktemp("cache"))
    return lambda *names, **options: datasets.load_dataset(*names, cache_dir=cache, **options)


def test_a_folder_with_its_card_loads_whole_by_language_and_by_part(load: Loader, facts: Facts, tmp_path: Path) -> None:
    (tmp_path / NAME).write_text(render(facts), encoding="utf-8")
    assert load(str(tmp_path))["train"].num_rows == 13
    assert set(load(str(tmp_path), "ru", split="train")["part"]) == set(PARTS)
    rows = load(str(tmp_path), "ru_chat_specific", split="train")
    assert [row["title"] for row in rows] == ["Каменка"] * 3
    for number, row in enumerate(rows):
        said = [(message["role"], message["content"]) for message in row["messages"]]
        turns = item(number).turns
        assert said == [pair for turn in turns for pair in (("user", turn.question), ("assistant", turn.answer))]


def test_the_published_lines_load_as_json(load: Loader, facts: Facts, tmp_path: Path) -> None:
    rows = load("json", data_files=str(tmp_path / "ru_math.jsonl"), split="train")
    assert rows["id"][:2] == ["ru_math_0", "ru_math_1"]
    assert rows[1]["data"] == [text for turn in item(1, "math").turns for text in (turn.question, turn.answer)]
    assert len(facts.written) == 5

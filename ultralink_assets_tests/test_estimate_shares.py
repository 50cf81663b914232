"""``ultralink estimate translated_sft/L`` on the sample's English data: every share, in one language and in all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ultralink_assets import estimate, estimate_shares, flow
from ultralink_assets import settings as settings_module
from ultralink_assets.from_english.translated_sft import expected_requests
from ultralink_assets.records import PARTS, UpstreamRefused
from ultralink_assets.settings import Settings
from ultralink_assets.warehouse import Upstream, query
from ultralink_assets_tests.conftest import run
from ultralink_assets_tests.warehouse.making import open_warehouse

PRICES = {"ULTRALINK_TEACHER__PRICE_PER_MILLION__INPUT": "1", "ULTRALINK_TEACHER__PRICE_PER_MILLION__OUTPUT": "10"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with English data, of which maths went through the filter."""
    data = tmp_path_factory.mktemp("made") / "data"
    assert run(loaded(data), *(f"english_sft/{part}" for part in PARTS), "agnostic_sft/math").success
    return data


def loaded(data: Path, **environ: str) -> Settings:
    return settings_module.load({"ULTRALINK_DATA_DIR": str(data), **environ}, data.parent)


def upstream(data: Path, stage: str, part: str) -> Upstream:
    return open_warehouse(data).read_upstream(stage, part, (), ())


def lines(shown: str) -> list[dict[str, str]]:
    """The rows of both tables, by the words of their heads."""
    tables = [re.split(r"\s{2,}", line.strip()) for line in shown.splitlines() if line.startswith("  ")]
    return [dict(zip(tables[0], row, strict=True)) for row in tables if row[0] != "keep"]


def test_a_line_for_every_share_and_for_the_settings_twice(made: Path) -> None:
    settings = loaded(made)
    shown = estimate.report(settings, "translated_sft", "ru")
    assert [line["keep"] for line in lines(shown)] == ["1/16", "1/8", "1/4", "1/2", "1", "settings"] * 2
    assert f"all 4 languages ({', '.join(flow.translated(settings))})" in shown
    assert {line["money"] for line in lines(shown)} == {"not known"}


def test_the_whole_pool_is_every_row_and_the_requests_that_its_texts_need(made: Path) -> None:
    whole = lines(estimate.report(loaded(made), "translated_sft", "ru"))[4]
    rows = [
        [row for batch in upstream(made, stage, part).batches(100) for row in batch]
        for stage, part in (("english_sft", "chat"), ("agnostic_sft", "math"), ("english_sft", "code"))
    ]
    assert [int(whole[part]) for part in PARTS] == [len(of_part) for of_part in rows]
    assert int(whole["requests"]) == sum(expected_requests(row) for of_part in rows for row in of_part)


def test_rows_after_the_filter_are_taken_where_there_are_some_and_the_note_says_of_the_others(made: Path) -> None:
    shown = estimate.report(loaded(made), "translated_sft", "fr")
    assert "of english_sft/chat, agnostic_sft/math, english_sft/code" in shown
    assert "Rows of english_sft are counted before the filter." in shown


def test_the_settings_share_is_what_their_keep_says_and_shares_grow(made: Path) -> None:
    keep = {f"ULTRALINK_TRANSLATED_SFT__KEEP__{part.upper()}": "0.5" for part in PARTS}
    own = lines(estimate.report(loaded(made, **keep), "translated_sft", "ru"))[:6]
    assert {**own[5], "keep": ""} == {**own[3], "keep": ""}
    requests = [int(line["requests"].replace(",", "")) for line in own[:5]]
    assert requests == sorted(requests)
    assert requests[4] > requests[0]


def test_money_is_that_of_the_prices_and_the_total_that_of_every_language(made: Path) -> None:
    settings = loaded(made, **PRICES)
    shown = {code: lines(estimate.report(settings, "translated_sft", code)) for code in flow.translated(settings)}
    for of_one, of_all in zip(range(6), range(6, 12), strict=True):
        for column in ("chat", "math", "code", "prompt tokens", "completion tokens"):
            numbers = [int(table[of_one][column].replace(",", "")) for table in shown.values()]
            assert int(shown["ru"][of_all][column].replace(",", "")) == pytest.approx(sum(numbers), abs=3)
    whole = {name: float(re.sub("[$,]", "", text)) for name, text in shown["ru"][4].items()}
    dollars = (whole["prompt tokens"] + 10 * whole["completion tokens"]) / 1_000_000
    assert whole["money"] == pytest.approx(dollars, abs=0.01)


def test_a_sample_is_seeded_of_its_size_and_goes_on_at_the_first_id(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = upstream(made, "english_sft", "math")
    monkeypatch.setattr(estimate_shares, "SAMPLE", read.rows - 1)
    samples = [[item.item_id for item in estimate_shares.sample(read, seed)] for seed in (1, 1, 2, 3, 4)]
    assert samples[0] == samples[1]
    assert {len(set(one)) for one in samples} == {read.rows - 1}
    assert len({frozenset(one) for one in samples}) > 1


def test_a_part_without_rows_is_an_error_that_says_what_to_materialize(made: Path, tmp_path: Path) -> None:
    settings = loaded(tmp_path / "data")
    run(settings, "english_sft/chat")
    with pytest.raises(UpstreamRefused, match=r"english_sft/math has no data(.|\n)*--select english_sft/math"):
        estimate.report(settings, "translated_sft", "ru")


def test_nothing_is_asked_and_nothing_written(made: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in made.rglob("*.parquet")}
    estimate.report(loaded(made), "translated_sft", "ru")
    assert {path: path.stat().st_mtime_ns for path in made.rglob("*.parquet")} == before
    assert query(made, "SELECT count(*) AS asked FROM llm_calls").to_pylist() == [{"asked": 0}]

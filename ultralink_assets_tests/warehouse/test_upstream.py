"""A stage reads its upstream only when every expected blocking check passed on exactly the current rows."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ultralink_assets.records import UpstreamRefused
from ultralink_assets.warehouse import Verdict
from ultralink_assets_tests.warehouse import making

EXPECTED = ("books_balance", "language")


def _verdicts(language: Verdict | None) -> list[Verdict]:
    return [Verdict("books_balance", True, True), *([language] if language else [])]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (Verdict("language", True, False, 3, {"failed": 12}), r"check 'language' did not pass \(3 undecided, .*12"),
        (Verdict("language", True, None), r"1 check has not run on these rows \(language\)(.|\n)*ultralink check"),
        (None, r"1 check has not run on these rows \(language\)(.|\n)*ultralink check"),
    ],
)
@pytest.mark.parametrize("override", [(), ("passages/language",), ("dialogues/language",)])
def test_a_check_without_a_pass_refuses_unless_it_is_overridden(
    data: Path, language: Verdict | None, words: str, override: tuple[str, ...]
) -> None:
    making.publish(data, 4, verdicts=_verdicts(language))
    warehouse = making.open_warehouse(data)
    if override == ("dialogues/language",):
        assert warehouse.read_upstream("dialogues", "ru", EXPECTED, override).rows == 4
        return
    with pytest.raises(UpstreamRefused, match=rf"dialogues/ru .*{words}") as refusal:
        warehouse.read_upstream("dialogues", "ru", EXPECTED, override)
    assert "books_balance" not in refusal.value.message
    assert '[gates] override = ["dialogues/language"]' in refusal.value.hint
    assert "ultralink sql" in refusal.value.hint


def test_passes_on_the_rows_before_do_not_count_for_the_rows_now(data: Path) -> None:
    making.publish(data, 4)
    making.publish(data, 5, verdicts=())
    with pytest.raises(UpstreamRefused, match=r"2 checks have not run on these rows \(books_balance, language\)"):
        making.open_warehouse(data).read_upstream("dialogues", "ru", EXPECTED)


def test_a_verdict_that_is_written_later_opens_the_way(data: Path) -> None:
    row = making.publish(data, 4, verdicts=_verdicts(Verdict("language", True, None)))
    warehouse = making.open_warehouse(data)
    warehouse.set_verdict("dialogues", "ru", row.data_version, Verdict("language", True, True))
    assert warehouse.read_upstream("dialogues", "ru", EXPECTED).data_version == row.data_version


def test_an_upstream_that_was_never_published_is_refused_with_the_command_that_makes_it(data: Path) -> None:
    with pytest.raises(UpstreamRefused, match=r"passages/ru has no data.*\n.*--select passages/ru"):
        making.open_warehouse(data).read_upstream("passages", "ru", ())


def test_rows_are_streamed_in_order_without_a_lock_on_the_warehouse(data: Path) -> None:
    making.publish(data, 25)
    upstream = making.open_warehouse(data).read_upstream("dialogues", "ru", EXPECTED)
    batches = upstream.batches(10)
    first = next(batches)
    making.publish(data, 3)  # nobody is in the way
    rows = [*first, *(row for batch in batches for row in batch)]
    assert len(first) <= 10
    assert rows == sorted((making.dialogue(number) for number in range(25)), key=lambda row: row.dialogue_id)


def test_a_snapshot_that_somebody_removed_is_named(data: Path) -> None:
    making.publish(data, 4)
    shutil.rmtree(data / "publications")
    with pytest.raises(UpstreamRefused, match=r"gone .*000001.*\n.*again"):
        making.open_warehouse(data).read_upstream("dialogues", "ru", EXPECTED)

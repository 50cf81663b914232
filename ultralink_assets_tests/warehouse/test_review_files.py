"""What people said is kept whole, in the order in which it came."""

from __future__ import annotations

from pathlib import Path

import pytest

from ultralink_assets.records import WarehouseError
from ultralink_assets.warehouse import ReviewFiles


def test_imports_come_back_in_their_order_with_the_files_as_they_came(data: Path) -> None:
    kept = ReviewFiles(data, "dialogues", "ru")
    assert (kept.imports(), kept.verdicts(), kept.items()) == ([], [], {})
    names = [kept.add_import(b"\xef\xbb\xbfraw", [{"note": f"{number}\u2028x"}]) for number in (1, 2)]
    assert kept.imports() == names
    assert [record["note"] for record in kept.verdicts()] == ["1\u2028x", "2\u2028x"]
    assert (kept.folder / "imports" / names[0] / "original").read_bytes() == b"\xef\xbb\xbfraw"


def test_items_are_remembered_beside_those_of_earlier_exports(data: Path) -> None:
    kept = ReviewFiles(data, "dialogues", "ru")
    kept.add_items([{"item_id": "a", "gates": "keep"}, {"item_id": "b", "gates": "keep"}])
    kept.add_items([{"item_id": "b", "gates": "reject"}, {"item_id": "c", "gates": "keep"}])
    assert {name: item["gates"] for name, item in kept.items().items()} == {"a": "keep", "b": "reject", "c": "keep"}


def test_an_import_that_was_cut_off_is_none_and_takes_no_number(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = ReviewFiles(data, "dialogues", "ru")
    with monkeypatch.context() as broken:
        broken.setattr(Path, "rename", _full)
        with pytest.raises(WarehouseError, match="the disk is full"):
            kept.add_import(b"raw", [{"note": "1"}])
    assert kept.imports() == []
    assert kept.add_import(b"raw", [{"note": "1"}]).startswith("000001-")


def _full(*_: object) -> None:
    raise OSError(28, "No space left on device")


def test_a_damaged_file_is_named(data: Path) -> None:
    kept = ReviewFiles(data, "dialogues", "ru")
    name = kept.add_import(b"raw", [{"note": "1"}])
    (kept.folder / "imports" / name / "verdicts.jsonl").write_text("{")
    with pytest.raises(WarehouseError, match=r"verdicts\.jsonl: not what was written there.*\n.*backup"):
        kept.verdicts()

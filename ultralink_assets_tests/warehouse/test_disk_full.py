"""A full disk: one clear error, nothing half written, old data intact, and the next run works.

A limit on the size of files stands in for the full disk: it needs no special rights, and the operating system refuses
the write in the same way.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from ultralink_assets.records import WarehouseError
from ultralink_assets.warehouse import Staging, merge
from ultralink_assets_tests.warehouse import making, processes, worker


def test_a_disk_that_is_full_while_publishing_keeps_the_old_publication_and_what_is_staged(data: Path) -> None:
    old = making.publish(data, 50, version="v1")
    limit = (data / "warehouse.duckdb").stat().st_size + 64 * 1024
    said = processes.run("publish_on_a_full_disk", data, limit)
    assert said.startswith(f"{data / 'warehouse.duckdb'}: the file is too large (while writing to the warehouse)")
    assert "free some space" in said
    assert worker.whole(data) == "v1"
    assert making.open_warehouse(data).current("dialogues", "ru") == old
    staging = Staging(data, "dialogues", "ru", "v2")
    assert len(staging.finished()) == 31
    row = making.open_warehouse(data).publish(making.publication(staging, merge(staging)))
    assert (row.publication, row.rows, worker.whole(data)) == (2, 3000, "v2")


def test_a_disk_that_is_full_while_staging_leaves_nothing_of_the_unit(data: Path) -> None:
    staging = Staging(data, "dialogues", "ru", "v1")
    making.write_unit(staging, "earlier", [making.dialogue(1)])
    said = processes.run("stage_on_a_full_disk", data, 20_000)
    assert said.startswith(f"{staging.folder / 'unit'}: the file is too large (while staging a unit)")
    assert [path.name for path in staging.folder.iterdir()] == ["earlier"]


def test_a_folder_of_publications_that_cannot_be_written_is_named_and_nothing_is_published(data: Path) -> None:
    old = making.publish(data, 50, version="v1")
    (data / "publications" / "dialogues").rename(data / "aside")
    (data / "publications" / "dialogues").write_text("in the way")
    staging = making.stage_dialogues(data, [making.dialogue(1)], version="v2")
    with pytest.raises(WarehouseError, match=r"publications/dialogues/ru: .* \(while locking the publications\)"):
        making.open_warehouse(data).publish(making.publication(staging, merge(staging)))
    assert making.open_warehouse(data).publications("dialogues", "ru") == [old]

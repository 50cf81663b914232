"""kill -9 while publishing leaves the old publication or the new one, whole; and the next publication works."""

from __future__ import annotations

from pathlib import Path

from ultralink_assets_tests.warehouse import making, processes

KILLS = 12


def _assert_the_next_publication_leaves_no_orphans(data: Path) -> None:
    row = making.publish(data, 7, version="last")
    warehouse = making.open_warehouse(data)
    assert warehouse.current("dialogues", "ru") == row
    kept = {p.snapshot.parent for p in warehouse.publications("dialogues", "ru") if p.snapshot}
    assert set((data / "publications" / "dialogues" / "ru").iterdir()) == kept
    assert not (data / "staging" / "dialogues" / "ru").exists()


def test_a_kill_before_any_line_of_the_code_leaves_a_whole_publication(data: Path) -> None:
    lines = int(processes.run("count_lines", data, "v1"))
    points = [1 + round(number * (lines - 1) / (KILLS - 1)) for number in range(KILLS)]
    found = processes.run("killed_at_lines", data, *points).split("\n")[:-1]
    assert len(found) == KILLS
    allowed = "v1"
    for number, version in enumerate(found):
        assert version in (allowed, f"v{number + 2}")
        allowed = version
    assert allowed != "v1"  # the last points lie behind the commit
    assert found[0] == "v1"  # and the first ones before it
    _assert_the_next_publication_leaves_no_orphans(data)


def test_a_kill_at_any_moment_leaves_a_whole_publication(data: Path) -> None:
    making.publish(data, 100, version="v1")
    found = processes.run("killed_at_moments", data, 6, 20240206).split("\n")[:-1]
    allowed = "v1"
    for number, version in enumerate(found):
        assert version in (allowed, f"v{number + 2}")
        allowed = version
    _assert_the_next_publication_leaves_no_orphans(data)

"""Several processes at once on one warehouse: nothing is lost, and whoever waits knows for whom."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ultralink_assets.records import AlreadyRunning, WarehouseBusy
from ultralink_assets.warehouse import Staging, merge
from ultralink_assets_tests.warehouse import making, processes


def test_two_processes_that_publish_two_languages_at_the_same_moment_both_succeed(data: Path) -> None:
    rounds = 4
    workers = [processes.start("publish", data, language, rounds) for language in ("en", "ru")]
    processes.go(*workers)
    processes.finish(*workers)
    warehouse = making.open_warehouse(data)
    for language in ("en", "ru"):
        history = warehouse.publications("dialogues", language)
        assert [(row.publication, row.rows) for row in history] == [(n, 100 + n) for n in range(rounds, 0, -1)]
    with warehouse.reading() as connection:
        counts = connection.execute("SELECT language, prompt_version, count(*) FROM dialogues GROUP BY ALL").fetchall()
    assert sorted(counts) == [("en", "v4", 104), ("ru", "v4", 104)]


def test_two_publications_of_one_language_at_the_same_moment_are_made_one_after_the_other(data: Path) -> None:
    ready = []
    for count in (3, 4):
        staging = making.stage_dialogues(data, [making.dialogue(n) for n in range(count)], version=f"v{count}")
        ready.append(making.publication(staging, merge(staging)))
    with ThreadPoolExecutor() as pool:
        rows = list(pool.map(making.open_warehouse(data).publish, ready))
    history = making.open_warehouse(data).publications("dialogues", "ru")
    assert sorted(row.publication for row in rows) == [1, 2]
    assert history == sorted(rows, key=lambda row: -row.publication)


def test_four_processes_that_take_turns_lose_no_acknowledged_row(data: Path) -> None:
    workers = [processes.start("insert", data, f"writer{number}", 12) for number in range(4)]
    processes.go(*workers)
    processes.finish(*workers)
    verdicts = making.open_warehouse(data).verdicts("passages", "en", "v")
    assert set(verdicts) == {f"writer{number}-{row}" for number in range(4) for row in range(12)}


def test_a_warehouse_that_another_program_holds_open_is_waited_for_and_the_program_is_named(data: Path) -> None:
    making.publish(data, 2)
    notebook = processes.start("hold_foreign", data, 1.0)
    processes.go(notebook)
    assert processes.next_line(notebook) == "held"
    said: list[str] = []
    staging = making.stage_dialogues(data, [making.dialogue(n) for n in range(3)])
    row = making.open_warehouse(data, say=said.append).publish(making.publication(staging, merge(staging)))
    processes.finish(notebook)
    assert row.rows == 3
    assert any(f"process {notebook.pid} " in text and "waiting" in text for text in said)


def test_waiting_for_another_program_ends_with_an_error_that_names_it_and_keeps_what_is_staged(data: Path) -> None:
    making.publish(data, 2)
    notebook = processes.start("hold_foreign", data, 1.5)
    processes.go(notebook)
    assert processes.next_line(notebook) == "held"
    staging = making.stage_dialogues(data, [making.dialogue(n) for n in range(3)])
    impatient = making.open_warehouse(data, wait_s=0.2)
    with pytest.raises(WarehouseBusy, match=rf"process {notebook.pid} .*\n.*staged"):
        impatient.publish(making.publication(staging, merge(staging)))
    processes.finish(notebook)
    assert staging.finished() == {"unit-000000", "unit-rejected"}
    assert making.open_warehouse(data).publish(making.publication(staging, merge(staging))).rows == 3


def test_a_second_run_of_one_asset_is_refused_with_the_first_one_named_and_may_start_when_that_was_killed(
    data: Path,
) -> None:
    first = processes.start("hold_staging", data)
    processes.go(first)
    assert processes.next_line(first) == "held"
    staging = Staging(data, "dialogues", "ru", "v2")
    with pytest.raises(AlreadyRunning, match=rf"dialogues/ru .* process {first.pid} .* on .* since 20"), staging.lock():
        pass
    with Staging(data, "dialogues", "en", "v2").lock():
        pass  # another language is free
    first.kill()
    first.wait()
    with staging.lock():  # although a child of the killed process lives on
        pass


def test_readers_of_one_process_share_the_warehouse_and_a_writer_waits_for_them(data: Path) -> None:
    making.publish(data, 2)
    warehouse = making.open_warehouse(data)
    inside, leave = threading.Event(), threading.Event()

    def read() -> None:
        with warehouse.reading():
            inside.set()
            leave.wait(5)

    reader = threading.Thread(target=read)
    reader.start()
    assert inside.wait(5)
    assert warehouse.current("dialogues", "ru") is not None
    with pytest.raises(WarehouseBusy, match="held by process"), making.open_warehouse(data, wait_s=0.1).writing():
        pass
    leave.set()
    reader.join()
    making.publish(data, 3)

"""What the tests of several processes run in a process of its own: ``python -m <this> <command> <data folder> ...``.

It prints ``ready`` when it is warm, and begins when it reads a line, so that processes start at the same moment.
"""

from __future__ import annotations

import os
import random
import resource
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType

import duckdb

from ultralink_assets import warehouse
from ultralink_assets.records import WarehouseError
from ultralink_assets.warehouse import PublicationRow, Staging, Verdict, merge
from ultralink_assets_tests.warehouse import making

CODE = str(Path(warehouse.__file__).parent)


def publish(data: Path, language: str, rounds: str) -> None:
    """Publish ``rounds`` versions of one language."""
    for number in range(1, int(rounds) + 1):
        making.publish(data, 100 + number, language, f"v{number}")


def insert(data: Path, name: str, count: str) -> None:
    """Write ``count`` verdicts, each by a connection of its own; each is acknowledged on stdout."""
    store = making.open_warehouse(data)
    for number in range(int(count)):
        store.set_verdict("passages", "en", "v", Verdict(f"{name}-{number}", False, True))


def hold_foreign(data: Path, seconds: str) -> None:
    """Keep the warehouse open as a notebook would: without our lock."""
    with duckdb.connect(str(data / "warehouse.duckdb")):
        print("held", flush=True)
        time.sleep(float(seconds))


def hold_staging(data: Path) -> None:
    """Keep the lock of a stage; a forked child lives on when this process is killed."""
    with Staging(data, "dialogues", "ru", "v1").lock():
        if os.fork() == 0:
            os.close(1)
            time.sleep(8)
            os._exit(0)
        print("held", flush=True)
        time.sleep(30)


def publish_on_a_full_disk(data: Path, limit: str) -> None:
    """Publish while no file may grow beyond ``limit`` bytes; prints the error."""
    staging = making.stage_dialogues(data, (making.dialogue(n, "ru", "v2", 400) for n in range(3000)), "ru", "v2")
    ready = making.publication(staging, merge(staging))
    _explained(data, int(limit), lambda: making.open_warehouse(data).publish(ready))


def stage_on_a_full_disk(data: Path, limit: str) -> None:
    """Stage a unit while no file may grow beyond ``limit`` bytes; prints the error."""
    staging = Staging(data, "dialogues", "ru", "v1")
    rows = [making.dialogue(n, words=int(random.Random(n).random() * 2000)) for n in range(2000)]
    _explained(data, int(limit), lambda: making.write_unit(staging, "unit", rows))


def _explained(data: Path, limit: int, work: Callable[[], object]) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    try:
        work()
    except WarehouseError as error:
        print(error, flush=True)


def count_lines(data: Path, version: str) -> None:
    """Publish, and print how many lines of the warehouse's code ran after merging."""
    seen: list[int] = []
    making.publish(data, 120, "ru", version, around=lambda work: _at_line(sys.maxsize, work, seen.append))
    print(seen[0], flush=True)


def killed_at_lines(data: Path, *lines: str) -> None:
    """For each number, a forked process that publishes and is killed before that line of the warehouse's code."""
    for number, line in enumerate(lines):
        if os.fork() == 0:
            making.publish(data, 120, "ru", f"v{number + 2}", around=partial(_at_line, int(line)))
            os._exit(0)
        os.wait()
        _check_in_child(data)


def killed_at_moments(data: Path, kills: str, seed: str) -> None:
    """Forked processes that publish many rows, each killed after a random time."""
    draw = random.Random(int(seed))
    for number in range(int(kills)):
        child = os.fork()
        if child == 0:
            making.publish(data, 3000, "ru", f"v{number + 2}")
            os._exit(0)
        time.sleep(draw.uniform(0.0, 0.8))
        os.kill(child, signal.SIGKILL)
        os.wait()
        _check_in_child(data)


def _at_line(target: int, work: Callable[[], PublicationRow], counted: Callable[[int], object] = id) -> PublicationRow:
    """Do ``work``, but kill this process before the ``target``-th line of the warehouse's code that it runs."""
    seen = 0

    def trace(frame: FrameType, event: str, _: object) -> object:
        nonlocal seen
        if not frame.f_code.co_filename.startswith(CODE):
            return None
        if event == "line":
            seen += 1
            if seen == target:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    sys.settrace(trace)  # type: ignore[arg-type]
    row = work()
    sys.settrace(None)
    counted(seen)
    return row


def _check_in_child(data: Path) -> None:
    """DuckDB's threads don't survive a fork, so this process itself never opens it."""
    if os.fork() == 0:
        try:
            print(whole(data), flush=True)
        finally:
            os._exit(0)
    os.wait()


def whole(data: Path) -> str:
    """``v<n>`` of the publication in the tables; an error text when anything of it disagrees with the rest."""
    store = making.open_warehouse(data)
    current = store.current("dialogues", "ru")
    if current is None:
        return "nothing"
    with store.reading() as connection:
        versions = connection.execute("SELECT prompt_version, count(*) FROM dialogues GROUP BY ALL").fetchall()
        rejected = connection.execute("SELECT count(*) FROM dialogues_rejected").fetchone()
    books = store.books("dialogues", "ru", current.data_version)
    verdicts = store.verdicts("dialogues", "ru", current.data_version)
    read = sum(len(rows) for rows in store.read_upstream("dialogues", "ru", ["language"]).batches(500))
    facts = (versions, rejected, books.total("made"), books.balance(), len(verdicts), read)
    wanted = ([(current.code_version, current.rows)], (1,), current.rows, 0, len(making.PASSED), current.rows)
    return current.code_version if facts == wanted else f"not whole: {facts} instead of {wanted}"


if __name__ == "__main__":
    print("ready", flush=True)
    sys.stdin.readline()
    globals()[sys.argv[1]](Path(sys.argv[2]), *sys.argv[3:])

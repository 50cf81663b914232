"""The ledger's file: acknowledged rows survive, several processes write, and what is wrong is said."""

from __future__ import annotations

import json
import os
import resource
import shlex
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from ultralink_assets.records import WarehouseError
from ultralink_assets.shown import money
from ultralink_assets.teacher import Ledger
from ultralink_assets.teacher.calls import STAGE_COSTS
from ultralink_assets.teacher.schema import UPGRADES
from ultralink_assets_tests.teacher.conftest import Bench
from ultralink_assets_tests.teacher.fake_endpoint import answer

INDEXES_ADDED = ("llm_calls_by_stage",)  # after the first version
WRITER = """
import sys
from pathlib import Path
from ultralink_assets.teacher import Ledger
with Ledger(Path(sys.argv[1])) as ledger:
    for number in range(200):
        ledger.note_unanswered("dialogues", "en", f"{number}", sys.argv[2])
"""


def test_several_processes_write_one_file(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(path), run]) for run in ("a", "b", "c")]
    assert [writer.wait(30) for writer in writers] == [0, 0, 0]
    with Ledger(path) as ledger:
        assert ledger.note_unanswered("dialogues", "en", "7", "d") == 4


def test_what_was_spent_is_summed_by_stage_and_language(bench: Bench) -> None:
    bench.run(("one", "two"), ("uno",), price_per_million={"input": 1, "output": 10})
    with Ledger(bench.ledger) as ledger:
        (row,) = ledger.cost_by_stage()
        assert ledger.requests() == 3
    assert row[:6] == ("dialogues", "en", "t", "llama", 3, 3)
    assert (row.prompt_tokens, row.completion_tokens, row.unpriced) == (300, 30, 0)
    assert row.cost_usd == pytest.approx(600e-6)


def test_the_columns_are_those_of_the_contract(bench: Bench) -> None:
    bench.run(("q",))
    names = (
        "key, stage, language, item_id, teacher, model, draw, attempt, outcome, status, prompt_tokens, cached_tokens, "
        "completion_tokens, reasoning_tokens, cost_usd, seconds, asked_at, answer, reasoning, run_id"
    )
    row = sqlite3.connect(bench.ledger).execute(f"SELECT {names} FROM llm_calls").fetchone()
    assert row[1:15] == ("dialogues", "en", "q", "t", "llama", 0, 1, "answered", 200, 100, 0, 10, 0, None)
    assert row[17:] == ("an answer to q", None, "run")
    assert isinstance(row[0], bytes)


def test_a_file_of_each_older_version_is_upgraded(tmp_path: Path) -> None:
    for version in range(len(UPGRADES)):
        path = tmp_path / f"{version}.sqlite"
        older = sqlite3.connect(path)
        for script in UPGRADES[:version]:
            older.executescript(script)
        older.execute(f"PRAGMA user_version = {version}")
        older.close()
        with Ledger(path) as ledger:
            assert ledger.requests() == 0
        assert sqlite3.connect(path).execute("PRAGMA user_version").fetchone() == (len(UPGRADES),)


def test_rows_of_an_older_version_are_kept_and_found_by_what_its_upgrades_added(bench: Bench) -> None:
    bench.run(("one", "two"), ("uno",))
    older = sqlite3.connect(bench.ledger)
    for name in INDEXES_ADDED:
        older.execute(f"DROP INDEX {name}")
    older.execute("PRAGMA user_version = 1")
    older.close()
    with Ledger(bench.ledger) as ledger:
        [row] = ledger.cost_by_stage()
    assert (row.stage, row.language, row.requests) == ("dialogues", "en", 3)


@pytest.mark.parametrize(("sql", "values"), [(STAGE_COSTS, ()), (money.BY_OUTCOME, ("dialogues", "en"))])
def test_what_was_spent_is_read_from_an_index_and_not_from_the_answers(
    tmp_path: Path, sql: str, values: tuple[str, ...]
) -> None:
    path = tmp_path / "ledger.sqlite"
    Ledger(path).close()
    plan = [row[3] for row in sqlite3.connect(path).execute(f"EXPLAIN QUERY PLAN {sql}", values)]
    read = [step for step in plan if "llm_calls" in step]
    assert read
    assert all("USING COVERING INDEX llm_calls_by_stage" in step for step in read)
    assert not [step for step in plan if values == () and "TEMP B-TREE" in step]


def test_a_file_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    Ledger(path).close()
    newer = sqlite3.connect(path)
    newer.execute("PRAGMA user_version = 99")
    newer.close()
    with pytest.raises(WarehouseError, match="newer version"):
        Ledger(path)


def test_a_file_that_is_no_ledger_is_named(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    path.write_bytes(b"PK\x03\x04" * 1000)
    with pytest.raises(WarehouseError, match=r"ledger\.sqlite: file is not a database"):
        Ledger(path)


def test_one_failing_job_does_not_take_its_neighbours(tmp_path: Path) -> None:
    def fail(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO unanswered VALUES ('half', '', '', '')")
        connection.execute("INSERT INTO nowhere VALUES (1)")

    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        with pytest.raises(WarehouseError, match="nowhere"):
            ledger.write_now(fail)
        assert ledger.note_unanswered("dialogues", "en", "1", "a") == 1
        assert ledger.unanswered_items("half", "") == set()


def on_a_small_disk(folder: Path, megabytes: int, program: list[str]) -> subprocess.Popen[str]:
    """Runs ``program`` where ``folder`` is a disk of its own, for which the kernel has to allow us a name space."""
    mount = f'mount -t tmpfs -o size={megabytes}m small "{folder}" && exec "$@"'
    command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mount, "sh", *program]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_when_the_disk_fills_up_every_answer_in_flight_is_kept(bench: Bench, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if shutil.which("unshare") is None or on_a_small_disk(disk, 1, ["true"]).wait():
        pytest.skip("this kernel lets nobody but root mount a small disk")
    bench.endpoint.behave = lambda prompt, nth: answer(prompt + " a long answer" * 2000, after_s=0.05)
    changes = json.dumps({"max_in_flight": 8, "max_tokens": 8192})
    arguments = [bench.endpoint.url, str(disk / "ledger.sqlite"), "300", changes]
    count = "SELECT count(*) FROM llm_calls WHERE outcome = 'answered'"
    program = [sys.executable, "-m", "ultralink_assets_tests.teacher.worker", *arguments]
    show = f"import sqlite3; print(sqlite3.connect({str(disk / 'ledger.sqlite')!r}).execute({count!r}).fetchone()[0])"
    both = ["sh", "-c", f'{shlex.join(program)}; echo "status $?"; {shlex.join([sys.executable, "-c", show])}']
    output, _ = on_a_small_disk(disk, 6, both).communicate(timeout=60)
    lines = output.splitlines()
    assert "status 3" in lines
    assert any(line.startswith("WarehouseError") and "the disk is full" in line for line in lines)
    assert int(lines[-1]) == bench.endpoint.requests > 20


def test_a_disk_without_room_for_the_answers_is_named_before_anything_is_sent(bench: Bench) -> None:
    child = os.fork()
    if child == 0:  # a limit on the size of files refuses what a full disk does
        status = 1
        try:
            resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, 500_000))
            bench.run(("one",), max_in_flight=256)
        except WarehouseError as error:
            status = 0 if "MB must be free" in error.message and "disk space" in error.hint else 2
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert bench.endpoint.requests == 0

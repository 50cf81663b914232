"""The ledger's file: acknowledged rows survive, several processes write, and what is wrong is said."""

from __future__ import annotations

import os
import resource
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from ultralink_assets.records import WarehouseError
from ultralink_assets.teacher import Ledger
from ultralink_assets.teacher.schema import UPGRADES
from ultralink_assets_tests.teacher.conftest import Bench
from ultralink_assets_tests.teacher.fake_endpoint import answer

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


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a process with a limit of its own")
def test_a_full_disk_stops_the_run_and_keeps_what_was_answered(bench: Bench) -> None:
    bench.endpoint.behave = lambda prompt, nth: answer("a long answer " * 2000, after_s=0.01)
    child = os.fork()
    if child == 0:  # a file that may not grow further looks to SQLite as a full disk does
        status = 1
        try:
            import signal

            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
            bench.run(*[(f"{number}",) for number in range(100)])
        except WarehouseError as error:
            status = 0 if "ledger.sqlite" in error.message and "disk space" in error.hint else 2
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    kept = bench.run(*[(f"{number}",) for number in range(100)]).hits
    assert 10 < kept < 100

"""SQL reads the warehouse and the ledger, and nothing else; it never writes."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from ultralink_assets.records import WarehouseError
from ultralink_assets.warehouse import query
from ultralink_assets.warehouse.ddl import LLM_CALLS
from ultralink_assets_tests.warehouse import making


def test_a_query_sees_tables_rejections_and_publications(data: Path) -> None:
    making.publish(data, 3)
    sql = "SELECT p.rows, count(*) AS n FROM dialogues d, publications p WHERE p.partition = d.language GROUP BY ALL"
    assert query(data, sql).to_pylist() == [{"rows": 3, "n": 3}]
    assert query(data, "SELECT turns[1].question AS q FROM dialogues_rejected").to_pylist() == [{"q": "Кто?"}]


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM dialogues",
        "INSERT INTO schema_version VALUES (2)",
        "DROP TABLE dialogues",
        "COPY dialogues TO 'out.csv'",
        "ATTACH 'other.duckdb'",
        "SET enable_external_access = true",
        "INSTALL sqlite",
        "EXPLAIN ANALYZE DELETE FROM dialogues",
        "SELECT 1; DELETE FROM dialogues",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM statement",
        "SELECT nothing FROM dialogues",
        "SELEC 1",
        "",
    ],
)
def test_whatever_is_not_one_reading_statement_on_the_tables_is_refused(data: Path, sql: str) -> None:
    making.publish(data, 3)
    with pytest.raises(WarehouseError):
        query(data, sql)
    assert query(data, "SELECT count(*) AS n FROM dialogues").to_pylist() == [{"n": 3}]


def test_the_ledger_is_a_table_while_somebody_writes_to_it(data: Path) -> None:
    data.mkdir()
    with closing(sqlite3.connect(data / "ledger.sqlite", isolation_level=None)) as ledger:
        ledger.execute("PRAGMA journal_mode = WAL")
        ledger.execute(f"CREATE TABLE llm_calls (id INTEGER PRIMARY KEY, answer TEXT, {', '.join(LLM_CALLS)})")
        row = (b"\xab", "dialogues", "ru", "p1", "demo", "m", 0, 1, "answered", 200, 9, 0, 4, None, None, 0.5)
        insert = f"INSERT INTO llm_calls ({', '.join(LLM_CALLS)}) VALUES ({', '.join('?' * len(LLM_CALLS))})"
        ledger.execute(insert, (*row, "2026-01-02T03:04:05.678+00:00"))
        ledger.execute("BEGIN IMMEDIATE")
        found = query(data, "SELECT a.* FROM LLM_calls a JOIN llm_calls b USING (key)").to_pylist()
    assert found == [dict(zip(LLM_CALLS, ("ab", *row[1:], datetime(2026, 1, 2, 3, 4, 5, 678000)), strict=True))]


def test_without_a_ledger_there_are_no_calls(data: Path) -> None:
    making.publish(data, 3)
    assert query(data, "SELECT * FROM llm_calls").num_rows == 0


def test_a_ledger_that_is_no_ledger_is_named(data: Path) -> None:
    data.mkdir()
    (data / "ledger.sqlite").write_bytes(b"not a database" * 100)
    with pytest.raises(WarehouseError, match=r"ledger\.sqlite"):
        query(data, "SELECT * FROM llm_calls")


def test_columns_of_equal_names_are_told_apart(data: Path) -> None:
    making.publish(data, 3)
    names = query(data, "SELECT reason, * FROM dialogues_rejected").column_names
    assert len(set(names)) == len(names)
    assert {"reason", "reason_1"} <= set(names)


def test_a_query_without_data_says_so_and_makes_nothing(data: Path) -> None:
    with pytest.raises(WarehouseError, match="no data in"):
        query(data, "SELECT 1")
    assert not data.exists()


@pytest.mark.parametrize("left", [0, 100, 5000, 20_000])
def test_a_truncated_warehouse_is_an_error_that_says_what_is_kept(data: Path, left: int) -> None:
    making.publish(data, 3)
    file = data / "warehouse.duckdb"
    file.write_bytes(file.read_bytes()[:left])
    with pytest.raises(WarehouseError, match=r"warehouse\.duckdb.*damaged") as caught:
        query(data, "SELECT count(*) FROM dialogues")
    assert "publications" in caught.value.hint

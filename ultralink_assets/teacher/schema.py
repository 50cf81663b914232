"""The ledger's tables. Each element of `UPGRADES` takes a file from one schema version to the next."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from ultralink_assets.records import WarehouseError

UPGRADES = (
    """
    CREATE TABLE llm_calls (
        id INTEGER PRIMARY KEY,
        key BLOB NOT NULL,          -- see request_key.py
        stage TEXT NOT NULL, language TEXT NOT NULL, item_id TEXT NOT NULL, run_id TEXT NOT NULL,
        teacher TEXT NOT NULL, model TEXT NOT NULL, draw INTEGER NOT NULL,
        attempt INTEGER NOT NULL,   -- 1, 2, … of this key, over all runs
        outcome TEXT NOT NULL, status INTEGER,
        prompt_tokens INTEGER, cached_tokens INTEGER, completion_tokens INTEGER, reasoning_tokens INTEGER,
        cost_usd REAL,              -- null: not known
        seconds REAL NOT NULL, asked_at TEXT NOT NULL,
        answer TEXT, reasoning TEXT,
        words TEXT                  -- of the server, where there is no answer
    );
    CREATE INDEX llm_calls_by_key ON llm_calls(key);
    -- what a teacher's requests cost, and what those in flight (or lost with their process) may cost at most
    CREATE TABLE spending (teacher TEXT PRIMARY KEY, spent_usd REAL NOT NULL, reserved_usd REAL NOT NULL);
    -- the pace that processes share: the end of the last lease, a pause, the limits that the server announced
    CREATE TABLE pace (
        teacher TEXT PRIMARY KEY, next_at REAL NOT NULL, pause_until REAL NOT NULL,
        requests_per_minute REAL NOT NULL, tokens_per_minute REAL NOT NULL, announced_at REAL NOT NULL
    );
    CREATE TABLE unanswered (
        stage TEXT, language TEXT, item_id TEXT, run_id TEXT, PRIMARY KEY (stage, language, item_id, run_id)
    ) WITHOUT ROWID;
    """,
    """
    -- what costs are summed from, so that nobody reads all the answers for it
    CREATE INDEX llm_calls_by_stage ON llm_calls(
        stage, language, teacher, model, outcome, cost_usd,
        prompt_tokens, cached_tokens, completion_tokens, reasoning_tokens
    );
    """,
)


def upgrade(connection: sqlite3.Connection, path: Path) -> None:
    """Bring the file to the newest version, in one transaction; several processes may do so at once."""
    if connection.execute("PRAGMA user_version").fetchone()[0] == len(UPGRADES):
        return
    connection.execute("BEGIN IMMEDIATE")
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > len(UPGRADES):
        connection.execute("ROLLBACK")
        raise WarehouseError(
            f"{path}: written by a newer version (schema {version}, this program knows {len(UPGRADES)})",
            "upgrade ultralink-assets",
        )
    for script in UPGRADES[version:]:
        for statement in script.split(";\n"):
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {len(UPGRADES)}")
    connection.execute("COMMIT")

"""Dagster's history of runs in its SQLite files, written without a wait for the disk at every event.

Dagster (1.13) opens the file, commits and closes it for each event, and each of a check's three events is an event of
its own: with 38 checks an asset that took longer than all the rest of a run that has nothing to do. Here a file stays
open as long as its process wants it, in SQLite's mode NORMAL: a power cut may take the last events, and never the file.
Nothing depends on this history (docs/operating.md).
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dagster import DagsterInstance
from dagster._core.instance.ref import InstanceRef
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._serdes import ConfigurableClassData
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import StaticPool

BUSY_S = 60


class History(SqliteEventLogStorage):
    """The same files as `SqliteEventLogStorage`, each with one connection that stays."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        self._engines: dict[str, Engine] = {}
        self._tables: set[str] = set()
        super().__init__(base_dir, inst_data)

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData | None, config_value: Any) -> History:
        return cls(inst_data=inst_data, **config_value)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        """Overrides what every read and write of the base class goes through; it takes the lock and one connection."""
        with self._db_lock:
            if shard not in self._engines:
                self._engines[shard] = self._open(shard)
            with self._engines[shard].begin() as connection:
                yield connection

    def _open(self, shard: str) -> Engine:
        arguments = {"timeout": BUSY_S, "check_same_thread": False}
        engine = create_engine(self.conn_string_for_shard(shard), poolclass=StaticPool, connect_args=arguments)
        event.listen(engine, "connect", _do_not_wait_for_the_disk)
        self._initdb(engine)
        return engine

    def has_table(self, table_name: str) -> bool:
        """Asked at every event of a check. A table that is there stays."""
        if table_name not in self._tables and super().has_table(table_name):
            self._tables.add(table_name)
        return table_name in self._tables

    def dispose(self) -> None:
        """Close the files."""
        with self._db_lock:
            while self._engines:
                self._engines.popitem()[1].dispose()
        super().dispose()


def _do_not_wait_for_the_disk(connection: sqlite3.Connection, _: object) -> None:
    connection.execute("PRAGMA synchronous = NORMAL")


def instance() -> DagsterInstance:
    """The instance that ``DAGSTER_HOME`` names, for runs of this process; one without a memory where it names none."""
    home = os.environ.get("DAGSTER_HOME")
    if not home:
        return DagsterInstance.ephemeral()
    named = DagsterInstance.get()
    storage = named.event_log_storage
    if type(storage) is not SqliteEventLogStorage:  # a database server, say
        return named
    base_dir = str(Path(storage.path_for_shard("")).parent)
    quick = {"module": __name__, "class": History.__name__, "config": {"base_dir": base_dir}}
    return DagsterInstance.from_ref(InstanceRef.from_dir(home, overrides={"event_log_storage": quick}))

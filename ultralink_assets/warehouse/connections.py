"""Short connections to the DuckDB file under a lock between processes.

DuckDB lets one process write, and nobody else even read meanwhile. So every connection of ours is opened and closed
while ``<data_dir>/warehouse.lock`` is held, shared for readers and exclusive for writers. Programs that don't know that
lock (a notebook, an SQL client) show up as DuckDB's own "Conflicting lock is held in ... (PID n)"; they are waited for.
"""

from __future__ import annotations

import re
import shutil
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import duckdb

from ultralink_assets.warehouse import files, locks, migrations

CATALOG = "warehouse"
MEMORY_LIMIT = "1GB"
_THREADS = 2
_FOREIGN = re.compile(r"Conflicting lock is held in (?P<program>.*?)\(PID (?P<pid>\d+)\)")
_SAME_PROCESS = "Unique file handle conflict"


class Connections:
    """Opens the warehouse for reading or writing; creates it on first use and upgrades an older schema.

    ``wait_s`` is how long somebody else is waited for; ``say`` gets the words about it.
    """

    def __init__(
        self,
        path: Path,
        *,
        wait_s: float,
        say: Callable[[str], None],
        upgrades: Sequence[migrations.Upgrade] = migrations.UPGRADES,
    ) -> None:
        self.path = path
        self.data_dir = path.parent
        self.wait_s = wait_s
        self.say = say
        self._upgrades = tuple(upgrades)

    @contextmanager
    def reading(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A read-only connection; close it soon, since nobody can publish meanwhile."""
        while True:
            with self.locked(shared=True) as patience:
                connection = self._attach(patience, read_only=True) if self.path.exists() else None
                if connection is not None:
                    with connection:
                        with files.explained(self.path, "opening the warehouse"):
                            version = migrations.version_of(connection)
                        migrations.refuse_newer(version, self._upgrades)
                        if version == migrations.newest(self._upgrades):
                            yield connection
                            return
            with self.writing():
                pass  # creates the file, or upgrades it

    @contextmanager
    def writing(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """The only connection to the warehouse, inside one transaction: all of the block happens, or nothing."""
        with self.locked(shared=False) as patience, self._attach(patience, read_only=False) as connection:
            shutil.rmtree(self._spill, ignore_errors=True)  # nobody else is connected: these are leftovers
            with files.explained(self.path, "writing to the warehouse"), _transaction(connection):
                migrations.bring_up_to_date(connection, self._upgrades)
                yield connection

    def patience(self, path: Path) -> locks.Patience:
        """A fresh share of ``wait_s`` for waiting at ``path``."""
        return locks.Patience(path, self.wait_s, self.say)

    @property
    def _spill(self) -> Path:
        return self.data_dir / "staging" / ".spill"

    @contextmanager
    def locked(self, *, shared: bool) -> Iterator[locks.Patience]:
        """Hold the lock between processes; what is left of the patience is for `attach`."""
        patience = self.patience(self.path)
        with ExitStack() as stack:
            with files.explained(self.path, "locking the warehouse"):
                stack.enter_context(locks.patient_lock(self.path.with_suffix(".lock"), patience, shared=shared))
            yield patience

    def _attach(self, patience: locks.Patience, *, read_only: bool) -> duckdb.DuckDBPyConnection:
        connection = connect(self._spill / uuid.uuid4().hex)
        try:
            self.attach(connection, patience, read_only=read_only)
            connection.execute(f"USE {CATALOG}")
        except BaseException:
            connection.close()
            raise
        return connection

    def attach(self, connection: duckdb.DuckDBPyConnection, patience: locks.Patience, *, read_only: bool) -> None:
        """Attach the file as `CATALOG` while it is `locked`; waits for programs that don't know our lock."""
        while True:
            try:
                connection.execute(f"ATTACH {literal(self.path)} AS {CATALOG}{' (READ_ONLY)' if read_only else ''}")
            except duckdb.Error as error:
                patience.wait(self._foreign_holder(error))
            else:
                return

    def _foreign_holder(self, error: duckdb.Error) -> str:
        """Words for the program that holds the file; raises `WarehouseError` when that is not what is wrong."""
        text = str(error)
        if found := _FOREIGN.search(text):
            return f"process {found['pid']} ({found['program'].strip()})"
        if "Could not set lock on file" in text:
            return "another program (DuckDB can't tell which)"
        if _SAME_PROCESS in text:
            return "this very process, by a connection that was not closed"
        raise files.explain(error, self.path, "opening the warehouse") from error


def connect(spill: Path, memory_limit: str = MEMORY_LIMIT) -> duckdb.DuckDBPyConnection:
    """An in-memory DuckDB that spills to the folder ``spill`` (made when needed) rather than grow."""
    return duckdb.connect(":memory:", config=limits(spill, memory_limit))


def limits(spill: Path, memory_limit: str = MEMORY_LIMIT) -> dict[str, str | bool | int | float | list[str]]:
    """What DuckDB may use, as its own configuration."""
    return {"memory_limit": memory_limit, "threads": _THREADS, "temp_directory": str(spill)}


def literal(value: object) -> str:
    """An SQL string literal, for statements that take no parameters (ATTACH, COPY)."""
    return "'" + str(value).replace("'", "''") + "'"


@contextmanager
def _transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    connection.execute("BEGIN TRANSACTION")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        _roll_back(connection)
        raise


def _roll_back(connection: duckdb.DuckDBPyConnection) -> None:
    try:
        connection.execute("ROLLBACK")
    except duckdb.Error:
        connection.close()  # the transaction ended with its failed COMMIT, or the disk failed: only the file counts

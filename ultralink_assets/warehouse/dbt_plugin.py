"""How dbt reads the warehouse: a dbt-duckdb plugin that locks it like any reader and attaches it read-only.

``dbt_quality/profiles.yml`` names it. dbt itself works in memory; what a run keeps of failing rows goes to a file of
its own, attached as ``failures``, which is removed when nothing failed. Within a process of ours, which looks at the
rows when dbt is done, that file is written then, and only if something failed: dbt commits two or three times for each
test, and a file would wait for the disk every time.
"""

from __future__ import annotations

import atexit
import os
import sys
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any

import duckdb
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.adapters.duckdb.credentials import DuckDBCredentials
from dbt.adapters.duckdb.plugins import BasePlugin
from dbt_common.exceptions import DbtRuntimeError
from duckdb.sqltypes import VARCHAR, DuckDBPyType

from ultralink_assets import settings as settings_module
from ultralink_assets.records import Turn, UltralinkError, WarehouseError, item_id_of
from ultralink_assets.settings import Settings
from ultralink_assets.warehouse import files, locks
from ultralink_assets.warehouse.connections import CATALOG, Connections, limits, literal
from ultralink_assets.warehouse.ddl import duckdb_type
from ultralink_assets.warehouse.tables import TURNS

FAILURES = "failures"
FILES_KEPT = 20


@dataclass
class Reading:
    """One run of dbt. After it: ``versions`` are the data versions that it saw, by stage and partition; ``failures`` is
    the file of failing rows while there is one; ``error`` is why the warehouse could not be opened.
    """

    data_dir: Path
    wait_s: float
    say: Callable[[str], None]
    versions: dict[tuple[str, str], str] = field(default_factory=dict)
    failures: Path | None = None
    error: UltralinkError | None = None


@contextmanager
def reading(data_dir: Path, wait_s: float, say: Callable[[str], None]) -> Iterator[Reading]:
    """Let dbt, called in this process and in the block, read the warehouse in ``data_dir``. One block at a time."""
    _Place.given = Reading(data_dir, wait_s, say)
    try:
        yield _Place.given
    finally:
        _Place.close()
        _Place.given = None


class Plugin(BasePlugin):
    """dbt-duckdb makes one for each environment, and calls it when it connects."""

    def update_connection_config(self, creds: DuckDBCredentials, config: dict[str, Any]) -> None:
        """Lock the warehouse, and limit memory as every connection of ours does."""
        _Place.close()  # of an attempt that failed: dbt tries again
        with _as_dbt_says_it() as place:
            config.update(limits(place.reading.data_dir / "staging" / ".spill" / uuid.uuid4().hex))
            place.lock()

    def configure_connection(self, conn: duckdb.DuckDBPyConnection) -> None:
        """Attach the warehouse and the file of failures, and add the functions that tests use."""
        with _as_dbt_says_it() as place:
            place.attach(conn)
        add_functions(conn)


def add_functions(connection: duckdb.DuckDBPyConnection) -> None:
    """The functions that tests use."""
    connection.create_function("text_hash", text_hash, [VARCHAR], VARCHAR)
    connection.create_function("item_id_of", item_id, [VARCHAR, DuckDBPyType(duckdb_type(TURNS))], VARCHAR)


def text_hash(text: str) -> str:
    """16 hex digits: the last part of a passage's id."""
    return blake2b(text.encode(), digest_size=8).hexdigest()


def item_id(named: str, turns: Sequence[Mapping[str, str]]) -> str:
    """The id of exactly these turns of a dialogue, a part or an origin."""
    return item_id_of(named, [Turn(**turn) for turn in turns])


class _Place:
    """The warehouse while it is read. dbt makes the plugin itself and never says when it is done, hence ``current``."""

    given: Reading | None = None
    current: _Place | None = None

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self._ours = reading is _Place.given
        self._stack = ExitStack()
        self._connections = Connections(reading.data_dir / "warehouse.duckdb", wait_s=reading.wait_s, say=reading.say)
        self._patience: locks.Patience | None = None
        self._connection: duckdb.DuckDBPyConnection | None = None

    @classmethod
    def close(cls) -> None:
        place, cls.current = cls.current, None
        if place:
            place._close()

    def lock(self) -> None:
        path = self._connections.path
        if not path.is_file():
            raise WarehouseError(
                f"there is no warehouse in {path.parent} yet",
                "materialize something first, or correct data_dir (see: ultralink doctor)",
            )
        with self._connections.reading():
            pass  # upgrades an older schema
        self._patience = self._stack.enter_context(self._connections.locked(shared=True))

    def attach(self, connection: duckdb.DuckDBPyConnection) -> None:
        assert self._patience is not None  # dbt-duckdb calls `update_connection_config` first
        self._connection = connection
        self._connections.attach(connection, self._patience, read_only=True)
        current = connection.execute(
            f'SELECT stage, "partition", arg_max(data_version, publication) FROM {CATALOG}.publications GROUP BY ALL'
        )
        self.reading.versions = {(stage, partition): version for stage, partition, version in current.fetchall()}
        folder = self.reading.data_dir / "dbt_failures"
        with files.explained(folder, "keeping failing rows"):
            self.reading.failures = _new_file(folder)
        place = ":memory:" if self._ours else self.reading.failures
        connection.execute(f"ATTACH {literal(place)} AS {FAILURES}")

    def _close(self) -> None:
        with self._stack:
            if self._connection is None or self.reading.failures is None:
                return
            found = self._connection.execute(
                f"SELECT count(*) FROM duckdb_tables() WHERE database_name = '{FAILURES}' AND estimated_size > 0"
            ).fetchone()
            if self._ours and found and found[0]:
                self._connection.execute(f"ATTACH {literal(self.reading.failures)} AS kept")
                self._connection.execute(f"COPY FROM DATABASE {FAILURES} TO kept")
                self._connection.execute("DETACH kept")
            for name in (CATALOG, FAILURES):
                self._connection.execute(f"DETACH {name}")
            self._connection.close()
            DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]  # it would give the closed one to the next run
            if not (found and found[0]):
                self.reading.failures.unlink(missing_ok=True)
                self.reading.failures = None


@contextmanager
def _as_dbt_says_it() -> Iterator[_Place]:
    """Our errors as dbt's, which it prints without a traceback; whoever called dbt here finds them in its `Reading`."""
    if _Place.current is None:
        _Place.current = _Place(_Place.given or _found())
    try:
        yield _Place.current
    except UltralinkError as error:
        _Place.current.reading.error = error
        raise DbtRuntimeError(str(error)) from error


def _found() -> Reading:
    """For `dbt` on the command line, which says nothing of data folders."""
    try:
        settings = _settings()
    except UltralinkError as error:
        raise DbtRuntimeError(str(error)) from error
    return Reading(settings.data_dir, settings.warehouse_wait_s, lambda text: print(text, file=sys.stderr))


def _settings() -> Settings:
    """dbt works in its project folder: the settings are looked for from there upward, then from where it was called."""
    here = Path.cwd()
    if settings_module.find_file(os.environ, here) is None:
        here = Path(os.environ.get("PWD", here))
    return settings_module.load(os.environ, here)


def _new_file(folder: Path) -> Path:
    """The path of a file that is not there yet; the oldest ones of earlier runs go."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in sorted(folder.glob("*.duckdb"))[: -FILES_KEPT + 1]:
        old.unlink(missing_ok=True)
    return folder / f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{uuid.uuid4().hex[:8]}.duckdb"


atexit.register(_Place.close)

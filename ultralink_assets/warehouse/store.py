"""`Warehouse`: everything that stages, checks and commands do with the DuckDB file."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from ultralink_assets.warehouse import history, publish, upstream
from ultralink_assets.warehouse.books import Books, Verdict
from ultralink_assets.warehouse.connections import Connections
from ultralink_assets.warehouse.history import PublicationRow
from ultralink_assets.warehouse.migrations import UPGRADES, Upgrade
from ultralink_assets.warehouse.publish import Publication
from ultralink_assets.warehouse.upstream import Upstream


class Warehouse(Connections):
    """The tables in ``path`` (``<data_dir>/warehouse.duckdb``); the file is made on first use.

    ``keep_versions`` publications of each partition are kept as Parquet. Somebody else who holds the file is waited for
    ``wait_s`` seconds, with a word to ``say`` every few seconds; then `WarehouseBusy` is raised.
    """

    def __init__(
        self,
        path: Path,
        *,
        keep_versions: int,
        wait_s: float,
        say: Callable[[str], None],
        upgrades: Sequence[Upgrade] = UPGRADES,
    ) -> None:
        super().__init__(path, wait_s=wait_s, say=say, upgrades=upgrades)
        self.keep_versions = keep_versions

    def publish(self, publication: Publication) -> PublicationRow:
        """See `ultralink_assets.warehouse.publish.publish`."""
        return publish.publish(self, publication, self.keep_versions)

    def rollback(
        self, stage: str, partition: str, to: str | None = None, *, run_id: str = "rollback"
    ) -> PublicationRow:
        """See `ultralink_assets.warehouse.publish.rollback`."""
        return publish.rollback(self, stage, partition, to, run_id, self.keep_versions)

    def set_verdict(self, stage: str, partition: str, data_version: str, *verdicts: Verdict) -> None:
        """See `ultralink_assets.warehouse.publish.set_verdict`."""
        publish.set_verdict(self, stage, partition, data_version, *verdicts)

    def read_upstream(
        self, stage: str, partition: str, expected: Sequence[str], override: Collection[str] = ()
    ) -> Upstream:
        """See `ultralink_assets.warehouse.upstream.read_upstream`."""
        return upstream.read_upstream(self, stage, partition, expected, override)

    def current(self, stage: str, partition: str) -> PublicationRow | None:
        """The publication whose rows are in the tables now; None when there was none."""
        with self.reading() as connection:
            return history.current(connection, self.data_dir, stage, partition)

    def publications(self, stage: str, partition: str) -> list[PublicationRow]:
        """All publications, the current one first."""
        with self.reading() as connection:
            return history.publications(connection, self.data_dir, stage, partition)

    def books(self, stage: str, partition: str, data_version: str) -> Books:
        """The books of one data version."""
        with self.reading() as connection:
            return history.books(connection, stage, partition, data_version)

    def verdicts(self, stage: str, partition: str, data_version: str) -> dict[str, Verdict]:
        """The verdicts on one data version, by the check's name."""
        with self.reading() as connection:
            return history.verdicts(connection, stage, partition, data_version)

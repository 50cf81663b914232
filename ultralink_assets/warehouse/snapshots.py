"""Publications as Parquet: ``<data_dir>/publications/<stage>/<partition>/<number>/{rows,rejected}.parquet``.

A snapshot is whole before its publication is committed and is removed after a later one is committed. So a folder that
no row of ``publications`` names is an orphan of a killed process, and is swept by the next publication.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from ultralink_assets.warehouse import files, locks

ROWS = "rows.parquet"
REJECTED = "rejected.parquet"


class Snapshots:
    """The snapshot folders of one stage and partition."""

    def __init__(self, data_dir: Path, stage: str, partition: str) -> None:
        self._data_dir = data_dir
        self.folder = data_dir / "publications" / stage / partition

    @contextmanager
    def lock(self, patience: locks.Patience) -> Iterator[None]:
        """Only one process at a time publishes a stage and partition; so what `sweep` removes belongs to nobody."""
        with ExitStack() as stack:
            with files.explained(self.folder, "locking the publications"):
                stack.enter_context(locks.patient_lock(self.folder.with_name(f"{self.folder.name}.lock"), patience))
            yield

    def save(self, number: int, rows: Path, rejected: Path) -> Path:
        """Keep both files as publication ``number``, which is not committed yet; returns the path of the rows."""
        target = self.folder / f"{number:06d}"
        shutil.rmtree(target, ignore_errors=True)  # of a process that was killed before its commit
        with files.explained(target, "keeping the publication as Parquet"), files.new_folder(target) as folder:
            files.link_or_copy(rows, folder / ROWS)
            files.link_or_copy(rejected, folder / REJECTED)
        return target / ROWS

    def relative(self, rows: Path) -> str:
        """How the table ``publications`` names a snapshot: relative to the data folder, which may be moved."""
        return rows.relative_to(self._data_dir).as_posix()

    def sweep(self, keep: Collection[str]) -> None:
        """Remove every snapshot but those that ``keep`` names (as `relative` does)."""
        if not self.folder.exists():
            return
        with files.explained(self.folder, "removing old publications"):
            for folder in self.folder.iterdir():
                if self.relative(folder / ROWS) not in keep:
                    shutil.rmtree(folder)

"""Published data sets as folders: ``<data_dir>/dataset/<data version>/``, each there whole or not at all.

The data version fixes the data files and every byte of them. The card beside them may be written again.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from ultralink_assets.warehouse import files

_NEW = ".new"


class DatasetFolders:
    """The folders of a data folder. Whoever writes or removes holds the lock of the stage `dataset`."""

    def __init__(self, data_dir: Path) -> None:
        self.folder = data_dir / "dataset"

    def of(self, data_version: str) -> Path:
        """Where the files of that version are, or would be."""
        return self.folder / data_version

    @contextmanager
    def new(self) -> Iterator[Path]:
        """An empty folder to write into; what is not kept by the end of the block is removed."""
        folder = self.folder / _NEW
        with files.explained(folder, "writing a data set"):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            try:
                yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)

    def keep(self, new: Path, data_version: str) -> Path:
        """Make a written folder that of its version, durably. Where it is there already, its files are replaced."""
        target = self.of(data_version)
        with files.explained(target, "keeping a data set"):
            files.sync_below(new)
            if target.exists():
                _replace(new, target)
            else:
                new.rename(target)
            files.sync(self.folder)
        return target

    def sweep(self, keep: Collection[str]) -> None:
        """Remove every version but those of ``keep``."""
        with files.explained(self.folder, "removing old data sets"):
            for folder in self.folder.iterdir():
                if folder.name not in keep:
                    shutil.rmtree(folder)


def _replace(new: Path, target: Path) -> None:
    """Each file takes the place of the one of its name: of data files it is the same, or one that was damaged."""
    for path in sorted(new.rglob("*")):
        beside = target / path.relative_to(new)
        if path.is_dir():
            beside.mkdir(exist_ok=True)
        else:
            path.replace(beside)
    files.sync_below(target)

"""What was handed out for review and what came back: ``<data_dir>/reviews/<stage>/<language>/``.

``items.jsonl`` names every item that was exported; ``imports/<number>-<hash of the verdicts>/`` holds the file as it
came back (``original``) and ``verdicts.jsonl``, what it says. An import is there whole or not at all, and nothing is
ever changed or removed: the asset ``reviews`` is made of these folders alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ultralink_assets.records import WarehouseError
from ultralink_assets.warehouse import files, locks

Record = Mapping[str, Any]
ORIGINAL = "original"
VERDICTS = "verdicts.jsonl"


class ReviewFiles:
    """The files of one stage and language. Hold `lock` from reading to adding."""

    def __init__(self, data_dir: Path, stage: str, language: str) -> None:
        self.folder = data_dir / "reviews" / stage / language
        self._items = self.folder / "items.jsonl"
        self._imports = self.folder / "imports"

    @contextmanager
    def lock(self, wait_s: float, say: Callable[[str], None]) -> Iterator[None]:
        """Only one process at a time exports or imports here."""
        place = self.folder.with_name(f"{self.folder.name}.lock")
        with locks.patient_lock(place, locks.Patience(place, wait_s, say)):
            yield

    def items(self) -> dict[str, dict[str, Any]]:
        """Everything that was exported, by ``item_id``, as it was exported last."""
        return {record["item_id"]: record for record in _read(self._items)} if self._items.exists() else {}

    def add_items(self, items: Sequence[Record]) -> None:
        """Remember what is exported."""
        known = {**self.items(), **{record["item_id"]: record for record in items}}
        new = self._items.with_name(f".new-{self._items.name}")
        with files.explained(self._items, "noting what is exported"):
            self.folder.mkdir(parents=True, exist_ok=True)
            new.write_text(_lines(known.values()), encoding="utf-8")
            files.sync(new)
            new.replace(self._items)
            files.sync(self.folder)

    def imports(self) -> list[str]:
        """The names of all imports, the first one first."""
        found = self._imports.iterdir() if self._imports.exists() else ()
        return sorted(folder.name for folder in found if not folder.name.startswith("."))

    def verdicts(self) -> list[dict[str, Any]]:
        """What all imports say, in the order in which they came."""
        return [record for name in self.imports() for record in _read(self._imports / name / VERDICTS)]

    def add_import(self, original: bytes, verdicts: Sequence[Record]) -> str:
        """Keep a file and what it says, whole and durable or not at all; returns the import's name."""
        text = _lines(verdicts)
        name = f"{len(self.imports()) + 1:06d}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"
        target = self._imports / name
        with files.explained(target, "keeping the imported file"):
            self._imports.mkdir(parents=True, exist_ok=True)
            files.remove_leftovers(self._imports)
            with files.new_folder(target) as folder:
                (folder / ORIGINAL).write_bytes(original)
                (folder / VERDICTS).write_text(text, encoding="utf-8")
        return name


def was_reviewed(data_dir: Path, stage: str, language: str) -> bool:
    """Whether anybody's verdicts were imported. Cheap: it looks at a folder's names."""
    return bool(ReviewFiles(data_dir, stage, language).imports())


def _lines(records: Iterable[Record]) -> str:
    return "".join(json.dumps(dict(record), ensure_ascii=False, sort_keys=True) + "\n" for record in records)


def _read(path: Path) -> list[dict[str, Any]]:
    with files.explained(path, "reading reviews"):
        text = path.read_text(encoding="utf-8")
    try:
        return [json.loads(line) for line in text.split("\n") if line]
    except json.JSONDecodeError as error:
        raise WarehouseError(
            f"{path}: not what was written there: {error}", "restore the file from a backup"
        ) from error

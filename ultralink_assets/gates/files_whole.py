"""A file of a data set holds what its row says: read back, byte for byte."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ultralink_assets.records import DatasetFile, Finding, Outcome

GATE = "files_whole"
_CHUNK = 1 << 20


def check(file: DatasetFile, folder: Path) -> Finding:
    """Fails when the file in ``folder`` is missing, or its size, hash or number of rows differs from its row's."""
    try:
        found = _measure(folder / file.path, file.format)
    except (OSError, pa.ArrowException) as error:
        return Finding(GATE, Outcome.FAIL, f"{file.path}: {error}")
    promised = {"bytes": file.bytes, "sha256": file.sha256, "rows": file.rows}
    wrong = [f"{name} {found[name]} instead of {promised[name]}" for name in promised if found[name] != promised[name]]
    outcome = Outcome.FAIL if wrong else Outcome.PASS
    return Finding(GATE, outcome, f"{file.path}: {', '.join(wrong)}" if wrong else "")


def _measure(path: Path, kind: str) -> dict[str, object]:
    digest, size, lines = hashlib.sha256(), 0, 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            lines += chunk.count(b"\n")
    rows = lines if kind == "jsonl" else _rows(path)
    return {"bytes": size, "sha256": digest.hexdigest(), "rows": rows}


def _rows(path: Path) -> int:
    with pq.ParquetFile(path) as file:
        return int(file.metadata.num_rows)

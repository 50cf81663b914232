"""The scores of a user's file, CSV or Parquet, of which two columns are read::

item_id,score
5c1f0e9a77b2d310,0.83
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from ultralink_assets.records import InputError

_TYPES: dict[str, pa.DataType] = {"item_id": pa.string(), "score": pa.float64()}
SCHEMA = pa.schema(_TYPES)
_HINT = "give a CSV with a head, or Parquet, with a name (item_id) and a number (score) in each row"


def read_scores(path: Path, ids: pa.ChunkedArray[Any]) -> npt.NDArray[np.float64]:
    """The score of each id, NaN where the file has none; what it says of other ids is left out.

    Raises `InputError` for a file that is not there or not of this form, and for an id that is in it twice.
    """
    table = _read(path)
    names, scores = table.column("item_id"), table.column("score")
    counted: Any = names.value_counts()
    twice = np.flatnonzero(counted.field("counts").to_numpy() > 1)
    if len(twice):
        name = counted.field("values")[int(twice[0])].as_py()
        raise InputError(f"pruned_mix.score_file: {path}: {name!r} has several scores", "give each item_id one row")
    found = scores.combine_chunks().take(pc.index_in(ids.combine_chunks(), names.combine_chunks()))
    return found.to_numpy(zero_copy_only=False).astype(np.float64)


def version_of_scores(path: Path) -> str:
    """16 hex digits that change with the file; raises `InputError` when it is not there."""
    with _explained(path), path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]


def _read(path: Path) -> pa.Table:
    with _explained(path):
        with path.open("rb") as file:
            is_parquet = file.read(4) == b"PAR1"
        if is_parquet:
            return pq.read_table(path, columns=SCHEMA.names).cast(SCHEMA)
        options = pyarrow.csv.ConvertOptions(column_types=SCHEMA, include_columns=SCHEMA.names)
        return pyarrow.csv.read_csv(path, convert_options=options)


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise InputError(f"pruned_mix.score_file: no such file: {path}", "correct the path") from error
    except (OSError, KeyError, ValueError) as error:  # an ArrowInvalid is a ValueError
        raise InputError(f"pruned_mix.score_file: {path}: no scores can be read: {error}", _HINT) from error

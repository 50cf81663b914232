"""Files of a published data set, from the conversations of one language's mix: one pass, and memory stays flat.

JSON lines are UltraLink's published format, one file for each language and part (``ru_chat_specific.jsonl``)::

    {"id": "ru_chat_specific_0", "data": ["question 1", "answer 1", "question 2", "answer 2"]}

Parquet (``ru/chat_specific.parquet``) holds the same conversations in the same order, as ``messages`` with ``role`` and
``content``, and where each comes from. Names and ids begin with ``demo_`` where the demo teacher had a hand in it. The
same items in the same order give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Literal, get_args

import pyarrow as pa
import pyarrow.parquet as pq

from ultralink_assets.records import EVERYTHING, DatasetFile, MixItem, MixPart

PARTS: tuple[MixPart, ...] = get_args(MixPart)
ROWS_A_GROUP = 1000  # of Parquet: what is held of a file while it is written, and what a reader loads at least
_DEMO = "demo_"

_MESSAGES = pa.list_(pa.struct([("role", pa.string()), ("content", pa.string())]))
SCHEMA = pa.schema(
    [
        ("messages", _MESSAGES),
        ("item_id", pa.string()),
        ("origin_id", pa.string()),
        ("part", pa.string()),
        ("language", pa.string()),
        ("family", pa.string()),
        ("teacher", pa.string()),
        ("tokens", pa.int32()),
        ("passage_id", pa.string()),
        ("page_id", pa.int64()),
        ("revision_id", pa.int64()),
        ("title", pa.string()),
        ("url", pa.string()),
    ]
)


@dataclass(frozen=True, slots=True)
class Origin:
    """The passage and the article behind a dialogue; ``revision_id`` is None where the dump has none, and ``url`` where
    the article is not kept any more.
    """

    passage_id: str
    page_id: int
    revision_id: int | None
    title: str
    url: str | None


Origins = Callable[[Sequence[MixItem]], Mapping[str, Origin]]
"""What is known of the origins of some items, by ``origin_id``; an item of English data has none."""


@dataclass(frozen=True, slots=True)
class Written:
    """The two files of one language and part, and what they hold. ``teachers`` counts rows, by None those that nobody
    wrote; ``origins`` counts the rows whose article is known.
    """

    language: str
    part: MixPart
    files: tuple[DatasetFile, DatasetFile]
    turns: int
    tokens: int
    teachers: Mapping[str | None, int]
    origins: int

    @property
    def rows(self) -> int:
        """Conversations, which are the rows of either file."""
        return self.files[0].rows


def write(
    folder: Path, language: str, batches: Iterable[Sequence[MixItem]], origins: Origins, *, demo: bool = False
) -> list[Written]:
    """Write the files of one language into ``folder``, a part without items being left out.

    A conversation's number is its place among those of its part. Raises `OSError` when the disk does not take it.
    """
    open_parts: dict[MixPart, _PartWriter] = {}
    with ExitStack() as stack:
        for batch in batches:
            known = origins(batch)
            for item in batch:
                if item.part not in open_parts:
                    open_parts[item.part] = stack.enter_context(_PartWriter(folder, language, item.part, demo))
                open_parts[item.part].add(item, known.get(item.origin_id))
    return [open_parts[part].written() for part in PARTS if part in open_parts]


def path_of(language: str, part: MixPart, kind: Literal["jsonl", "parquet"], *, demo: bool = False) -> str:
    """Where a file lies, below the data set's folder."""
    mark = _DEMO * demo
    return f"{mark}{language}_{part}.jsonl" if kind == "jsonl" else f"{language}/{mark}{part}.parquet"


def is_demo(file: DatasetFile) -> bool:
    """Whether the demo teacher had a hand in the file's rows."""
    return PurePosixPath(file.path).name.startswith(_DEMO)


class _PartWriter:
    """Writes both files of one part side by side."""

    def __init__(self, folder: Path, language: str, part: MixPart, demo: bool) -> None:
        self._folder, self._language, self._part = folder, language, part
        self._lines = path_of(language, part, "jsonl", demo=demo)
        self._table = path_of(language, part, "parquet", demo=demo)
        self._name = self._lines.removesuffix(".jsonl")
        self._rows: list[dict[str, object]] = []
        self._count = self._turns = self._tokens = self._origins = 0
        self._teachers: Counter[str | None] = Counter()

    def __enter__(self) -> _PartWriter:
        (self._folder / self._table).parent.mkdir(exist_ok=True)
        self._text = (self._folder / self._lines).open("w", encoding="utf-8", newline="\n")
        self._parquet = pq.ParquetWriter(self._folder / self._table, SCHEMA, compression="zstd")
        return self

    def __exit__(self, *_: object) -> None:
        with self._text, self._parquet:
            self._flush()

    def add(self, item: MixItem, origin: Origin | None) -> None:
        texts = [text for turn in item.turns for text in (turn.question, turn.answer)]
        line = {"id": f"{self._name}_{self._count}", "data": texts}
        self._text.write(json.dumps(line, ensure_ascii=False) + "\n")
        self._rows.append(_row(item, texts, origin))
        self._count += 1
        self._turns += len(item.turns)
        self._tokens += item.tokens
        self._teachers[item.teacher] += 1
        self._origins += origin is not None
        if len(self._rows) == ROWS_A_GROUP:
            self._flush()

    def written(self) -> Written:
        """What is there now that both files are closed."""
        files = self._file("jsonl", self._lines), self._file("parquet", self._table)
        counts = self._turns, self._tokens, dict(self._teachers), self._origins
        return Written(self._language, self._part, files, *counts)

    def _flush(self) -> None:
        if self._rows:
            self._parquet.write_table(pa.Table.from_pylist(self._rows, SCHEMA))
            self._rows = []

    def _file(self, kind: Literal["jsonl", "parquet"], path: str) -> DatasetFile:
        with (self._folder / path).open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            size = file.tell()
        return DatasetFile(EVERYTHING, self._part, self._language, kind, path, self._count, size, sha256)


def _row(item: MixItem, texts: Sequence[str], origin: Origin | None) -> dict[str, object]:
    """A row of the Parquet file; columns that have no value are left out."""
    roles = ("user", "assistant") * len(item.turns)
    return {
        "messages": [{"role": role, "content": text} for role, text in zip(roles, texts, strict=True)],
        "item_id": item.item_id,
        "origin_id": item.origin_id,
        "part": item.part,
        "language": item.language,
        "family": item.family,
        "teacher": item.teacher,
        "tokens": item.tokens,
        **(asdict(origin) if origin else {}),
    }

"""English data files become items: the rows of ``english_sft``.

`find_files` names the files, `read_items` reads them block by block, so that a block that is finished and kept is never
read again. All rows of a file are of one format: that of the first row whose format can be told from its fields.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO, NamedTuple

from ultralink_assets.from_english.data_files import Block, DataFile, blocks, find_files
from ultralink_assets.from_english.formats import (
    FIELDS,
    FORMATS,
    REASONS,
    Format,
    RowRefused,
    conversation_of,
    fields_of,
    recognize,
    shown,
)
from ultralink_assets.from_english.json_rows import Unread
from ultralink_assets.languages import SOURCE
from ultralink_assets.records import InputError, Item, Part, Rejection, item_id_of
from ultralink_assets.sources import open_source

__all__ = ["FORMATS", "REASONS", "Batch", "DataFile", "Format", "find_files", "read_items"]


class Batch(NamedTuple):
    """What the rows of one block became: each is an item or a rejection.

    ``unit`` is the block's name, the same in every run over the same files. ``cut`` counts the items of which a last
    question without an answer was left out.
    """

    unit: str
    items: tuple[Item, ...]
    rejections: tuple[Rejection, ...]
    cut: int


def read_items(
    files: Sequence[DataFile], part: Part, wanted: Format | None, finished: Callable[[str], bool]
) -> Iterator[Batch]:
    """Read all blocks whose name is not ``finished``, in order; ``wanted`` sets the format of every file.

    Raises `InputError` for a file without rows, of no format, of two formats, and one that is damaged or cut.
    """
    for number, file in enumerate(files):
        with open_source(file) as binary:
            reader = _Reader(file, part, _told(file, part, binary, wanted), wanted is None)
            for block in blocks(file, binary, FIELDS):
                unit = f"{number:04d}-{block.first:012d}"
                if not finished(unit):
                    yield reader.read(unit, block)


class _Told(NamedTuple):
    """The format of a file, and the row that told it."""

    name: Format
    row: int


def _told(file: DataFile, part: Part, binary: BinaryIO, wanted: Format | None) -> _Told:
    """The format of the first row that is of one; raises `InputError` when there is none, or it may be of several."""
    first: tuple[int, object] | None = None
    for block in blocks(file, binary, FIELDS):
        for number, row in block.rows:
            first = first or (number, row)
            names = recognize(row) if isinstance(row, dict) else ()
            if wanted is not None:
                names = (wanted,) if wanted in names else ()
            if len(names) == 1:
                return _Told(names[0], number)
            if isinstance(row, dict) and names:
                raise InputError(
                    f"{file.url}, row {number}: may be {' or '.join(names)}: it has {shown(row)}",
                    f"name it in the settings: [english_sft.format] {part} = '{names[0]}'",
                )
    if first is None:
        raise InputError(f"{file.url}: holds no rows", "give another file, or leave it out")
    raise _unknown(file, *first, wanted)


def _unknown(file: DataFile, number: int, row: object, wanted: Format | None) -> InputError:
    what = f"it has {shown(row)}" if isinstance(row, dict) else _why_no_object(row)
    problem = f"not {wanted}" if wanted else "unknown format"
    kinds = "; ".join(f"{name} has {fields_of(name)}" for name in ([wanted] if wanted else FORMATS))
    return InputError(
        f"{file.url}, row {number}: {problem}, and no other row tells more: {what}",
        f"give one object a line, or a JSON list of objects, with the fields of a format: {kinds}",
    )


def _why_no_object(row: object) -> str:
    return f"{row.reason}: {row.detail}" if isinstance(row, Unread) else f"it is {type(row).__name__}, not an object"


class _Reader:
    """Reads the rows of one file as one format. ``strict`` refuses a row of another format, else it is rejected."""

    def __init__(self, file: DataFile, part: Part, told: _Told, strict: bool) -> None:
        self._file = file
        self._part = part
        self._told = told
        self._strict = strict

    def read(self, unit: str, block: Block) -> Batch:
        items: list[Item] = []
        rejections: list[Rejection] = []
        cut = 0
        for number, row in block.rows:
            try:
                item, was_cut = self._item(number, row)
            except RowRefused as refused:
                rejections.append(self._rejection(number, row, refused))
                continue
            items.append(item)
            cut += was_cut
        return Batch(unit, tuple(items), tuple(rejections), cut)

    def _item(self, number: int, row: object) -> tuple[Item, bool]:
        if isinstance(row, Unread):
            raise RowRefused(*row)
        turns, family, cut = conversation_of(row, self._told.name)
        try:
            item_id = item_id_of(self._part, turns)
            (family or "").encode()
        except UnicodeEncodeError as error:
            raise RowRefused("not_utf8", f"a text holds {error.object[error.start]!a}, half of a character") from error
        return Item(item_id, self._part, SOURCE, self._file.name, number, family, turns), cut

    def _rejection(self, number: int, row: object, refused: RowRefused) -> Rejection:
        if self._strict and refused.reason == "unknown_fields" and isinstance(row, dict):
            self._require_no_other_format(number, row)
        key: dict[str, str | int] = {"part": self._part, "source": self._file.name, "source_row": number}
        return Rejection(key, refused.reason, f"{self._file.name}, row {number}: {refused.detail}")

    def _require_no_other_format(self, number: int, row: dict[str, object]) -> None:
        if others := recognize(row):
            raise InputError(
                f"{self._file.url}: mixed formats: row {self._told.row} is {self._told.name}, "
                f"row {number} is {' or '.join(others)}",
                f"give one format a file, or name it in the settings ([english_sft.format] {self._part} = "
                f"'{self._told.name}'): rows of another are then rejected",
            )

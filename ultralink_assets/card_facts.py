"""What the data card says, gathered from the publications that a data set was made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import Any

import duckdb

from ultralink_assets import flow, languages, lineage, versions
from ultralink_assets.flow import Place
from ultralink_assets.gates import DESCRIPTIONS
from ultralink_assets.mix.card import Facts, Gate, Kept, Source, Writer
from ultralink_assets.mix.dataset import Written
from ultralink_assets.records import EVERYTHING
from ultralink_assets.settings import DEMO, Settings
from ultralink_assets.warehouse import STAGES, Books, PublicationRow, Verdict, Warehouse
from ultralink_assets.warehouse.connections import MEMORY_LIMIT

WIKIPEDIA_LICENCE = "CC BY-SA 4.0 (Wikipedia)"
NOT_STATED = "not stated"
SQL_TESTS = "SQL tests"
_SECTIONS = ("passages", "dialogues", "agnostic_sft", "translated_sft", "pruned_mix", "gates")
_LEFT_OUT = ("rejected", "not_drawn")
_WHO = ("teacher", "judge")


@dataclass(frozen=True)
class Behind:
    """One place that the data set was made of, or that judged it; ``rows_path`` is None where its rows are gone."""

    place: Place
    publication: PublicationRow
    books: Books
    verdicts: Mapping[str, Verdict]
    writers: Sequence[Writer]
    files: tuple[str, ...]
    rows_path: Path | None

    @property
    def name(self) -> str:
        """As people write it: ``dialogues/ru``."""
        return "/".join(self.place)


def gather(settings: Settings, warehouse: Warehouse, inputs: Mapping[str, str]) -> list[Behind]:
    """Everything behind a data set with these ``inputs``, along the flow."""
    used = lineage.behind(settings, warehouse, ("dataset", EVERYTHING), inputs)
    order = {stage: number for number, stage in enumerate(flow.STAGES)}
    found = [(place, lineage.publication(warehouse, place, data)) for place, data in used.items()]
    found += _judgements(settings, warehouse, used)
    known = [_behind(warehouse, place, made) for place, made in found if made]
    return sorted(known, key=lambda one: order[one.place[0]])


def is_demo(behind: Iterable[Behind]) -> bool:
    """Whether the demo teacher wrote, translated, filtered or judged some of it."""
    return any(writer.name == DEMO for one in behind for writer in one.writers)


def facts(settings: Settings, behind: Sequence[Behind], written: Sequence[Written]) -> Facts:
    """What the card of these files says."""
    codes = dict.fromkeys(one.language for one in written)
    current = [one for one in behind if one.publication.code_version == versions.code_version(settings, *one.place)]
    return Facts(
        name=settings.dataset.name,
        license=settings.dataset.license,
        demo=is_demo(behind),
        languages={code: languages.load(code).name for code in codes},
        written=written,
        sources=[Source(one.name, one.files, _licence(settings, one.place)) for one in behind if one.files],
        kept=[_kept(one) for one in behind],
        gates=list(_gates(behind)),
        writers=[writer for one in behind if one.place[0] != "pruned_mix" for writer in one.writers],
        settings=dict(_settings(settings)),
        older=[one.name for one in behind if one not in current],
        override=settings.gates.override,
        version=version("ultralink-assets"),
    )


def _judgements(
    settings: Settings, warehouse: Warehouse, used: Mapping[Place, str]
) -> Iterator[tuple[Place, PublicationRow | None]]:
    """What judges said of exactly the dialogues that were used; nothing is made of it."""
    for place, data_version in used.items():
        judged = warehouse.current("judgements", place[1]) if place[0] == "dialogues" else None
        if judged and judged.inputs.get("dialogues") == data_version:
            yield ("judgements", place[1]), judged


def _behind(warehouse: Warehouse, place: Place, made: PublicationRow) -> Behind:
    rows = made.snapshot if made.snapshot and made.snapshot.is_file() else None
    return Behind(
        place,
        made,
        warehouse.books(*place, made.data_version),
        warehouse.verdicts(*place, made.data_version),
        _writers(place, rows) if rows else [],
        _files(place[0], rows) if rows else (),
        rows,
    )


def _writers(place: Place, rows: Path) -> list[Writer]:
    columns = STAGES[place[0]].schema.names
    who = next((name for name in _WHO if name in columns), None)
    if who is None:
        return []
    prompts = "list(DISTINCT prompt_version ORDER BY prompt_version)" if "prompt_version" in columns else "[]"
    sql = f"SELECT {who}, {prompts}, count(*) FROM read_parquet(?) WHERE {who} IS NOT NULL GROUP BY ALL ORDER BY ALL"
    return [Writer("/".join(place), name, tuple(used), count) for name, used, count in _query(sql, rows)]


def _files(stage: str, rows: Path) -> tuple[str, ...]:
    if stage not in ("raw_wikipedia", "english_sft"):
        return ()
    return tuple(name for (name,) in _query("SELECT DISTINCT source FROM read_parquet(?) ORDER BY ALL", rows))


def _query(sql: str, rows: Path) -> list[Any]:
    with duckdb.connect(config={"memory_limit": MEMORY_LIMIT}) as connection:
        return connection.execute(sql, [str(rows)]).fetchall()


def _licence(settings: Settings, place: Place) -> str:
    if place[0] == "raw_wikipedia":
        return WIKIPEDIA_LICENCE
    return next((words for part, words in settings.dataset.sources.items() if part == place[1]), NOT_STATED)


def _kept(one: Behind) -> Kept:
    left_out = [(side, reason, rows) for (side, reason), rows in one.books.rows.items() if side in _LEFT_OUT]
    reasons = {reason or side.replace("_", " "): rows for side, reason, rows in sorted(left_out, reverse=True)}
    return Kept(one.name, one.books.total("in"), one.books.total("out"), reasons)


def _gates(behind: Sequence[Behind]) -> Iterator[Gate]:
    """A line for each gate of a stage, and one for all SQL tests on it."""
    for stage in dict.fromkeys(one.place[0] for one in behind):
        of_stage = [one for one in behind if one.place[0] == stage]
        known = {_shown_as(name) for one in of_stage for name in one.verdicts}
        yield from (_gate(stage, name, of_stage) for name in (*DESCRIPTIONS, SQL_TESTS) if name in known)


def _gate(stage: str, name: str, of_stage: Sequence[Behind]) -> Gate:
    said = {one.place[1]: [each for key, each in one.verdicts.items() if _shown_as(key) == name] for one in of_stage}
    every = [verdict for some in said.values() for verdict in some]
    return Gate(
        stage=stage,
        name=name,
        what=DESCRIPTIONS.get(name, "Promises about rows, books and publications, as queries for what breaks them."),
        blocking=any(verdict.blocking for verdict in every),
        passed=tuple(partition for partition, some in said.items() if some and all(one.passed for one in some)),
        not_passed=tuple(partition for partition, some in said.items() if some and not all(one.passed for one in some)),
        failed_rows=sum(int(verdict.detail.get("failed", 0)) for verdict in every),
        undecided_rows=sum(verdict.undecided for verdict in every),
    )


def _shown_as(name: str) -> str:
    return name if name in DESCRIPTIONS else SQL_TESTS


def _settings(settings: Settings) -> Iterator[tuple[str, str]]:
    """What decides results, by key. Of a path or URL only the last part: folders and hosts concern nobody."""
    yield "seed", str(settings.seed)
    if settings.teacher:
        shown = ("model", "temperature", "top_p", "max_tokens", "context_tokens")
        yield from ((f"teacher.{key}", str(getattr(settings.teacher, key))) for key in shown)
    values = settings.model_dump(include=set(_SECTIONS), exclude={"gates": {"override"}})
    yield from ((key, _last_part(value)) for section in _SECTIONS for key, value in _flat(section, values.get(section)))


def _flat(key: str, value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _flat(f"{key}.{name}", inner)
    elif value not in (None, "", ()):
        yield key, value


def _last_part(value: object) -> str:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(map(_last_part, value))
    return PurePosixPath(value).name if isinstance(value, str) else str(value)

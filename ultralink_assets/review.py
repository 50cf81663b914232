"""``ultralink review``: hands a sample of dialogues out to people, and takes back what they say of it."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from ultralink_assets import languages
from ultralink_assets.flow import REVIEWED
from ultralink_assets.gates.rows import turns_of
from ultralink_assets.languages.rendering import rendered
from ultralink_assets.records import InputError, SettingsError, item_id_of
from ultralink_assets.review_candidates import candidates, published
from ultralink_assets.reviews import lines, merging, sheet
from ultralink_assets.reviews.sampling import Candidate, draw
from ultralink_assets.reviews.verdicts import Item, Taken, take
from ultralink_assets.settings import Settings
from ultralink_assets.stage import open_warehouse
from ultralink_assets.warehouse import ReviewFiles
from ultralink_assets.warehouse.files import explained, refuse_without_data
from ultralink_assets.warehouse.snapshots import REJECTED

RELOAD = "which a UI that is running shows after 'Reload definitions'"


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: ``items`` are fewer than were ``asked`` for when there are no more."""

    path: Path
    items: int
    asked: int


def export(settings: Settings, stage: str, language: str, size: int, path: Path) -> Exported:
    """Write a sample of the current publication to ``path``, which must not exist yet."""
    _refuse(settings, stage, path)
    warehouse = open_warehouse(settings, _say_aside)
    kept = ReviewFiles(settings.data_dir, stage, language)
    with kept.lock(settings.warehouse_wait_s, _say_aside):
        standing = merging.standing(lines.verdicts_of(kept.verdicts()))
        reviewed = {one.item.item_id for one in standing.values()}
        found = candidates(warehouse, language, settings.seed, size + len(reviewed))
        drawn = draw((one for one in found if one.item_id not in reviewed), size, settings.seed)
        if not drawn:
            raise InputError(
                f"{stage}/{language}: every dialogue was reviewed",
                "to change a verdict, import a file with the new one; see docs/review.md",
            )
        kept.add_items([asdict(lines.item_of_candidate(one, stage, language)) for one in drawn])
        _write(path, sheet.write(_row(one, language) for one in drawn))
    return Exported(path, len(drawn), size)


def _refuse(settings: Settings, stage: str, path: Path) -> None:
    if stage != REVIEWED:
        raise SettingsError(
            f"{stage} are not reviewed", f"name {REVIEWED}, for example {REVIEWED}/{settings.languages[0]}"
        )
    if path.exists():
        raise InputError(f"{path} is there already, and may hold somebody's work", "move it, or name another --output")
    refuse_without_data(settings.data_dir)


def _row(one: Candidate, language: str) -> dict[str, str]:
    dialogue = rendered(one.turns, languages.load(language))
    return {"item_id": one.item_id, "title": one.title, "passage": one.passage, "dialogue": dialogue}


def _write(path: Path, content: bytes) -> None:
    with explained(path, "writing the sample"):
        new = path.with_name(f"{path.name}.part")
        new.write_bytes(content)
        new.replace(path)


# -------------------------------------------------------------------------------------- import


@dataclass(frozen=True, slots=True)
class Imported:
    """``name``: the import that was kept; None when everything that the file says stands already. ``first``: there was
    none of the language before it.
    """

    language: str
    name: str | None
    taken: Taken
    first: bool = False


def keep(settings: Settings, path: Path, reviewer: str) -> Imported:
    """Keep the verdicts of a file, all of them or none. Raises `InputError` that names the rows it can't take."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}", "check the path and its permissions") from error
    try:
        taken = take(sheet.read(content), _items(settings), " ".join(reviewer.split()), datetime.now(UTC))
    except InputError as error:
        raise InputError(f"{path}: {error.message}", error.hint) from error
    if not taken.verdicts:
        raise InputError(
            f"{path}: no row has a verdict", "fill the column verdict with keep or reject, and import again"
        )
    language = taken.verdicts[0].item.language
    kept = ReviewFiles(settings.data_dir, REVIEWED, language)
    with kept.lock(settings.warehouse_wait_s, _say_aside):
        standing = merging.standing(lines.verdicts_of(kept.verdicts()))
        if not merging.news(taken.verdicts, standing):
            return Imported(language, None, taken)
        first = not kept.imports()
        return Imported(language, kept.add_import(content, lines.records_of(taken.verdicts)), taken, first)


def _items(settings: Settings) -> dict[str, Item]:
    kept = (ReviewFiles(settings.data_dir, REVIEWED, language).items() for language in settings.languages)
    return {item_id: lines.item_of(record) for each in kept for item_id, record in each.items()}


def report(settings: Settings, imported: Imported) -> str:
    """What an import brought, a line each."""
    taken, asset = imported.taken, f"{REVIEWED}/{imported.language}"
    counts = Counter(one.verdict for one in taken.verdicts)
    said = f"{len(taken.verdicts)} verdicts ({counts['keep']} keep, {counts['reject']} reject)"
    known = f"all of them stand already: nothing was changed in reviews/{imported.language}"
    report = [f"{said} of {asset}; " + (f"kept as import {imported.name}" if imported.name else known)]
    if taken.open:
        report.append(f"rows without a verdict yet: {len(taken.open)}; fill them and import the file again")
    if taken.notes_only:
        report.append(f"rows with a note and no verdict, which count for nothing: {_list(taken.notes_only)}")
    if gone := _made_anew(settings, imported):
        report.append(f"verdicts on texts that {asset} no longer has: {gone}; they are kept, and turn nothing down")
    if imported.first:
        report.append(f"the first import: from now on {asset} depends on reviews/{imported.language}, {RELOAD}")
    return "\n".join(report)


def _list(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))


def _made_anew(settings: Settings, imported: Imported) -> int:
    """How many of the verdicts are of a text that is neither among the current rows nor among those turned down."""
    rows = published(open_warehouse(settings, _say_aside), REVIEWED, imported.language)
    ids = {one.item.dialogue_id for one in imported.taken.verdicts}
    found = turns_of([rows, rows.with_name(REJECTED)], ids)
    current = {item_id_of(dialogue_id, turns) for dialogue_id, turns in found}
    return sum(one.item.item_id not in current for one in imported.taken.verdicts)


def publish(language: str, run: Callable[..., subprocess.CompletedProcess[bytes]] = subprocess.run) -> int:
    """Materialize reviews/L as users do, so that its history is where theirs is; returns Dagster's exit status."""
    select = ["--select", f"reviews/{language}", "-m", "ultralink_assets"]
    return run([sys.executable, "-m", "dagster", "asset", "materialize", *select], check=False).returncode


def _say_aside(message: str) -> None:
    print(message, file=sys.stderr)

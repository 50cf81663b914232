"""``ultralink publish``: the current data set goes to the Hugging Face Hub, if nothing speaks against it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from ultralink_assets import flow, gates
from ultralink_assets.gates import files_whole
from ultralink_assets.mix import card, hub
from ultralink_assets.mix.dataset import is_demo
from ultralink_assets.records import EVERYTHING, DatasetFile, Outcome, SettingsError, UpstreamRefused
from ultralink_assets.settings import Settings
from ultralink_assets.stage import open_warehouse
from ultralink_assets.warehouse import DatasetFolders, Upstream, Warehouse

PLACE = ("dataset", EVERYTHING)
_AGAIN = "make it again: dagster asset materialize --select dataset/all -m ultralink_assets"


def publish(
    settings: Settings, repo: str, *, private: bool, revision: str | None, say: Callable[[str], None]
) -> Iterator[str]:
    """Check everything that can be checked here, then push; yields what was done.

    Raises `UpstreamRefused`, `SettingsError` or `HubError`, before any request wherever the reason is known before.
    """
    warehouse = open_warehouse(settings, say)
    upstream = warehouse.read_upstream(*PLACE, gates.expected(PLACE[0]), override=settings.gates.override)
    files: list[DatasetFile] = [file for batch in upstream.batches(1000) for file in batch]
    folder = DatasetFolders(settings.data_dir).of(upstream.data_version)
    _refuse_demo(files)
    _refuse_changed(files, folder)
    _refuse_without_licence(folder / card.NAME, private)
    secret = hub.token()
    for mix in _changed_since(settings, warehouse, upstream):
        say(f"note: {mix} has changed since this data set was made of it")
    pushed = hub.push(folder, [file.path for file in files], repo, secret, private=private, revision=revision)
    yield f"{len(files)} files of version {upstream.data_version} are at {pushed.url} (commit {pushed.commit_url})"
    if pushed.removed:
        yield f"removed there, since they are in it no more: {', '.join(pushed.removed)}"


def _refuse_demo(files: Sequence[DatasetFile]) -> None:
    if marked := [file.path for file in files if is_demo(file)]:
        raise UpstreamRefused(
            f"the demo teacher had a hand in {len(marked)} of {len(files)} files ({marked[0]}): demo rows are no data",
            "name dumps, data and a teacher of your own in the settings, and make the data set again",
        )


def _refuse_changed(files: Sequence[DatasetFile], folder: Path) -> None:
    found = (files_whole.check(file, folder) for file in files)
    if wrong := [one.detail for one in found if one.outcome is not Outcome.PASS]:
        raise UpstreamRefused(f"{folder} is not what was published: {'; '.join(wrong[:3])}", _AGAIN)


def _refuse_without_licence(path: Path, private: bool) -> None:
    if not path.is_file():
        raise UpstreamRefused(f"{path}: the data card is gone", _AGAIN)
    if not private and card.license_of(path.read_text(encoding="utf-8")) is None:
        raise SettingsError(
            "the licence of the data set is not decided, and everybody could load it",
            f'set [dataset] license, such as "cc-by-sa-4.0", and {_AGAIN}; or publish with --private',
        )


def _changed_since(settings: Settings, warehouse: Warehouse, upstream: Upstream) -> Iterator[str]:
    """The mixes that have been published anew since."""
    made = warehouse.current(*PLACE)
    for mix in flow.made_of(settings, PLACE):
        used, now = made.inputs.get(flow.input_name(mix, PLACE)) if made else None, warehouse.current(*mix)
        if used and now and used != now.data_version:
            yield "/".join(mix)

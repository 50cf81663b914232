"""``ultralink rollback``: an earlier version becomes the current one again; what was made of the other one is named."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping

from dagster import AssetKey, AssetMaterialization, DagsterInstance

from ultralink_assets import versions
from ultralink_assets.settings import Settings
from ultralink_assets.stage import dump_key, open_warehouse
from ultralink_assets.warehouse import Warehouse
from ultralink_assets.warehouse.history import PublicationRow


def roll_back(
    settings: Settings, stage: str, language: str, to: str | None, say: Callable[[str], None]
) -> Iterator[str]:
    """Restore the version before, or the one that ``to`` names; yields what was done and what it makes stale."""
    warehouse = open_warehouse(settings, say)
    now = warehouse.rollback(stage, language, to=to)
    yield f"{stage}/{language} is version {now.data_version} again: {now.rows} rows, published {now.published_at}"
    for later, made_of in _made_of_another(warehouse, now):
        yield f"stale now: {later}/{language}, which was made of {stage} version {made_of}; materialize it again"
    if os.environ.get("DAGSTER_HOME"):
        _tell_dagster(now, _made_from(warehouse, now))
    else:
        yield "Dagster does not know of it: DAGSTER_HOME is not set, so its UI shows the version before"


def _made_of_another(warehouse: Warehouse, now: PublicationRow) -> Iterator[tuple[str, str]]:
    for later in versions.STAGES:
        made = warehouse.current(later, now.partition)
        made_of = made.inputs.get(now.stage) if made else None
        if made_of is not None and made_of != now.data_version:
            yield later, made_of


def _made_from(warehouse: Warehouse, now: PublicationRow) -> dict[AssetKey, str]:
    """The data version of each asset that Dagster names as a dependency, found from publication to publication."""
    known = dict(now.inputs)
    before = versions.before(now.stage)
    for stage in before:
        past = warehouse.publications(stage, now.partition)
        used = next((one for one in past if one.data_version == known.get(stage)), None)
        known |= used.inputs if used else {}
    keys = {AssetKey([stage, now.partition]): stage for stage in before} or {dump_key(now.partition): "dump"}
    return {key: known[stage] for key, stage in keys.items() if stage in known}


def _tell_dagster(now: PublicationRow, made_from: Mapping[AssetKey, str]) -> None:
    tags = {"dagster/data_version": now.data_version, "dagster/code_version": now.code_version}
    for key, version in made_from.items():
        tags[f"dagster/input_data_version/{key.to_user_string()}"] = version
        tags[f"dagster/input_event_pointer/{key.to_user_string()}"] = "NULL"  # of no event of Dagster's
    metadata = {"dagster/row_count": now.rows, "rolled_back_to_publication": now.restored}
    asset = AssetKey([now.stage, now.partition])
    with DagsterInstance.get() as instance:
        instance.report_runless_asset_event(AssetMaterialization(asset, tags=tags, metadata=metadata))

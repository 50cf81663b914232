"""``ultralink rollback``: an earlier version becomes the current one again; what was made of the other one is named."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping

from dagster import AssetKey, AssetMaterialization, DagsterInstance

from ultralink_assets import flow, lineage
from ultralink_assets.flow import Place
from ultralink_assets.settings import Settings
from ultralink_assets.stage import open_warehouse, source_key
from ultralink_assets.warehouse import Warehouse
from ultralink_assets.warehouse.history import PublicationRow


def roll_back(
    settings: Settings, stage: str, partition: str, to: str | None, say: Callable[[str], None]
) -> Iterator[str]:
    """Restore the version before, or the one that ``to`` names; yields what was done and what it makes stale."""
    warehouse = open_warehouse(settings, say)
    now = warehouse.rollback(stage, partition, to=to)
    yield f"{stage}/{partition} is version {now.data_version} again: {now.rows} rows, published {now.published_at}"
    for later, made_of in _made_of_another(settings, warehouse, now):
        yield f"stale now: {'/'.join(later)}, which was made of {stage} version {made_of}; materialize it again"
    if os.environ.get("DAGSTER_HOME"):
        _tell_dagster(now, _made_from(settings, warehouse, now))
    else:
        yield "Dagster does not know of it: DAGSTER_HOME is not set, so its UI shows the version before"


def _made_of_another(settings: Settings, warehouse: Warehouse, now: PublicationRow) -> Iterator[tuple[Place, str]]:
    for later in flow.places(settings):
        made = warehouse.current(*later)
        made_of = made.inputs.get(flow.input_name((now.stage, now.partition), later)) if made else None
        if made_of is not None and made_of != now.data_version:
            yield later, made_of


def _made_from(settings: Settings, warehouse: Warehouse, now: PublicationRow) -> dict[AssetKey, str]:
    """The data version of each asset that Dagster names as a dependency."""
    place = (now.stage, now.partition)
    source = source_key(place)
    read = now.inputs.get(source.path[0])
    found = {source: read} if read else {}
    return found | {AssetKey(one): used for one, used in lineage.behind(settings, warehouse, place, now.inputs).items()}


def _tell_dagster(now: PublicationRow, made_from: Mapping[AssetKey, str]) -> None:
    tags = {"dagster/data_version": now.data_version, "dagster/code_version": now.code_version}
    for key, version in made_from.items():
        tags[f"dagster/input_data_version/{key.to_user_string()}"] = version
        tags[f"dagster/input_event_pointer/{key.to_user_string()}"] = "NULL"  # of no event of Dagster's
    metadata = {"dagster/row_count": now.rows, "rolled_back_to_publication": now.restored}
    asset = AssetKey([now.stage, now.partition])
    with DagsterInstance.get() as instance:
        instance.report_runless_asset_event(AssetMaterialization(asset, tags=tags, metadata=metadata))

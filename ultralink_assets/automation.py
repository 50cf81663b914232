"""What may start by itself: input files are observed, a sensor notices new ones, and stages follow their input.

All of it is off until somebody switches it on in the UI (Automation). A stage that costs money has no automation
condition at all unless ``[automation] paid`` says so; then it starts only when every blocking check of its input has
passed.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping
from types import MappingProxyType

from dagster import (
    AssetKey,
    AssetObservation,
    AssetSelection,
    BetaWarning,
    DataVersion,
    DefaultScheduleStatus,
    DefaultSensorStatus,
    RunRequest,
    ScheduleDefinition,
    SensorDefinition,
    SensorEvaluationContext,
    SensorResult,
    SourceAsset,
    define_asset_job,
    observable_source_asset,
)

from ultralink_assets import flow
from ultralink_assets.flow import Place
from ultralink_assets.from_english.assets import files_of
from ultralink_assets.from_english.english_sft import find_files
from ultralink_assets.from_wikipedia.assets import dumps_of
from ultralink_assets.from_wikipedia.dump_sources import find_sources
from ultralink_assets.records import UltralinkError
from ultralink_assets.settings import Settings
from ultralink_assets.sources import version_of
from ultralink_assets.stage import source_key

NEW_FILES_EVERY_S = 600
TWICE_A_MONTH = "0 6 7,26 * *"  # Wikipedia's dumps of the 1st and the 20th are whole some days later
_NEXT: Mapping[str, str] = MappingProxyType({"raw_wikipedia": "passages", "english_sft": "agnostic_sft"})


def sources(settings: Settings) -> list[SourceAsset]:
    """The source assets of all first stages: dumps and English data; their data version is `sources.version_of`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", BetaWarning)  # observable_source_asset, in 1.13; users can do nothing about it
        return [_source(settings, place) for place in _first(settings)]


def _first(settings: Settings) -> list[Place]:
    """The places that are made of files."""
    dumps: list[Place] = [("raw_wikipedia", language) for language in settings.languages]
    return [*dumps, *(("english_sft", part) for part in flow.parts(settings))]


def _source(settings: Settings, place: Place) -> SourceAsset:
    by_part = place[0] in flow.BY_PART

    @observable_source_asset(
        key=source_key(place),
        group_name="from_english" if by_part else "from_wikipedia",
        tags={"part" if by_part else "language": place[1]},
        description="The files of the settings. Observe it to see whether they changed: size, time, first 64 KiB.",
    )
    def source() -> DataVersion:
        return DataVersion(_version(settings, place))

    return source


def _version(settings: Settings, place: Place) -> str:
    if part := next((each for each in flow.parts(settings) if place == ("english_sft", each)), None):
        return version_of(find_files(files_of(settings, part)))
    return version_of(find_sources(dumps_of(settings, place[1])))


def new_files(settings: Settings) -> SensorDefinition:
    """Looks at all input files now and then; those that changed since the last look are read.

    What costs nothing is made of them. The first look only takes note. Files that can't be looked at are named, and
    keep no others from being seen.
    """
    watched = {source_key(place).to_user_string(): place for place in _watched(settings)}

    def look(context: SensorEvaluationContext) -> SensorResult:
        known: dict[str, str] = json.loads(context.cursor or "{}")
        found, trouble = _look(settings, watched)
        changed = [name for name, version in found.items() if version != known.get(name)]
        runs = [
            RunRequest(run_key=f"{name} {found[name]}", asset_selection=_free(watched[name]))
            for name in changed
            if name in known
        ]
        return SensorResult(
            asset_events=[_observed(name, found[name]) for name in changed],
            run_requests=runs,
            skip_reason=None if runs else "; ".join(trouble) or "no file changed",
            cursor=json.dumps({**known, **found}),
        )

    return SensorDefinition(
        name="new_files",
        evaluation_fn=look,
        asset_selection=AssetSelection.assets(*(key for place in watched.values() for key in _free(place))),
        minimum_interval_seconds=NEW_FILES_EVERY_S,
        default_status=DefaultSensorStatus.STOPPED,
        description="Reads dumps and English data that changed, and makes of them what costs nothing.",
    )


def _watched(settings: Settings) -> list[Place]:
    """Beside English data a language may do without a dump."""
    data = bool(flow.parts(settings)) and not settings.sample
    return [
        (stage, name)
        for stage, name in _first(settings)
        if not data or stage in flow.BY_PART or name in settings.raw_wikipedia
    ]


def _observed(name: str, version: str) -> AssetObservation:
    return AssetObservation(AssetKey(name.split("/")), tags={"dagster/data_version": version})


def _look(settings: Settings, watched: Mapping[str, Place]) -> tuple[dict[str, str], list[str]]:
    found, trouble = {}, []
    for name, place in watched.items():
        try:
            found[name] = _version(settings, place)
        except UltralinkError as error:
            trouble.append(f"{name}: {error.message}")
    return found, trouble


def _free(place: Place) -> list[AssetKey]:
    """A first stage and the one after it, as far as they cost nothing."""
    stage, partition = place
    made = [place, (_NEXT[stage], partition)]
    return [AssetKey(each) for each in made if not flow.asks_a_teacher(each)]


def free_stages(settings: Settings) -> ScheduleDefinition:
    """Makes whatever costs nothing, some days after Wikipedia's dumps."""
    keys = [key for place in _watched(settings) for key in _free(place)]
    return ScheduleDefinition(
        name="free_stages",
        job=define_asset_job("free_stages_job", selection=AssetSelection.assets(*keys)),
        cron_schedule=TWICE_A_MONTH,
        default_status=DefaultScheduleStatus.STOPPED,
        description="Reads dumps and English data on the 7th and the 26th, and makes of them what costs nothing.",
    )

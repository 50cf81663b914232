"""What may start by itself: files are observed, a sensor notices a new dump, and stages follow their input.

All of it is off until somebody switches it on in the UI (Automation). A stage that costs money has no automation
condition at all unless ``[automation] paid`` says so; then it starts only when every blocking check of its input has
passed.
"""

from __future__ import annotations

import json
import warnings

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
from ultralink_assets.from_english import assets as from_english
from ultralink_assets.from_english.english_sft import find_files
from ultralink_assets.from_wikipedia import assets as from_wikipedia
from ultralink_assets.from_wikipedia.dump_sources import find_sources
from ultralink_assets.records import Part, UltralinkError
from ultralink_assets.settings import Settings
from ultralink_assets.sources import version_of
from ultralink_assets.stage import source_key

NEW_DUMPS_EVERY_S = 600
_OBSERVED = "The {} of the settings. Observe it to see whether they changed: size, time, first 64 KiB."
TWICE_A_MONTH = "0 6 7,26 * *"  # Wikipedia's dumps of the 1st and the 20th are whole some days later


def sources(settings: Settings) -> list[SourceAsset]:
    """The files of each language's dumps and of each part of English data, versioned by `sources.version_of`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", BetaWarning)  # observable_source_asset, in 1.13; users can do nothing about it
        dumps = [_dump(settings, language) for language in settings.languages]
        return dumps + [_data(settings, part) for part in flow.parts(settings)]


def _dump(settings: Settings, language: str) -> SourceAsset:
    @observable_source_asset(
        key=_dump_key(language),
        group_name="from_wikipedia",
        tags={"language": language},
        description=_OBSERVED.format("dump files"),
    )
    def dump() -> DataVersion:
        return DataVersion(_version(settings, language))

    return dump


def _data(settings: Settings, part: Part) -> SourceAsset:
    @observable_source_asset(
        key=source_key(("english_sft", part)),
        group_name=from_english.FOLDER,
        tags={"part": part},
        description=_OBSERVED.format("files of English data"),
    )
    def data() -> DataVersion:
        return DataVersion(version_of(find_files(from_english.files_of(settings, part))))

    return data


def _dump_key(language: str) -> AssetKey:
    return source_key(("raw_wikipedia", language))


def _version(settings: Settings, language: str) -> str:
    return version_of(find_sources(from_wikipedia.dumps_of(settings, language)))


def new_dumps(settings: Settings) -> SensorDefinition:
    """Looks at every dump now and then; one that changed since the last look is read, and its passages are made.

    The first look only takes note. A dump that can't be looked at is named, and keeps no other from being seen.
    """

    def look(context: SensorEvaluationContext) -> SensorResult:
        known: dict[str, str] = json.loads(context.cursor or "{}")
        found, trouble = _look(settings)
        changed = [language for language, version in found.items() if version != known.get(language)]
        seen = [AssetObservation(_dump_key(one), tags={"dagster/data_version": found[one]}) for one in changed]
        runs = [
            RunRequest(run_key=f"{language} {found[language]}", asset_selection=_free(language))
            for language in changed
            if language in known
        ]
        why = "; ".join(trouble) or "no dump changed"
        return SensorResult(
            asset_events=seen,
            run_requests=runs,
            skip_reason=None if runs else why,
            cursor=json.dumps({**known, **found}),
        )

    return SensorDefinition(
        name="new_dumps",
        evaluation_fn=look,
        asset_selection=AssetSelection.assets(*(key for language in settings.languages for key in _free(language))),
        minimum_interval_seconds=NEW_DUMPS_EVERY_S,
        default_status=DefaultSensorStatus.STOPPED,
        description="Reads a dump that changed, and makes its passages. Costs nothing; the dialogues are left to you.",
    )


def _look(settings: Settings) -> tuple[dict[str, str], list[str]]:
    found, trouble = {}, []
    for language in settings.languages:
        try:
            found[language] = _version(settings, language)
        except UltralinkError as error:
            trouble.append(f"{language}: {error.message}")
    return found, trouble


def _free(language: str) -> list[AssetKey]:
    return [AssetKey([stage, language]) for stage in ("raw_wikipedia", "passages")]


def free_stages(settings: Settings) -> ScheduleDefinition:
    """Makes whatever costs nothing, some days after Wikipedia's dumps."""
    keys = [key for language in settings.languages for key in _free(language)]
    return ScheduleDefinition(
        name="free_stages",
        job=define_asset_job("free_stages_job", selection=AssetSelection.assets(*keys)),
        cron_schedule=TWICE_A_MONTH,
        default_status=DefaultScheduleStatus.STOPPED,
        description="Reads the dumps and makes the passages on the 7th and the 26th. Costs nothing.",
    )

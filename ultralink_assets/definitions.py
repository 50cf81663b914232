"""The table of contents: every asset with its checks, the resources, the executor, the sensor."""

from __future__ import annotations

import click
from dagster import (
    AssetsDefinition,
    AssetSelection,
    DagsterError,
    DefaultSensorStatus,
    Definitions,
    ExecutorDefinition,
    SensorEvaluationContext,
    SkipReason,
    in_process_executor,
    multiprocess_executor,
    sensor,
)

from ultralink_assets import automation, flow, gates, runs, selection, sql_checks
from ultralink_assets import settings as settings_module
from ultralink_assets.from_english import assets as from_english
from ultralink_assets.from_wikipedia import assets as from_wikipedia
from ultralink_assets.judging import assets as judging
from ultralink_assets.limits import TeacherLimits
from ultralink_assets.mix import assets as mix
from ultralink_assets.mix import pruned_mix_assets as pruned_mix
from ultralink_assets.records import SettingsError
from ultralink_assets.reviews import assets as reviews
from ultralink_assets.settings import Settings

EXECUTORS: dict[str, ExecutorDefinition] = {
    "in_process": in_process_executor,
    "multiprocess": multiprocess_executor,
}


@sensor(
    name="dead_runs",
    minimum_interval_seconds=60,
    default_status=DefaultSensorStatus.RUNNING,
    description="Marks runs of this host whose process is gone (killed, power cut) as failed.",
)
def dead_runs(context: SensorEvaluationContext) -> SkipReason:
    dead = runs.mark_dead(context.instance)
    return SkipReason(f"marked as failed: {', '.join(dead)}" if dead else "every started run has its process")


_SELECTIONS = "every language of a stage is 'key:\"dialogues/*\"'; all: dagster asset list -m ultralink_assets"

RESOURCES = {"teacher_limits": TeacherLimits()}


def assets(settings: Settings) -> list[AssetsDefinition]:
    """Every asset of every partition, and the SQL tests as their checks."""
    folders = (from_wikipedia, reviews, judging, from_english, pruned_mix)
    pairs = [(folder, language) for language in settings.languages for folder in folders]
    made = [asset for folder, language in pairs for asset in folder.build(settings, language)]
    made += [asset for part in flow.parts(settings) for asset in from_english.build_part(settings, part)]
    made += mix.build_dataset(settings)
    partitions = dict.fromkeys(partition for _, partition in flow.places(settings))
    return [*made, *(checks for partition in partitions for checks in sql_checks.build(settings, partition))]


def build(settings: Settings) -> Definitions:
    """Everything that Dagster loads, for these settings; raises `SettingsError`."""
    gates.refuse_unknown(settings.gates.override)
    return Definitions(
        assets=[*automation.sources(settings), *assets(settings)],
        sensors=[dead_runs, automation.new_dumps(settings)],
        schedules=[automation.free_stages(settings)],
        resources=RESOURCES,
        executor=EXECUTORS[settings.executor],
    )


def refuse_nothing(selected: str, built: Definitions) -> None:
    """A command whose selection matches no asset would make every asset (dagster 1.13), and pay for it."""
    try:
        chosen = AssetSelection.from_coercible(selected.split(",")).resolve(built.resolve_asset_graph())
    except DagsterError as error:
        raise SettingsError(f"the selection {selected!r} matches no asset: {error}", _SELECTIONS) from error
    if not chosen:
        raise SettingsError(f"the selection {selected!r} matches no asset", _SELECTIONS)


def load() -> Definitions:
    """What the settings in use make. A mistake in them or in what a command selects ends the command with one error."""
    selected = selection.of_command()
    try:
        settings = settings_module.load()
        selection.refuse_missing(selected, settings)
        built = build(settings)
        if selected:
            refuse_nothing(selected, built)
        return built
    except SettingsError as error:
        if selected:
            raise click.ClickException(str(error)) from error
        raise


defs = load()

"""The table of contents: every asset with its checks, the resources, the executor, the sensor."""

from __future__ import annotations

from dagster import (
    AssetsDefinition,
    DefaultSensorStatus,
    Definitions,
    ExecutorDefinition,
    SensorEvaluationContext,
    SkipReason,
    in_process_executor,
    multiprocess_executor,
    sensor,
)

from ultralink_assets import gates, runs
from ultralink_assets import settings as settings_module
from ultralink_assets.from_wikipedia import assets as from_wikipedia
from ultralink_assets.limits import TeacherLimits
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


RESOURCES = {"teacher_limits": TeacherLimits()}


def assets(settings: Settings) -> list[AssetsDefinition]:
    """Every asset of every configured language."""
    parts = (from_wikipedia, reviews)
    return [asset for language in settings.languages for part in parts for asset in part.build(settings, language)]


def build(settings: Settings) -> Definitions:
    """Everything that Dagster loads, for these settings; raises `SettingsError`."""
    gates.refuse_unknown(settings.gates.override)
    return Definitions(
        assets=assets(settings),
        sensors=[dead_runs],
        resources=RESOURCES,
        executor=EXECUTORS[settings.executor],
    )


defs = build(settings_module.load())

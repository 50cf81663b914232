"""The SQL tests of ``dbt_quality/`` as checks of the assets whose rows they judge."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from dagster import (
    AssetCheckExecutionContext,
    AssetCheckKey,
    AssetCheckResult,
    AssetChecksDefinition,
    AssetCheckSeverity,
    AssetCheckSpec,
    AssetKey,
    Failure,
    MetadataValue,
    multi_asset_check,
)

from ultralink_assets import flow
from ultralink_assets.flow import STAGES
from ultralink_assets.gates import sql_run, sql_tests
from ultralink_assets.records import UltralinkError
from ultralink_assets.settings import Settings
from ultralink_assets.stage import open_warehouse, warn
from ultralink_assets.warehouse import Verdict


def build(settings: Settings, partition: str) -> list[AssetChecksDefinition]:
    """All SQL tests of one partition, if there are any."""
    specs = list(_specs(settings, partition))
    return [_checks(settings, partition, specs)] if specs else []


def _checks(settings: Settings, partition: str, specs: Sequence[AssetCheckSpec]) -> AssetChecksDefinition:
    """Dagster makes a step of each asset's, between the asset and the next one."""

    @multi_asset_check(name=f"sql_tests__{partition}", specs=specs, can_subset=True)
    def sql_tests_of_partition(context: AssetCheckExecutionContext) -> Iterable[AssetCheckResult]:
        try:
            for stage, names in _by_stage(context.selected_asset_check_keys).items():
                verdicts = sql_run.judge(open_warehouse(settings, context.log.info), stage, partition, names)
                for verdict in (one for one in verdicts if not one.passed):
                    warn(context.log, f"{stage}/{partition}", verdict)
                yield from _results(AssetKey([stage, partition]), verdicts)
        except UltralinkError as error:
            raise Failure(f"{type(error).__name__}: {error}", allow_retries=error.retryable) from None

    return sql_tests_of_partition


def _specs(settings: Settings, partition: str) -> Iterator[AssetCheckSpec]:
    made = (one for one in STAGES if not flow.is_off(settings, one))  # Dagster shows whatever has a check as an asset
    for stage in (one for one in made if partition in flow.partitions(settings, one)):
        for test in sql_tests.of_stage(stage):
            key = AssetKey([stage, partition])
            yield AssetCheckSpec(test.name, asset=key, blocking=test.blocking, description=test.description)


def _by_stage(keys: Iterable[AssetCheckKey]) -> dict[str, set[str]]:
    """The names of the chosen checks, in the order of the stages."""
    chosen = defaultdict(set)
    for key in keys:
        chosen[key.asset_key.path[0]].add(key.name)
    return {stage: chosen[stage] for stage in STAGES if stage in chosen}


def _results(key: AssetKey, verdicts: Iterable[Verdict]) -> Iterator[AssetCheckResult]:
    for verdict in verdicts:
        yield AssetCheckResult(
            passed=verdict.passed is True,
            asset_key=key,
            check_name=verdict.check_name,
            severity=AssetCheckSeverity.ERROR if verdict.blocking else AssetCheckSeverity.WARN,
            metadata={"detail": MetadataValue.json(dict(verdict.detail))},
        )

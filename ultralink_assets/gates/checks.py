"""Turns the gates of a stage into Dagster asset checks: one spec a gate, results from the stored verdicts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from dagster import AssetCheckResult, AssetCheckSeverity, AssetCheckSpec, AssetKey, MetadataValue

from ultralink_assets.gates import BLOCKING, DESCRIPTIONS, WARNINGS
from ultralink_assets.shown import verdicts
from ultralink_assets.warehouse import Verdict


def specs(stage: str, key: AssetKey) -> list[AssetCheckSpec]:
    """The specs of all checks of a stage, blocking ones first."""
    names = [(name, True) for name in BLOCKING[stage]] + [(name, False) for name in WARNINGS[stage]]
    return [AssetCheckSpec(name, asset=key, blocking=hard, description=DESCRIPTIONS[name]) for name, hard in names]


def results(stage: str, key: AssetKey, found: Sequence[Verdict]) -> Iterable[AssetCheckResult]:
    """One result a spec. A check without a verdict has failed: nobody looked."""
    by_name = {verdict.check_name: verdict for verdict in found}
    for spec in specs(stage, key):
        verdict = by_name.get(spec.name)
        severity = AssetCheckSeverity.ERROR if spec.blocking else AssetCheckSeverity.WARN
        if verdict is None:
            yield AssetCheckResult(
                passed=False,
                asset_key=key,
                check_name=spec.name,
                severity=severity,
                metadata={"why": "no verdict was recorded for this publication"},
            )
            continue
        yield AssetCheckResult(
            passed=verdict.passed is True,
            asset_key=key,
            check_name=spec.name,
            severity=severity,
            metadata=_metadata(verdict),
        )


def _metadata(verdict: Verdict) -> dict[str, Any]:
    """Numbers are plotted over time by the UI; ids and examples are plain texts, which it shows in the page (1.13)."""
    numbers = {name: value for name, value in verdict.detail.items() if isinstance(value, int | float)}
    lists = {"ids": verdicts.offenders(verdict), "examples": verdicts.examples(verdict)}
    shown = {name: MetadataValue.text("; ".join(texts)) for name, texts in lists.items() if texts}
    return {**shown, "undecided": verdict.undecided, **numbers, "detail": MetadataValue.json(verdict.detail)}

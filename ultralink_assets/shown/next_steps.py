"""What to do next about a language: the first thing that is wrong comes first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ultralink_assets.shown import verdicts
from ultralink_assets.shown.report_facts import Facts, StageFacts

LARGE_SHARE = 0.2
REASONS_NAMED = 3


@dataclass(frozen=True)
class NextStep:
    """Words, and the command that does it (empty: there is none)."""

    words: str
    command: str = ""


def next_steps(facts: Facts) -> list[NextStep]:
    """At least one."""
    steps = [step for stage in facts.stages for step in _of_stage(stage, facts.language)]
    if facts.demo:
        steps.append(
            NextStep(
                "The demo teacher wrote this. To make data of your own, name a dump and a teacher in ultralink.toml "
                "(README, 'Your own data'), then check it:",
                "ultralink doctor",
            )
        )
    return steps or [NextStep("Every check passed. Have somebody who reads the language read the samples below.")]


def _of_stage(stage: StageFacts, language: str) -> Iterator[NextStep]:
    name = f"{stage.stage}/{language}"
    if stage.publication is None:
        # What waits for another stage of this language comes after it: its command would be refused now.
        if all(partition != language for _, partition in stage.missing):
            yield NextStep(f"{name} was never made.", _materialize(*map("/".join, stage.missing), name))
        return
    if not stage.current:
        words = f"{name} was made by other code, prompts or settings than there are now."
        yield NextStep(words, _materialize(name))
    for verdict in stage.verdicts:
        if not verdict.passed:
            yield _of_verdict(name, verdicts.state(verdict), verdict.check_name, verdict.blocking)
    rejected, asked = stage.books.total("rejected"), stage.books.total("in") - stage.books.total("not_drawn")
    if asked and rejected / asked > LARGE_SHARE and stage.reasons:
        most = ", ".join(f"{each.reason} {each.rows:,}" for each in stage.reasons[:REASONS_NAMED])
        yield NextStep(
            f"{name} turned down {rejected:,} of {asked:,} ({most}): read the examples below before you scale up."
        )


def _materialize(*names: str) -> str:
    return f"dagster asset materialize --select {','.join(names)} -m ultralink_assets"


def _of_verdict(name: str, state: str, check: str, blocking: bool) -> NextStep:
    if not blocking:
        return NextStep(f"The check {check!r} of {name} says {state}. It warns only; look at the rows it names.")
    gate = f"{name.partition('/')[0]}/{check}"
    return NextStep(
        f"The check {check!r} of {name} says {state}, so no later stage reads these rows. Look at the rows it names, "
        f'mend the cause and make {name} again, or let it through by [gates] override = ["{gate}"].'
    )

"""What a check found, for the log, for the UI and for the report: counts first, then the offending ids."""

from __future__ import annotations

from collections.abc import Sequence

from ultralink_assets.shown.preview import shortened
from ultralink_assets.warehouse import Verdict

LINE_CHARACTERS = 100  # what the log and a narrow terminal show without breaking
IDS_IN_LOG = 3


def state(verdict: Verdict) -> str:
    """``pass``, ``fail``, or ``undecided`` for one that has not run or that nothing decided."""
    if verdict.passed:
        return "pass"
    nothing_decided = not verdict.detail.get("failed") and verdict.undecided > 0
    return "undecided" if verdict.passed is None or nothing_decided else "fail"


def counts(verdict: Verdict) -> str:
    """The plain values of its detail: ``failed 3, rows 40, undecided 2``."""
    plain = {"undecided": verdict.undecided, **verdict.detail}
    return ", ".join(f"{name} {value}" for name, value in sorted(plain.items()) if isinstance(value, int | float | str))


def offenders(verdict: Verdict) -> list[str]:
    """Ids of rows that failed, as many as the check kept; what it could not judge comes with the error."""
    return [*_texts(verdict, "ids"), *_texts(verdict, "errors")]


def examples(verdict: Verdict) -> list[str]:
    """What was found in the first of them."""
    return _texts(verdict, "examples")


def in_log(place: str, verdict: Verdict) -> str:
    """Lines for the log that say that the check of ``place`` ("dialogues/ru") did not pass, and on which rows."""
    listed = offenders(verdict) or examples(verdict)
    lines = [f"{place}: the check {verdict.check_name!r} did not pass", counts(verdict), *listed[:IDS_IN_LOG]]
    if len(listed) > IDS_IN_LOG:
        lines.append(f"and {len(listed) - IDS_IN_LOG} more in gate_verdicts, in the UI and in the report")
    return "\n  ".join(shortened(line, LINE_CHARACTERS) for line in lines)


def _texts(verdict: Verdict, name: str) -> list[str]:
    found = verdict.detail.get(name, ())
    return [str(each) for each in found] if isinstance(found, Sequence) and not isinstance(found, str) else []

"""Errors that no retry heals, in the server's words, with what to do."""

from __future__ import annotations

from collections.abc import Sequence

from ultralink_assets.records import RequestRefused, TeacherStopped
from ultralink_assets.settings import TeacherSettings
from ultralink_assets.teacher.outcomes import Seen

_MOST_MODELS = 20


def fatal_error(seen: Seen, settings: TeacherSettings, where: str, models: Sequence[str]) -> TeacherStopped:
    """What stops the run. ``models`` are those that the endpoint serves, empty when it doesn't say."""
    said = f"{seen.status} {seen.words}"
    if seen.fatal == "key":
        return TeacherStopped(
            f"the endpoint {where} refuses the key: {said}",
            f"put a valid key into the environment variable {settings.api_key_env} (setting teacher.api_key_env)",
        )
    if seen.fatal == "credit":
        return TeacherStopped(
            f"no credit left at {where}: {said}", "top up the account, then run it again: every answer is kept"
        )
    if seen.fatal == "model":
        served = ", ".join(models[:_MOST_MODELS]) + (", …" if len(models) > _MOST_MODELS else "")
        return TeacherStopped(
            f"the endpoint {where} has no model {settings.model!r}: {said}",
            f"set teacher.model to one that it has: {served}" if models else "correct teacher.model",
        )
    hint = "correct teacher.base_url (most end in /v1)" if seen.status == 404 else "correct the settings of [teacher]"
    return RequestRefused(f"the endpoint {where} refuses the request: {said}", hint)

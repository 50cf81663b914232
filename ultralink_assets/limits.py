"""What of a teacher only operates: may be overridden in the launchpad, and changes no result."""

from __future__ import annotations

from dagster import ConfigurableResource
from pydantic import Field

from ultralink_assets.settings import TeacherSettings


class TeacherLimits(ConfigurableResource[TeacherSettings]):
    """Overrides for one run; a key that is left out keeps the setting's value."""

    max_in_flight: int | None = Field(default=None, gt=0)
    requests_per_minute: int | None = Field(default=None, ge=0)
    tokens_per_minute: int | None = Field(default=None, ge=0)
    deadline_s: float | None = Field(default=None, gt=0)
    budget_usd: float | None = Field(default=None, ge=0)

    def applied_to(self, teacher: TeacherSettings) -> TeacherSettings:
        """The teacher's settings with this run's overrides."""
        names = TeacherLimits.model_fields.keys() & TeacherSettings.model_fields.keys()
        given = {name: value for name in names if (value := getattr(self, name)) is not None}
        return TeacherSettings.model_validate({**teacher.model_dump(), **given})

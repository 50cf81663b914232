"""All settings as one frozen value, and what must agree among them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from pydantic import Field, model_validator

from ultralink_assets import languages as language_entries
from ultralink_assets.records import PARTS
from ultralink_assets.settings.sections import (
    AgnosticSftSettings,
    AutomationSettings,
    DatasetSettings,
    DialoguesSettings,
    EnglishSftSettings,
    GatesSettings,
    JudgementsSettings,
    PassagesSettings,
    PrunedMixSettings,
    Section,
    TeacherSettings,
    Texts,
    TranslatedSftSettings,
)


class Settings(Section):
    """All settings. ``file`` is None when there is none: then the shipped sample and the demo teacher are used."""

    file: Path | None = None
    data_dir: Path = Path("data")
    executor: Literal["in_process", "multiprocess"] = "in_process"
    keep_versions: int = Field(default=3, ge=1)
    languages: Texts = language_entries.DEFAULT
    seed: int = 20240206
    warehouse_wait_s: float = Field(default=3600, ge=0)
    teacher: TeacherSettings | None = None
    judge: TeacherSettings | None = None
    raw_wikipedia: dict[str, Texts] = Field(default_factory=dict)
    passages: PassagesSettings = PassagesSettings()
    dialogues: DialoguesSettings = DialoguesSettings()
    judgements: JudgementsSettings = JudgementsSettings()
    english_sft: EnglishSftSettings = EnglishSftSettings()
    agnostic_sft: AgnosticSftSettings = AgnosticSftSettings()
    translated_sft: TranslatedSftSettings = TranslatedSftSettings()
    pruned_mix: PrunedMixSettings = PrunedMixSettings()
    dataset: DatasetSettings = DatasetSettings()
    gates: GatesSettings = GatesSettings()
    automation: AutomationSettings = AutomationSettings()

    @property
    def sample(self) -> bool:
        """Whether the shipped sample is the input: no dump and no data are named, and no teacher but the demo one."""
        data = self.raw_wikipedia or any(map(self.english_sft.of, PARTS))
        return not data and (self.teacher is None or self.teacher.demo)

    @property
    def judging(self) -> TeacherSettings:
        """The judge: the teacher itself, without chance in its words, where no other is named."""
        return self.judge or (self.teacher or TeacherSettings()).without_chance

    @model_validator(mode="before")
    @classmethod
    def _judge_like_the_teacher(cls, values: Any) -> Any:
        """A key that [judge] leaves out is the teacher's, but the name, which is another's, and the temperature."""
        judge, teacher = values.get("judge"), values.get("teacher") or {}
        if not isinstance(judge, dict) or not isinstance(teacher, dict):
            return values
        inherited = {key: value for key, value in teacher.items() if key != "name"}
        return {**values, "judge": {**inherited, "temperature": 0.0, **judge}}

    @model_validator(mode="after")
    def _languages_agree(self) -> Settings:
        if not self.languages:
            raise ValueError('languages: must name at least one, for example ["en"]')
        if twice := [code for number, code in enumerate(self.languages) if code in self.languages[:number]]:
            raise ValueError(f"languages: {twice[0]!r} is listed twice")
        known = set(language_entries.available())
        if unlisted := (set(self.raw_wikipedia) & known) - set(self.languages):
            raise ValueError(f"raw_wikipedia.{min(unlisted)}: this language is not in the setting 'languages'")
        return self

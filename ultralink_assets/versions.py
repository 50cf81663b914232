"""``code_version`` of each asset: a hash of what decides its rows, and of nothing else.

The stage's own version (raise it when its code changes what it makes), the parts of the language entry that it uses,
and the settings that decide results. Pace, budget and executor are not in it.
"""

from __future__ import annotations

import hashlib
import json

from ultralink_assets import languages
from ultralink_assets.settings import Settings, TeacherSettings

STAGE_VERSIONS = {"raw_wikipedia": 2, "passages": 1, "dialogues": 3, "judgements": 1, "reviews": 2}
STAGES = tuple(STAGE_VERSIONS)
UPSTREAM = {"passages": "raw_wikipedia", "dialogues": "passages", "judgements": "dialogues"}
REVIEWED = "dialogues"  # the stage whose rows people review
CONSULTED = {REVIEWED: ["reviews"]}  # what a stage looks into where it is there; it is made without, too
BY_PEOPLE = frozenset({"reviews"})  # stages whose input comes in by hand: no dump, no teacher, no automation
PAID = frozenset({"dialogues", "judgements"})  # stages that ask a teacher

_TEACHER_KEYS = {"model", "temperature", "top_p", "max_tokens", "context_tokens", "extra_body"}


def is_optional(settings: Settings, stage: str) -> bool:
    """Whether nothing is missing while the stage was never made: people bring its input, or it is switched off."""
    return stage in BY_PEOPLE or (stage == "judgements" and not settings.judgements.sample)


def before(stage: str) -> list[str]:
    """All stages that a stage is made of, the nearest first."""
    nearest = [UPSTREAM[stage]] if stage in UPSTREAM else []
    return [*nearest, *CONSULTED.get(stage, []), *(further for near in nearest for further in before(near))]


def code_version(settings: Settings, stage: str, language: str) -> str:
    """12 hex digits; equal exactly when stage, language and settings would make the same rows of the same input."""
    entry = languages.load(language)
    parts: dict[str, object] = {"stage": stage, "version": STAGE_VERSIONS[stage]}
    if stage == "raw_wikipedia":
        parts["language"] = entry.version_of("wikitext")
    if stage == "passages":
        parts |= {"language": entry.version_of("conventions", "filter_words"), "seed": settings.seed}
        parts["settings"] = settings.passages.model_dump()
    if stage == "dialogues":
        parts |= {"language": entry.version_of("conventions", "prompts", "gates"), "seed": settings.seed}
        parts["settings"] = settings.dialogues.model_dump()
        parts["gates"] = settings.gates.near_duplicate_similarity
        parts["teacher"] = teacher_version(settings.teacher or TeacherSettings())
    if stage == "judgements":
        parts |= {"language": entry.version_of("judge", "prompts"), "seed": settings.seed}
        parts["settings"] = settings.judgements.sample
        parts["judge"] = teacher_version(settings.judging)
    return digest(parts)


def teacher_version(teacher: TeacherSettings) -> dict[str, object]:
    """What of a teacher decides its answers."""
    return {"name": teacher.identity, **teacher.model_dump(include=_TEACHER_KEYS)}


def digest(value: object) -> str:
    """12 hex digits of a value's canonical JSON."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()[:12]

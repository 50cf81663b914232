"""``code_version`` of each asset: a hash of what decides its rows, and of nothing else.

The stage's own version (raise it when its code changes what it makes), the parts of the language entry that it uses,
and the settings that decide results. Pace, budget and executor are not in it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from types import MappingProxyType

from ultralink_assets import flow, languages
from ultralink_assets.languages.criteria import cultural_filter
from ultralink_assets.languages.translation_prompts import translation_version
from ultralink_assets.settings import Settings, TeacherSettings
from ultralink_assets.sharing import arc_of

STAGE_VERSIONS = {
    "raw_wikipedia": 2,
    "passages": 1,
    "dialogues": 3,
    "judgements": 1,
    "reviews": 2,
    "english_sft": 1,
    "agnostic_sft": 1,
    "translated_sft": 2,
    "pruned_mix": 1,
    "dataset": 1,
}

_COMPARED = ("conventions", "quantities", "translation_gates")  # what gates read of both sides of a translation
_TEACHER_KEYS = {"model", "temperature", "top_p", "max_tokens", "context_tokens", "extra_body"}


def code_version(settings: Settings, stage: str, partition: str) -> str:
    """12 hex digits; equal exactly when stage, partition and settings would make the same rows of the same input."""
    decides = _DECIDES.get(stage)
    named = {"stage": stage, "version": STAGE_VERSIONS[stage]}
    return digest({**named, **(decides(settings, partition) if decides else {})})


def _raw_wikipedia(_: Settings, language: str) -> dict[str, object]:
    return {"language": languages.load(language).version_of("wikitext")}


def _passages(settings: Settings, language: str) -> dict[str, object]:
    entry = languages.load(language).version_of("conventions", "filter_words")
    return {"language": entry, "seed": settings.seed, "settings": settings.passages.model_dump()}


def _dialogues(settings: Settings, language: str) -> dict[str, object]:
    return {
        "language": languages.load(language).version_of("conventions", "prompts", "gates"),
        "seed": settings.seed,
        "settings": settings.dialogues.model_dump(),
        "gates": settings.gates.near_duplicate_similarity,
        "teacher": teacher_version(settings.teacher or TeacherSettings()),
    }


def _judgements(settings: Settings, language: str) -> dict[str, object]:
    return {
        "language": languages.load(language).version_of("judge", "prompts"),
        "seed": settings.seed,
        "settings": settings.judgements.sample,
        "judge": teacher_version(settings.judging),
    }


def _english_sft(settings: Settings, part: str) -> dict[str, object]:
    return {"format": settings.english_sft.format_of(part)}


def _agnostic_sft(settings: Settings, part: str) -> dict[str, object]:
    """Only chat is asked about: maths and code are as new as their stage, whatever the filter is told."""
    if not flow.asks_a_teacher(("agnostic_sft", part)):
        return {}
    return {
        "filter": cultural_filter().version,
        "language": languages.load(languages.SOURCE).version_of("conventions"),
        "teacher": teacher_version((settings.teacher or TeacherSettings()).without_chance),
    }


def _translated_sft(settings: Settings, language: str) -> dict[str, object]:
    entry, others = languages.load(language), flow.translated(settings)
    keep = settings.translated_sft.keep.model_dump()
    return {
        "language": entry.version_of(*_COMPARED),
        "english": languages.load(languages.SOURCE).version_of(*_COMPARED),
        "prompts": translation_version(entry) if entry.translation else None,
        "protect": settings.translated_sft.protect,
        "run_code": settings.translated_sft.run_code,
        "seed": settings.seed,
        "arcs": {part: asdict(arc_of(language, others, keep[part])) for part in flow.parts(settings)},
        "teacher": teacher_version(settings.teacher or TeacherSettings()),
    }


def _pruned_mix(settings: Settings, language: str) -> dict[str, object]:
    return {
        "language": languages.load(language).conventions.characters_per_token,
        "seed": settings.seed,
        "settings": settings.pruned_mix.model_dump(exclude={"benchmarks", "score_file"}),
    }


def _dataset(settings: Settings, _: str) -> dict[str, object]:
    return {"settings": settings.dataset.model_dump()}


# What decides the rows of a stage beside its own version, by stage.
_DECIDES: Mapping[str, Callable[[Settings, str], dict[str, object]]] = MappingProxyType(
    {
        "raw_wikipedia": _raw_wikipedia,
        "passages": _passages,
        "dialogues": _dialogues,
        "judgements": _judgements,
        "english_sft": _english_sft,
        "agnostic_sft": _agnostic_sft,
        "translated_sft": _translated_sft,
        "pruned_mix": _pruned_mix,
        "dataset": _dataset,
    }
)


def teacher_version(teacher: TeacherSettings) -> dict[str, object]:
    """What of a teacher decides its answers."""
    return {"name": teacher.identity, **teacher.model_dump(include=_TEACHER_KEYS)}


def digest(value: object) -> str:
    """12 hex digits of a value's canonical JSON."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()[:12]

"""How the data flows: which stages there are, how each is divided, and what it is made of.

A place is a stage and a partition, as in ``dialogues/ru``. Most stages have a partition for each language; English
data has one for each part, and what holds every language has one by the name of ``all``.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ultralink_assets import languages, sample
from ultralink_assets.records import EVERYTHING, PARTS, Part
from ultralink_assets.settings import Settings

Place = tuple[str, str]

STAGES = (
    "raw_wikipedia",
    "passages",
    "dialogues",
    "judgements",
    "reviews",
    "english_sft",
    "agnostic_sft",
    "translated_sft",
    "pruned_mix",
    "dataset",
)
BY_PART = frozenset({"english_sft", "agnostic_sft"})
BY_PEOPLE = frozenset({"reviews"})  # stages whose input comes in by hand: no dump, no teacher, no automation
REVIEWED = "dialogues"  # the stage whose rows people review
_SAME_PARTITION: Mapping[str, str] = MappingProxyType(
    {"passages": "raw_wikipedia", "dialogues": "passages", "judgements": "dialogues", "agnostic_sft": "english_sft"}
)
_CONSULTED: Mapping[str, str] = MappingProxyType({REVIEWED: "reviews"})  # read where it is there; made without, too


def partitions(settings: Settings, stage: str) -> tuple[str, ...]:
    """The partitions of a stage, in the order in which they are shown."""
    if stage in BY_PART:
        return parts(settings)
    if stage == "translated_sft":
        return translated(settings)
    if stage == "pruned_mix":
        return tuple(code for code in settings.languages if _mixed(settings, code))
    if stage == "dataset":
        return (EVERYTHING,) if partitions(settings, "pruned_mix") else ()
    return settings.languages


def translated(settings: Settings) -> tuple[str, ...]:
    """The languages that English data are translated into, in the order of the settings; none without such data."""
    return tuple(code for code in settings.languages if code != languages.SOURCE and parts(settings))


def parts(settings: Settings) -> tuple[Part, ...]:
    """The parts of English data that the settings name files for, or that the shipped sample has."""
    if settings.sample:
        return sample.parts()
    return tuple(part for part in PARTS if settings.english_sft.of(part))


def places(settings: Settings) -> list[Place]:
    """Every place that the settings make, along the flow."""
    return [(stage, partition) for stage in STAGES for partition in partitions(settings, stage)]


def made_of(settings: Settings, place: Place) -> list[Place]:
    """The places whose rows a place is made of; none where the input comes from outside."""
    stage, partition = place
    if stage == "translated_sft":
        return [("agnostic_sft", part) for part in parts(settings)]
    if stage == "pruned_mix":
        return _mixed(settings, partition)
    if stage == "dataset":
        return [("pruned_mix", code) for code in partitions(settings, "pruned_mix")]
    return [(_SAME_PARTITION[stage], partition)] if stage in _SAME_PARTITION else []


def _mixed(settings: Settings, language: str) -> list[Place]:
    """What a language's mix is made of: its dialogues and translations; in the language of the data, these data."""
    dialogues = settings.sample or language in settings.raw_wikipedia
    if language == languages.SOURCE:
        general: list[Place] = [("agnostic_sft", part) for part in parts(settings)]
    else:
        general = [("translated_sft", language)] * bool(parts(settings))
    return [("dialogues", language)] * dialogues + general


def consulted(place: Place) -> list[Place]:
    """The places that are read where they are there, and that a place is made without."""
    stage, partition = place
    return [(_CONSULTED[stage], partition)] if stage in _CONSULTED else []


def before(settings: Settings, place: Place) -> list[Place]:
    """All places that a place is made of or looks into, the nearest first."""
    nearest = made_of(settings, place)
    further = [each for near in nearest for each in before(settings, near)]
    return list(dict.fromkeys([*nearest, *consulted(place), *further]))


def input_name(upstream: Place, place: Place) -> str:
    """How a publication of ``place`` names the version of ``upstream`` that it was made of."""
    stage, partition = upstream
    return stage if partition == place[1] else f"{stage}/{partition}"


def asks_a_teacher(place: Place) -> bool:
    """Whether making it costs money."""
    return place[0] in {"dialogues", "judgements", "translated_sft"} or place == ("agnostic_sft", "chat")


def is_optional(settings: Settings, stage: str) -> bool:
    """Whether nothing is missing while the stage was never made: people bring its input, or it is switched off."""
    return stage in BY_PEOPLE or is_off(settings, stage)


def is_off(settings: Settings, stage: str) -> bool:
    """Whether the settings make no asset of the stage, though an earlier publication of it may be there."""
    return stage == "judgements" and not settings.judgements.sample

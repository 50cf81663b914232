"""``ultralink.toml`` and ``ULTRALINK_*`` become typed settings; every mistake is one error that names the key.

Where the file is found: ``ULTRALINK_SETTINGS``, else ``ultralink.toml`` in the working directory or the nearest
parent. Relative paths in it are relative to it, and the user's own language entries lie in ``languages`` beside it. A
key may also come from the environment, which wins: ``ULTRALINK_DATA_DIR``, ``ULTRALINK_TEACHER__MODEL``,
``ULTRALINK_RAW_WIKIPEDIA__RU``; lists with commas.
"""

from __future__ import annotations

from ultralink_assets.settings.environment import PREFIX
from ultralink_assets.settings.keys import known_keys
from ultralink_assets.settings.loading import CHECKOUT, FILE_NAME, find_file, load, own_entries
from ultralink_assets.settings.model import Settings
from ultralink_assets.settings.sections import (
    DEMO,
    AgnosticSftSettings,
    AutomationSettings,
    DialoguesSettings,
    GatesSettings,
    JudgementsSettings,
    PassagesSettings,
    Prices,
    PrunedMixSettings,
    TeacherSettings,
    ToxicitySettings,
)

__all__ = [
    "CHECKOUT",
    "DEMO",
    "FILE_NAME",
    "PREFIX",
    "AgnosticSftSettings",
    "AutomationSettings",
    "DialoguesSettings",
    "GatesSettings",
    "JudgementsSettings",
    "PassagesSettings",
    "Prices",
    "PrunedMixSettings",
    "Settings",
    "TeacherSettings",
    "ToxicitySettings",
    "find_file",
    "known_keys",
    "load",
    "own_entries",
]

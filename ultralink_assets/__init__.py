"""UltraLink Assets: multilingual fine-tuning data as Dagster assets.

``defs`` is loaded when it is first asked for, so that importing a domain module costs no Dagster import.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dagster import Definitions

__all__ = ["defs"]

defs: Definitions


def __getattr__(name: str) -> Definitions:
    if name != "defs":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from ultralink_assets.definitions import defs as loaded

    return loaded


def __dir__() -> list[str]:
    return [*globals(), "defs"]

"""The files that the settings name: found by path, glob or URL, told apart by their content, opened."""

from ultralink_assets.sources.finding import Source, Wanted, expand, inspect, version_of
from ultralink_assets.sources.opening import open_source
from ultralink_assets.sources.recognizing import Packing, name_of, packing_of, unpacked_head

__all__ = [
    "Packing",
    "Source",
    "Wanted",
    "expand",
    "inspect",
    "name_of",
    "open_source",
    "packing_of",
    "unpacked_head",
    "version_of",
]

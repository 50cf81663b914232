"""What a publication was made of, all the way back."""

from __future__ import annotations

from collections.abc import Mapping

from ultralink_assets import flow
from ultralink_assets.flow import Place
from ultralink_assets.settings import Settings
from ultralink_assets.warehouse import PublicationRow, Warehouse


def behind(settings: Settings, warehouse: Warehouse, place: Place, inputs: Mapping[str, str]) -> dict[Place, str]:
    """The data version of every place behind ``place``, the nearest first, from publication to publication.

    ``inputs`` are those of the publication. What was made by a place that is published no more ends there.
    """
    found: dict[Place, str] = {}
    open_places = [(place, inputs)]
    while open_places:
        later, its_inputs = open_places.pop(0)
        for near in (*flow.made_of(settings, later), *flow.consulted(later)):
            version = its_inputs.get(flow.input_name(near, later))
            if version is None or near in found:
                continue
            found[near] = version
            used = publication(warehouse, near, version)
            open_places += [(near, used.inputs)] if used else []
    return found


def publication(warehouse: Warehouse, place: Place, data_version: str) -> PublicationRow | None:
    """The newest publication of these rows; None when it is not known any more."""
    return next((one for one in warehouse.publications(*place) if one.data_version == data_version), None)

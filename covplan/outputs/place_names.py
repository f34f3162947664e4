"""What people call a place: the site that stands there, or the nearest village or commune seat."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from scipy.spatial import KDTree

from covplan.ingest.area import Area
from covplan.ingest.villages import VillagePart
from covplan.outputs.numbers import format_number
from covplan.outputs.settings import Language
from covplan.outputs.texts import text
from covplan.units import M_PER_KM

_AT_M = 100.0  # nearer than this is there


def place_names(spots: Sequence[tuple[float, float, str]], area: Area, language: Language) -> list[str]:
    """A name for each place.

    Parameters
    ----------
    spots : sequence of (x_m, y_m, site_id)
        ``site_id`` is "" where no site stands.
    area : Area
        Its sites, the centres of its villages and the seats of its communes give the names.
    """
    sites = {site.id: site.name or site.id for site in area.sites}
    names = [text("planned.seat", language, name=name) for name in area.communes["name"]]
    points = [area.communes[["seat_x_m", "seat_y_m"]].to_numpy(float)]
    centres = area.villages[area.villages["part"] == VillagePart.CENTRE.value]
    if len(centres):
        names += centres["name"].tolist()
        points.append(shapely.get_coordinates(centres.geometry.to_numpy()))
    tree = KDTree(np.concatenate(points))
    found = []
    for x_m, y_m, site_id in spots:
        if site_id in sites:
            found.append(sites[site_id])
            continue
        dist_m, k = tree.query((x_m, y_m))
        km = format_number(dist_m / M_PER_KM, language, 1)
        found.append(names[k] if dist_m < _AT_M else text("planned.near", language, name=names[k], km=km))
    return found

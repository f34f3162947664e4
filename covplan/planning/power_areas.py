"""Which power area would feed a new mast: that of the nearest power line, or of the nearest site, that is known."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import KDTree

from covplan.ingest.area import Area
from covplan.ingest.risk_groups import RiskKind


def power_areas(xy: NDArray[np.float64], area: Area, within_m: float) -> list[tuple[str, ...]]:
    """Names of the power areas of places; none where nothing that is known lies within the distance.

    A named power line is an area of its name; a site is in those that its list or the list of groups names. Of both the
    nearest counts, the line where they are equally far.

    Parameters
    ----------
    xy : array, shape (n, 2)
    area : Area
        Sites, list of groups, power lines.
    within_m : float
        How far a line or site may be [m].
    """
    if not len(xy):
        return []
    of_site = areas_of_sites(area)
    sites = [site for site in area.sites if site.id in of_site]
    lines = area.power_lines[area.power_lines["name"].astype(bool)]
    line_m, line = _nearest_line(xy, lines.geometry.to_numpy())
    site_m, nearest = np.full(len(xy), np.inf), np.zeros(len(xy), np.int64)
    if sites:
        site_m, nearest = KDTree([(site.x_m, site.y_m) for site in sites]).query(xy)
    names: list[tuple[str, ...]] = []
    for k in range(len(xy)):
        if min(line_m[k], site_m[k]) > within_m:
            names.append(())
        elif line_m[k] <= site_m[k]:
            names.append((str(lines["name"].iloc[line[k]]),))
        else:
            names.append(of_site[sites[nearest[k]].id])
    return names


def areas_of_sites(area: Area) -> Mapping[str, tuple[str, ...]]:
    """Power areas of each site of which one is known."""
    found: dict[str, list[str]] = {site.id: [site.power_area] for site in area.sites if site.power_area}
    for group in area.risk_groups:
        for id in group.sites if group.kind is RiskKind.POWER else ():
            found.setdefault(id, []).append(group.name)
    return {id: tuple(dict.fromkeys(names)) for id, names in found.items()}


def _nearest_line(xy: NDArray[np.float64], lines: NDArray[np.object_]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Distance to the nearest line [m], infinite without lines, and which it is."""
    away_m, which = np.full(len(xy), np.inf), np.zeros(len(xy), np.int64)
    if len(lines):
        (place, line), dist_m = shapely.STRtree(lines).query_nearest(
            shapely.points(xy), return_distance=True, all_matches=False
        )
        away_m[place], which[place] = dist_m, line
    return away_m, which

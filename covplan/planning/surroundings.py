"""What lies about a place: commune, road, land, limits, and how far road, power and cable are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import KDTree

from covplan.ingest.area import Area

_ROAD_WITHIN_M = 2_000.0  # a numbered road farther off says nothing about where a mast stands


@dataclass(frozen=True)
class Surroundings:
    """What is known of one place; the fields that a ``Candidate`` has too mean the same there.

    ``ground_m`` and ``building_m`` are terrain [m above sea, NaN where void] and clutter height [m]; ``access_m`` is
    the distance to the nearest road or inhabited pixel [m], to which some track is taken to lead.
    """

    commune: int
    road: str
    chainage_m: float | None
    land_cover: int
    protected: str
    limit_asl_m: float | None
    road_m: float | None
    power_m: float | None
    cable_m: float | None
    ground_m: float
    building_m: float
    access_m: float | None


def look_around(xy: NDArray[np.float64], area: Area) -> list[Surroundings]:
    """The surroundings of places, shape (n, 2)."""
    if not len(xy):
        return []
    points = shapely.points(xy)
    numbers = sorted(area.road_references)
    tree = shapely.STRtree([area.road_references[n].line for n in numbers])
    near = _first_match(tree.query_nearest(points, max_distance=_ROAD_WITHIN_M), len(xy))
    communes = _first_match(area.communes.sindex.query(points, predicate="intersects"), len(xy))
    protected = _first_match(area.protected.sindex.query(points, predicate="intersects"), len(xy))
    limits_m = _lowest_limit_m(points, area)
    roads_m = _distances_m(points, area.roads.geometry[area.roads["status"] == "existing"].to_numpy())
    power_m = _distances_m(points, area.power_lines.geometry.to_numpy())
    cable_m = _distances_m(points, np.array([route.line for route in area.fibre], object))
    access_m = np.fmin(roads_m, _from_people_m(xy, area))
    row, col = (np.clip(k, 0, size - 1) for k, size in zip(area.grid.rowcol(*xy.T), area.grid.shape, strict=True))
    inside = area.grid.contains(*xy.T)
    ground_m = np.where(inside, area.ground.values[row, col], np.nan)
    land_cover = np.where(inside, area.clutter_class.values[row, col], 0)
    building_m = np.where(inside, area.clutter_m.values[row, col], 0.0)
    found = []
    for k, (x_m, y_m) in enumerate(xy.tolist()):
        road = numbers[near[k]] if near[k] >= 0 else ""
        found.append(
            Surroundings(
                commune=int(communes[k]),
                road=road,
                chainage_m=area.road_references[road].project(x_m, y_m)[0] if road else None,
                land_cover=int(land_cover[k]),
                protected=str(area.protected["name"].iloc[protected[k]]) if protected[k] >= 0 else "",
                limit_asl_m=_known(limits_m[k]),
                road_m=_known(roads_m[k]),
                power_m=_known(power_m[k]),
                cable_m=_known(cable_m[k]),
                ground_m=float(ground_m[k]),
                building_m=float(building_m[k]),
                access_m=_known(access_m[k]),
            )
        )
    return found


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _distances_m(points: NDArray[np.object_], lines: NDArray[np.object_]) -> NDArray[np.float64]:
    """From each point to the nearest line; NaN where there are no lines."""
    if not len(lines):
        return np.full(len(points), np.nan)
    distances: NDArray[np.float64] = shapely.STRtree(lines).query_nearest(
        points, all_matches=False, return_distance=True
    )[1]
    return distances


def _from_people_m(xy: NDArray[np.float64], area: Area) -> NDArray[np.float64]:
    rows, cols = np.nonzero(area.people.values > 0)
    if not rows.size:
        return np.full(len(xy), np.nan)
    x, y = area.people.grid.centres()
    distances: NDArray[np.float64] = KDTree(np.column_stack([x[cols], y[rows]])).query(xy)[0]
    return distances


def _lowest_limit_m(points: NDArray[np.object_], area: Area) -> NDArray[np.float64]:
    lowest = np.full(len(points), np.inf)
    which, limits = area.height_limits.sindex.query(points, predicate="intersects")
    np.minimum.at(lowest, which, area.height_limits["max_asl_m"].to_numpy(float)[limits])
    return np.where(np.isinf(lowest), np.nan, lowest)


def _first_match(pairs: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Lowest tree index for each of ``count`` inputs, -1 where there is none."""
    first = np.full(count, np.iinfo(np.int64).max)
    np.minimum.at(first, pairs[0], pairs[1])
    return np.where(first == np.iinfo(np.int64).max, -1, first)

"""Where new masts could stand: commune seats, villages, roadside, hilltops, clusters of unserved people elsewhere."""

from __future__ import annotations

import heapq
import logging
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import KDTree

from covplan.ingest.area import Area
from covplan.ingest.land_cover import WATER
from covplan.planning.candidate_records import Origin
from covplan.planning.hilltops import hilltops, seen_from
from covplan.planning.settings import PlanningSettings

_log = logging.getLogger(__name__)

_APART_M = 500.0  # a new mast nearer than this to another mast adds little
_BLOCK_M = 2_000.0  # one cluster position per block of this side
_COUNTED_M = 500.0  # people near a place are counted by blocks of this side
_NEAR_M = 5_000.0  # people farther off say nothing about a place, unless a hilltop sees them
_HILL_WITHIN_M = 500.0  # a cluster's mast goes to the highest ground this near to its people


@dataclass(frozen=True)
class NewPlace:
    """A place for a new mast."""

    x_m: float
    y_m: float
    origin: Origin


def new_positions(
    area: Area, unserved: NDArray[np.float64], planning: PlanningSettings, radius_m: float, count: int
) -> list[NewPlace]:
    """At most ``count`` places for new masts, those with most unserved people about them first.

    About a hilltop are the people whom a mast on it would see within ``radius_m``; about other places those within
    5 km. People about a place already taken count half for the next one, so that the list spreads over the province
    instead of crowding where most are unserved. No place lies inside an exclusion, outside the communes, on water or
    void terrain, or within 500 m of an existing mast, a given position or another place.

    Parameters
    ----------
    area : Area
        Communes, villages, roads, terrain, land cover, exclusions, sites and given positions.
    unserved : array, shape of the grid
        Unserved people per pixel.
    planning : PlanningSettings
        Spacing of roadside places, height of new masts.
    radius_m : float
        How far a new mast is predicted [m].
    count : int
        Most places to return.
    """
    if count <= 0 or not (unserved > 0).any():
        return []
    found = dict(_places(area, unserved, planning.roadside_spacing_m))
    places = np.concatenate(list(found.values()))
    origins = np.repeat(np.array(list(found), object), [len(xy) for xy in found.values()])
    allowed = _allowed(places, area)
    places, origins = places[allowed], origins[allowed]
    if not len(places):
        return []
    people, rows, cols = _blocks(unserved, area.grid.pixel_m, _COUNTED_M)
    grid = area.grid
    centres = np.column_stack([grid.left_m + (cols + 0.5) * grid.pixel_m, grid.top_m - (rows + 0.5) * grid.pixel_m])
    radii_m = np.where(origins == Origin.HILLTOP, radius_m, min(radius_m, _NEAR_M))
    about = [
        np.asarray(near, np.int64) for near in KDTree(centres).query_ball_point(places, radii_m, return_sorted=True)
    ]
    for k in np.flatnonzero(origins == Origin.HILLTOP):
        about[k] = seen_from(places[k], about[k], centres, planning.new_mast_height_m, area)
    return [
        NewPlace(float(places[k, 0]), float(places[k, 1]), origins[k]) for k in _spread(places, about, people, count)
    ]


def _places(
    area: Area, unserved: NDArray[np.float64], spacing_m: float
) -> Iterator[tuple[Origin, NDArray[np.float64]]]:
    """Every place by origin; of two as good, the earlier is taken."""
    yield Origin.SEAT, area.communes[["seat_x_m", "seat_y_m"]].to_numpy(float)
    yield Origin.VILLAGE, shapely.get_coordinates(area.villages.geometry.to_numpy())
    yield Origin.ROADSIDE, _roadside(area, spacing_m)
    yield Origin.HILLTOP, hilltops(area)
    yield Origin.CLUSTER, _clusters(area, unserved)


def _roadside(area: Area, spacing_m: float) -> NDArray[np.float64]:
    """Points along existing roads, numbered roads first, half a spacing from each end."""
    roads = area.roads[area.roads["status"] == "existing"]
    points = []
    for number in sorted(set(roads["number"]), key=lambda n: (n == "", n)):
        lines = shapely.line_merge(shapely.union_all(roads.geometry[roads["number"] == number].to_numpy()))
        for line in shapely.get_parts(lines):
            along = np.arange(spacing_m / 2, line.length, spacing_m)
            points.append(shapely.get_coordinates(shapely.line_interpolate_point(line, along)))
    return np.concatenate([np.zeros((0, 2)), *points])


def _clusters(area: Area, unserved: NDArray[np.float64]) -> NDArray[np.float64]:
    """One point per 2 km block with unserved people: the highest ground near their centre."""
    grid = area.grid
    reach = int(_HILL_WITHIN_M // grid.pixel_m)
    x, y = grid.centres()
    ground = np.where(np.isnan(area.ground.values), -np.inf, area.ground.values)
    _, mid_rows, mid_cols = _blocks(unserved, grid.pixel_m, _BLOCK_M)
    points = np.empty((len(mid_rows), 2))
    for k, (row, col) in enumerate(zip(np.rint(mid_rows).astype(int), np.rint(mid_cols).astype(int), strict=True)):
        top, left = max(row - reach, 0), max(col - reach, 0)
        window = ground[top : row + reach + 1, left : col + reach + 1]
        up, across = np.unravel_index(int(window.argmax()), window.shape)
        points[k] = x[left + across], y[top + up]
    return points


def _blocks(
    people: NDArray[np.float64], pixel_m: float, side_m: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """People of each inhabited square block of pixels, and the mean row and column weighted by them."""
    rows, cols = np.nonzero(people > 0)
    side = max(1, round(side_m / pixel_m))
    weight = people[rows, cols]
    _, block = np.unique((rows // side) * people.shape[1] + cols // side, return_inverse=True)
    total = np.bincount(block, weights=weight).astype(np.float64)  # numpy's stubs say int
    return total, np.bincount(block, weights=weight * rows) / total, np.bincount(block, weights=weight * cols) / total


def _allowed(places: NDArray[np.float64], area: Area) -> NDArray[np.bool_]:
    """Inside a commune and outside exclusions, on known ground that is not water, apart from masts and positions."""
    points = shapely.points(places)
    inside = np.zeros(len(places), bool)
    inside[area.communes.sindex.query(points, predicate="intersects")[0]] = True
    on_grid = area.grid.contains(places[:, 0], places[:, 1])
    row, col = (np.where(on_grid, index, 0) for index in area.grid.rowcol(places[:, 0], places[:, 1]))
    buildable = ~np.isnan(area.ground.values[row, col]) & (area.clutter_class.values[row, col] != WATER)
    excluded = in_exclusions(places, area)
    allowed = inside & on_grid & buildable & ~excluded
    taken = [(site.x_m, site.y_m) for site in area.sites] + [(given.x_m, given.y_m) for given in area.positions]
    if taken:
        away, _ = KDTree(taken).query(places)
        allowed &= away >= _APART_M
    _log.info(
        "%d places for new masts: %d inside exclusions, %d on water or without terrain; %d are left",
        len(places),
        int(excluded.sum()),
        int((inside & on_grid & ~buildable).sum()),
        int(allowed.sum()),
    )
    return allowed


def in_exclusions(places: NDArray[np.float64], area: Area) -> NDArray[np.bool_]:
    """Which places, shape (n, 2), lie where nothing may be built."""
    excluded = np.zeros(len(places), bool)
    if len(places):
        excluded[area.exclusions.sindex.query(shapely.points(places), predicate="intersects")[0]] = True
    return excluded


def _spread(
    places: NDArray[np.float64], within: list[NDArray[np.int64]], people: NDArray[np.float64], count: int
) -> list[int]:
    """Indices of places in order of people nearby, who count half after each place that has them near.

    The sums only fall, so an entry of the heap that still leads after it was renewed is the best.
    """
    people = people.copy()
    heap = [(-float(people[near].sum()), k) for k, near in enumerate(within) if near.size]
    heapq.heapify(heap)
    taken: list[int] = []
    while heap and len(taken) < count:
        _, k = heapq.heappop(heap)
        if taken and np.min(np.hypot(*(places[taken] - places[k]).T)) < _APART_M:
            continue
        entry = (-float(people[within[k]].sum()), k)
        if heap and entry > heap[0]:
            heapq.heappush(heap, entry)
            continue
        taken.append(k)
        people[within[k]] *= 0.5
    return taken

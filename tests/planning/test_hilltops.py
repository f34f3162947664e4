"""Hilltops: which ground is one, and what ranks it."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import shapely

from covplan.grid import Raster
from covplan.ingest.area import Area
from covplan.planning.candidate_records import Origin
from covplan.planning.hilltops import hilltops
from covplan.planning.positions import NewPlace, new_positions
from covplan.planning.settings import PlanningSettings


def with_ground(area: Area, ground: np.ndarray) -> Area:
    """The area with other ground, without roads, so that hilltops stand out."""
    return replace(area, ground=Raster(ground.astype(np.float32), area.grid, "ground"), roads=area.roads.iloc[:0])


def peaks(area: Area, *tops: tuple[int, int, float]) -> np.ndarray:
    """Flat ground of 100 m with cones that fall by 20 m per pixel."""
    row, col = np.indices(area.grid.shape)
    ground = np.full(area.grid.shape, 100.0)
    for r, c, height_m in tops:
        ground = np.maximum(ground, 100.0 + height_m - 20.0 * np.hypot(row - r, col - c))
    return ground


def places(area: Area, unserved: np.ndarray, count: int = 20) -> list[NewPlace]:
    return new_positions(area, unserved, PlanningSettings(), 12_000.0, count)


def test_a_hilltop_is_highest_within_a_kilometre_and_rises(tiny_area: Area) -> None:
    area = with_ground(tiny_area, peaks(tiny_area, (20, 20, 90.0), (20, 23, 70.0), (40, 40, 25.0), (50, 10, 40.0)))
    x, y = area.grid.centres()
    expected = {(x[20], y[20]), (x[10], y[50])}  # the second lies too near the first, the third is too low
    assert {(float(px), float(py)) for px, py in hilltops(area)} == expected
    assert len(hilltops(with_ground(tiny_area, np.full(tiny_area.grid.shape, 7.0)))) == 0


def test_voids_are_no_hilltops_and_hide_none(tiny_area: Area) -> None:
    ground = peaks(tiny_area, (20, 20, 90.0))
    ground[21:, :] = np.nan
    assert len(hilltops(with_ground(tiny_area, ground))) == 1
    assert len(hilltops(with_ground(tiny_area, np.full(tiny_area.grid.shape, np.nan)))) == 0


def test_the_people_in_sight_rank_a_hilltop(tiny_area: Area) -> None:
    """Two equal hills, the people of one behind a wall: the other comes first, and reaches beyond 5 km."""
    ground = peaks(tiny_area, (10, 10, 90.0), (50, 10, 90.0))
    ground[:25, 20] = 400.0
    unserved = np.zeros(tiny_area.grid.shape)
    unserved[10, 40] = unserved[50, 40] = 100.0  # each 7.5 km from its hill
    x, y = tiny_area.grid.centres()
    wall = gpd.GeoDataFrame({"name": [""]}, geometry=[shapely.box(x[20] - 125, y[24], x[20] + 125, y[0])])
    north, south = (NewPlace(float(x[10]), float(y[row]), Origin.HILLTOP) for row in (10, 50))
    walled = replace(with_ground(tiny_area, ground), exclusions=wall)
    assert [one for one in places(walled, unserved) if one.origin is Origin.HILLTOP] == [south]
    free = with_ground(tiny_area, peaks(tiny_area, (10, 10, 90.0), (50, 10, 90.0)))
    assert [one for one in places(free, unserved) if one.origin is Origin.HILLTOP] == [north, south]


def test_villages_are_places(tiny_area: Area) -> None:
    left, bottom, _, _ = tiny_area.grid.bounds
    point = shapely.Point(left + 9_100, bottom + 4_200)
    columns: dict[str, list[object]] = {name: [""] for name in tiny_area.villages.columns if name != "geometry"}
    area = replace(tiny_area, villages=gpd.GeoDataFrame(columns, geometry=[point], crs=9218))
    found = new_positions(area, area.people.values, PlanningSettings(), 8_000.0, 500)
    assert NewPlace(point.x, point.y, Origin.VILLAGE) in found


@pytest.mark.parametrize("count", [1, 7])
def test_no_more_than_asked(tiny_area: Area, count: int) -> None:
    assert len(places(tiny_area, tiny_area.people.values, count)) == count

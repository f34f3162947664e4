"""Hexagons: each pixel in the one that holds its centre, one lattice for all grids, never small."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from covplan.grid import Grid
from covplan.outputs.hexagons import Hexagons

GRID = Grid(9218, 450_000.0, 1_416_000.0, 250.0, 24, 30)


def centres(grid: Grid) -> tuple[np.ndarray, np.ndarray]:  # type: ignore[type-arg]
    x, y = np.meshgrid(*grid.centres())
    return x.ravel(), y.ravel()


@given(
    st.floats(0, 900_000), st.floats(800_000, 2_000_000), st.floats(20, 1_000), st.integers(1, 12), st.integers(1, 12)
)
def test_each_pixel_lies_in_its_hexagon(left: float, top: float, pixel: float, rows: int, cols: int) -> None:
    grid = Grid(9218, left, top, pixel, rows, cols)
    hexagons = Hexagons.over(grid)
    mine = hexagons.polygons()[hexagons.of_pixel.ravel()]
    assert shapely.dwithin(mine, shapely.points(*centres(grid)), 1e-3).all()


def test_the_edge_is_500_m_or_three_pixels() -> None:
    assert Hexagons.over(replace(GRID, pixel_m=30.0)).edge_m == 500.0
    assert Hexagons.over(GRID).edge_m == 750.0
    one = Hexagons.over(GRID).polygons()[0]
    assert one.area == pytest.approx(1.5 * math.sqrt(3.0) * 750.0**2)
    width = one.bounds[2] - one.bounds[0]
    assert width == pytest.approx(750.0 * math.sqrt(3.0))


def test_hexagons_touch_and_do_not_overlap() -> None:
    polygons = Hexagons.over(GRID).polygons()
    assert shapely.union_all(polygons).area == pytest.approx(sum(one.area for one in polygons), rel=1e-9)


def test_another_grid_of_one_pixel_size_has_the_same_lattice() -> None:
    here, there = Hexagons.over(GRID), Hexagons.over(replace(GRID, left_m=451_250.0, top_m=1_415_500.0))
    seen = {tuple(pair) for pair in np.stack([here.x_m, here.y_m], axis=1).round(3).tolist()}
    also = {tuple(pair) for pair in np.stack([there.x_m, there.y_m], axis=1).round(3).tolist()}
    assert len(seen & also) > 0.5 * len(also)
    inside = [pair for pair in also if 451_500 < pair[0] < 456_500 and 1_411_500 < pair[1] < 1_414_500]
    assert inside and set(inside) <= seen


def test_sums_are_those_of_the_raster() -> None:
    values = np.random.default_rng(1).random(GRID.shape)
    hexagons = Hexagons.over(GRID)
    assert hexagons.sums(values).sum() == pytest.approx(values.sum())
    one = hexagons.of_pixel == 5
    assert hexagons.sums(values)[5] == pytest.approx(values[one].sum())

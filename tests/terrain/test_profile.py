"""Profiles: a plane comes back exactly, a void is never bridged, the edge never extrapolated."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from covplan.errors import GridError, GridMismatchError
from covplan.grid import Grid, Raster
from covplan.terrain._sampling import bilinear
from covplan.terrain.profile import MIN_STEPS, Profile, read_profile

GRID = Grid(9218, 450_000.0, 1_416_000.0, 100.0, 30, 40)
X, Y = np.meshgrid(*GRID.centres())


def plane(x: float, y: float) -> float:
    return 300.0 + 0.05 * (x - 450_000.0) - 0.02 * (y - 1_413_000.0)


def rasters(ground: np.ndarray | None = None) -> tuple[Raster, Raster, Raster]:
    clutter = np.where(X > 452_000.0, 12.0, 0.0)
    zone = np.where(Y > 1_415_000.0, 3, 4).astype(np.uint8)
    values = plane(X, Y) if ground is None else ground
    return Raster(values, GRID, "ground"), Raster(clutter, GRID, "clutter"), Raster(zone, GRID, "zone")


@pytest.mark.kernel
def test_bilinear_known_values() -> None:
    values = np.array([[0.0, 10.0, 20.0], [100.0, 110.0, 150.0]])
    assert bilinear(values, 0.0, 0.0) == 0.0
    assert bilinear(values, 1.0, 2.0) == 150.0  # the last centre belongs to the raster
    assert bilinear(values, 0.5, 0.5) == 55.0
    assert bilinear(values, 0.25, 1.5) == 0.75 * 15.0 + 0.25 * 130.0
    for row, col in ((-1e-9, 0.0), (0.0, -1e-9), (1.0 + 1e-9, 0.0), (0.0, 2.0 + 1e-9), (math.nan, 0.0)):
        assert math.isnan(bilinear(values, row, col))


@pytest.mark.kernel
def test_beside_a_void_is_void() -> None:
    values = np.zeros((4, 4))
    values[1, 1] = math.nan
    for row, col in ((1.0, 1.0), (0.5, 0.5), (1.9, 1.9), (0.1, 1.9)):
        assert math.isnan(bilinear(values, row, col))
    for row, col in ((2.0, 2.0), (2.1, 0.5), (0.5, 2.1), (3.0, 3.0)):
        assert bilinear(values, row, col) == 0.0


@pytest.mark.kernel
@pytest.mark.parametrize(
    ("start", "end"),
    [
        ((450_110.0, 1_415_810.0), (453_870.0, 1_413_090.0)),
        ((453_333.0, 1_413_777.0), (450_050.0, 1_415_950.0)),
        ((451_000.0, 1_414_000.0), (451_000.0, 1_415_000.0)),
    ],
)
def test_a_plane_comes_back_exactly(start: tuple[float, float], end: tuple[float, float]) -> None:
    profile = read_profile(*rasters(), start, end, step_m=30.0)
    share = profile.dist_km / profile.dist_km[-1]
    x, y = start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])
    assert profile.ground_m == pytest.approx([plane(a, b) for a, b in zip(x, y, strict=True)], abs=1e-9)
    assert profile.clutter_m.tolist() == [12.0 if math.floor(a / 100.0) >= 4520 else 0.0 for a in x]
    row = np.floor((GRID.top_m - y) / 100.0).astype(int)
    column = np.floor((x - GRID.left_m) / 100.0).astype(int)
    inner = slice(1, -1)
    assert np.array_equal(profile.zone[inner], rasters()[2].values[row, column][inner])


def test_steps_are_equal_and_not_longer_than_asked() -> None:
    start, end = (450_500.0, 1_415_500.0), (453_500.0, 1_413_500.0)
    length_km = math.hypot(3.0, 2.0)
    for step_m in (10.0, 33.3, 50.0, 5_000.0):
        dist = read_profile(*rasters(), start, end, step_m).dist_km
        assert (dist[0], dist[-1]) == (0.0, pytest.approx(length_km))
        assert np.diff(dist) == pytest.approx(np.full(dist.size - 1, length_km / (dist.size - 1)))
        assert dist.size == max(MIN_STEPS, math.ceil(length_km * 1000.0 / step_m)) + 1


@pytest.mark.kernel
def test_ground_off_the_raster_is_void_and_the_rest_is_not() -> None:
    profile = read_profile(*rasters(), (453_500.0, 1_414_500.0), (454_500.0, 1_414_500.0), step_m=50.0)
    x = 453_500.0 + 1000.0 * profile.dist_km
    assert np.array_equal(np.isnan(profile.ground_m), x > 453_950.0 + 1e-6)  # the last column's centres
    assert np.isnan(profile.clutter_m[np.isnan(profile.ground_m)]).all()


@pytest.mark.kernel
def test_a_path_over_a_void_has_a_hole() -> None:
    ground = plane(X, Y)
    ground[15, 20] = math.nan
    y = GRID.top_m - 1_550.0  # along the row of the void
    profile = read_profile(*rasters(ground), (451_050.0, y), (453_050.0, y), step_m=50.0)
    x = 451_050.0 + 1000.0 * profile.dist_km
    beside = (x > 451_950.0 - 1e-6) & (x < 452_150.0 - 1e-6)
    assert np.array_equal(np.isnan(profile.ground_m), beside)


def test_rasters_must_share_a_grid() -> None:
    ground, clutter, zone = rasters()
    moved = replace(clutter, grid=replace(GRID, left_m=450_100.0))
    with pytest.raises(GridMismatchError):
        read_profile(ground, moved, zone, (450_500.0, 1_414_000.0), (451_500.0, 1_414_000.0), 50.0)


@pytest.mark.parametrize(
    ("dist", "ground"),
    [
        ([0.0, 1.0, 2.0], [1.0, 2.0]),
        ([0.1, 1.0, 2.0], [1.0, 2.0, 3.0]),
        ([0.0, 1.0, 1.0], [1.0, 2.0, 3.0]),
        ([0.0, 2.0, 1.0], [1.0, 2.0, 3.0]),
    ],
)
def test_a_profile_that_is_none_is_refused(dist: list[float], ground: list[float]) -> None:
    with pytest.raises(GridError, match="increasing from 0"):
        Profile.of(dist, ground, [0.0] * len(dist), [4] * len(dist))

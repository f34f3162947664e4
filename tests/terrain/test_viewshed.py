"""The fast viewshed against the line of sight of each path, and what must hide."""

from __future__ import annotations

import numpy as np
import pytest

from covplan.grid import Grid, Raster
from covplan.terrain import line_of_sight, read_profile
from covplan.terrain.viewshed import in_sight

pytestmark = pytest.mark.kernel

GRID = Grid(9218, 450_000.0, 1_416_000.0, 100.0, 40, 50)


def raster(values: np.ndarray, name: str = "ground") -> Raster:
    return Raster(values, GRID, name)


def sees(ground: np.ndarray, mast: tuple[float, float], targets: np.ndarray, tx_agl_m: float = 20.0) -> np.ndarray:
    return in_sight(raster(ground), mast, targets, tx_agl_m=tx_agl_m, rx_agl_m=1.5, step_m=70.0)


@pytest.mark.parametrize("seed", range(4))
def test_as_the_line_of_sight_of_each_path(seed: int) -> None:
    rng = np.random.default_rng(seed)
    ground = rng.normal(400.0, 12.0, GRID.shape).cumsum(axis=1).astype(np.float32) % 200.0
    flat = raster(np.zeros(GRID.shape, np.float32), "clutter")
    zone = raster(np.full(GRID.shape, 4, np.uint8), "zone")
    left, bottom, right, top = GRID.bounds
    targets = rng.uniform((left + 51, bottom + 51), (right - 51, top - 51), (200, 2))
    mast = (float(targets[0, 0]), float(targets[0, 1]))
    found = sees(ground, mast, targets[1:], 60.0)
    for seen, target in zip(found, targets[1:], strict=True):
        path = read_profile(raster(ground), flat, zone, mast, (float(target[0]), float(target[1])), 70.0)
        assert seen == line_of_sight(path, tx_agl_m=60.0, rx_agl_m=1.5).clear
    assert 0 < found.sum() < found.size


def test_a_wall_hides_what_lies_behind_it_and_a_higher_mast_sees_over_it() -> None:
    ground = np.zeros(GRID.shape, np.float32)
    ground[:, 20] = 60.0
    left, _, _, top = GRID.bounds
    targets = np.array([[left + 1_550.0, top - 2_050.0], [left + 4_550.0, top - 2_050.0]])
    mast = (left + 550.0, top - 2_050.0)
    assert sees(ground, mast, targets).tolist() == [True, False]
    assert sees(ground, mast, targets, 150.0).tolist() == [True, True]


def test_voids_and_what_is_off_the_raster_are_not_seen() -> None:
    ground = np.zeros(GRID.shape, np.float32)
    ground[:, 30] = np.nan
    left, _, _, top = GRID.bounds
    targets = np.array([[left + 2_050.0, top - 2_050.0], [left + 4_050.0, top - 2_050.0], [left - 50.0, top - 50.0]])
    assert sees(ground, (left + 550.0, top - 2_050.0), targets).tolist() == [True, False, False]


def test_the_earth_bends_away() -> None:
    """From 20 m over a flat Earth of 4/3 radius the horizon for 1.5 m is at sqrt(2a)(sqrt 20 + sqrt 1.5) = 23.5 km."""
    grid = Grid(9218, 450_000.0, 1_416_000.0, 1000.0, 4, 40)
    ground = Raster(np.zeros(grid.shape, np.float32), grid, "ground")
    x, y = grid.centres()
    targets = np.column_stack([x[1:], np.full(39, y[1])])
    seen = in_sight(ground, (x[0], y[1]), targets, tx_agl_m=20.0, rx_agl_m=1.5, step_m=50.0)
    assert seen.tolist() == [k <= 23 for k in range(1, 40)]

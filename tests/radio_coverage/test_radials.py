"""Radials over a window: every pixel once, by the radial that passes nearest; samples; voids; the raster's edge."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from covplan.coverage._radials import (
    MARGIN,
    PARTS,
    aims,
    fan_towards,
    sample_heights,
    sample_nearest,
    slope_of,
)
from covplan.coverage._window import refine
from covplan.coverage.path_losses import losses_db
from covplan.coverage.settings import RadioSettings
from covplan.coverage.window import Mast, both_ways, window_round
from covplan.grid import Grid, Raster
from covplan.ingest.area import Area
from covplan.propagation import P1812

Floats = NDArray[np.float64]
REACH_KM = 3.0  # more than the diagonal of the 40 x 40 pixels of 50 m
MODEL = P1812(delta_n=45.0, n0=370.0, latitude_deg=12.7)


def radio(step_m: float) -> RadioSettings:
    return RadioSettings(MODEL, profile_step_m=step_m)


def small_area(tiny_area: Area, ground: Floats, pixel_m: float = 50.0) -> Area:
    """Bare inland ground on a grid of its own."""
    grid = Grid(9218, 450_000.0, 1_416_000.0, pixel_m, *ground.shape)
    return replace(
        tiny_area,
        grid=grid,
        ground=Raster(ground.astype(np.float32), grid, "ground"),
        clutter_m=Raster(np.zeros(ground.shape, np.float32), grid, "clutter"),
        zone=Raster(np.full(ground.shape, 4, np.uint8), grid, "zone"),
    )


def all_pixels(area: Area) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    rows, cols = np.indices(area.grid.shape)
    return rows.ravel(), cols.ravel()


def met(
    targets: tuple[NDArray[np.int32], NDArray[np.int32]], size: int, border: int, east: int, south: int
) -> list[Floats]:
    """Index, distance [fine pixels] and offset across the axis [1/1024] of every pixel that a radial meets."""
    reach, found = size // 2 - MARGIN, []
    aim = np.zeros(size, np.int32)
    for turned in range(2):
        for sign in (1, -1):
            fan = fan_towards(turned, sign, east, south)
            for j in range(-border - 1, border + 2):
                aims(targets[turned], size, border, fan, j, reach, aim)
                k = np.flatnonzero(aim[1 : reach + 1] >= 0) + 1
                slope = slope_of(border, fan, j)
                along = k - fan.major / PARTS
                across = slope * along * PARTS + fan.minor
                found.append(np.stack((aim[k], np.hypot(1.0, slope) * along, (across + PARTS / 2) % PARTS - PARTS / 2)))
    return [np.concatenate(rows) for rows in zip(*found, strict=True)]


def check_each_pixel_once(seeds: range, reach: int) -> None:
    for seed in seeds:
        rng = np.random.default_rng(seed)
        corners = [-512, 0, 512]
        east, south = (int(rng.choice([*corners, int(rng.integers(-512, 513))])) for _ in range(2))
        size = 2 * (reach + MARGIN) + 1
        target = np.full((size, size), -1, np.int32)
        inner = slice(MARGIN, size - MARGIN)
        target[inner, inner] = np.arange((2 * reach + 1) ** 2).reshape(2 * reach + 1, -1)
        down, right = np.indices(target.shape) - size // 2
        near = np.maximum(np.abs(down), np.abs(right)) < 2  # nearer than NEAR_KM, never wanted
        target[near] = -1
        border = reach + int(rng.choice([0, 0, 1, 17]))  # radials may lead to a larger square than is wanted
        index, dist, off = met(both_ways(target), size, border, east, south)
        assert np.array_equal(np.sort(index), np.sort(target[target >= 0]))
        true = np.hypot(down - south / PARTS, right - east / PARTS)
        order = np.argsort(target, axis=None)[-index.size :]
        true_dist = true.ravel()[order][np.argsort(np.argsort(index))]
        assert np.abs(off).max() <= PARTS / 2 + 1e-6  # the radial passes within half a fine pixel
        assert np.abs(dist - true_dist).max() <= 0.5 * math.sqrt(0.5) + 1e-6  # along a diagonal at worst


def test_each_pixel_belongs_to_one_radial_that_passes_within_half_a_pixel() -> None:
    check_each_pixel_once(range(60), 40)


@pytest.mark.kernel
def test_each_pixel_of_a_small_window_belongs_to_one_radial() -> None:
    check_each_pixel_once(range(100, 103), 9)


@pytest.mark.parametrize("factor", [1, 2, 5])
@pytest.mark.parametrize("place", [(20.3, 17.8), (0.0, 0.0), (0.2, 38.9), (39.0, 31.5)])
def test_every_pixel_that_radials_serve_gets_a_loss(tiny_area: Area, factor: int, place: tuple[float, float]) -> None:
    """Masts in the middle, at a corner, at the edges; nothing is asked beyond the outermost pixels' centres."""
    area = small_area(tiny_area, np.random.default_rng(1).uniform(100.0, 120.0, (40, 40)))
    mast = Mast(*place, 30.0)
    rows, cols = all_pixels(area)
    window = window_round(mast, rows, cols, REACH_KM, area, radio(50.0 / factor))
    assert window is not None
    assert window.pixel_km == pytest.approx(0.05 / factor)
    assert max(abs(window.east), abs(window.south)) <= PARTS // 2
    index, *_ = met(window.targets, window.size, window.border, window.east, window.south)
    missed = np.setdiff1d(np.arange(rows.size), index)
    assert np.unique(index).size == index.size
    assert mast.dist_km(rows[missed], cols[missed], area.grid).max(initial=0.0) < 0.1  # NEAR_KM is 0.25
    loss, voids, _ = losses_db(mast, rows, cols, [773.0], REACH_KM, area, radio(50.0 / factor))
    lost = np.isnan(loss[0])
    assert voids == lost.sum()
    # nearer than NEAR_KM the bearing is followed to there: beside the raster's edge that may be beyond it
    down, right = rows - mast.row, cols - mast.col
    stretch = 5.0 / np.maximum(np.hypot(down, right), 1e-9)
    beyond = (np.abs(mast.row + down * stretch - 19.5) > 19.5) | (np.abs(mast.col + right * stretch - 19.5) > 19.5)
    assert (mast.dist_km(rows, cols, area.grid)[lost] < 0.25).all()
    assert np.array_equal(lost, beyond & (stretch > 1.0) | lost & (stretch > 1e6))


@pytest.mark.kernel
@pytest.mark.parametrize("factor", [1, 2, 5])
def test_a_refined_raster_is_bilinear_between_pixel_centres(factor: int) -> None:
    values = np.random.default_rng(2).uniform(0.0, 100.0, (5, 6))
    fine = np.empty((4 * factor + 5, 5 * factor + 5))
    refine(values, factor, -2, -2, False, math.nan, fine)
    inside = fine[2:-2, 2:-2]
    rows, cols = np.arange(inside.shape[0]) / factor, np.arange(inside.shape[1]) / factor
    along = np.array([np.interp(cols, np.arange(6), line) for line in values])
    expected = np.array([np.interp(rows, np.arange(5), along[:, c]) for c in range(cols.size)]).T
    np.testing.assert_allclose(inside, expected, rtol=1e-12)
    assert np.isnan(fine[[0, -1]]).all() and np.isnan(fine[:, [0, -1]]).all()
    assert np.array_equal(fine[1, 2:-2], inside[0])  # the outermost fine pixel once more
    assert np.array_equal(fine[2:-2, -2], inside[:, -1])
    nearest = np.empty_like(fine)
    refine(values, factor, -2, -2, True, -1.0, nearest)
    assert np.isin(nearest, [-1.0, *values.ravel()]).all()
    assert np.array_equal(nearest[2:-2:factor, 2:-2:factor], values)


@pytest.mark.kernel
@pytest.mark.parametrize("turned", [0, 1])
@pytest.mark.parametrize("sign", [1, -1])
def test_samples_of_a_slope_are_those_of_the_slope(turned: int, sign: int) -> None:
    """Linear across the axis is exact on a plane; nearest is the pixel whose centre is nearest."""
    reach = 8
    size = 2 * (reach + MARGIN) + 1
    down, right = (axis.astype(np.float64) for axis in np.indices((size, size)) - size // 2)
    plane, number = 300.0 + 7.0 * down - 3.0 * right, np.arange(size * size, dtype=np.float64).reshape(size, size)
    east, south = 300, -450
    fan = fan_towards(turned, sign, east, south)
    out, nearest = np.zeros(reach + 2), np.zeros(reach + 2)
    for j in range(-reach - 1, reach + 2):
        slope = slope_of(reach, fan, j)
        sample_heights(both_ways(plane)[turned], size, fan, slope, reach, out, 1)
        sample_nearest(both_ways(number)[turned], size, fan, slope, reach, nearest, 1)
        k = np.arange(1, reach + 1)
        along, across = sign * k, fan.minor / PARTS + slope * (k - fan.major / PARTS)
        row, col = (along, across) if turned else (across, along)
        np.testing.assert_allclose(out[2:], 300.0 + 7.0 * row - 3.0 * col, rtol=1e-12)
        got_row, got_col = np.divmod(nearest[2:], size)
        assert np.abs(got_row - size // 2 - row).max() <= 0.5 + 1e-9
        assert np.abs(got_col - size // 2 - col).max() <= 0.5 + 1e-9


def test_a_void_ends_the_radials_through_it(tiny_area: Area) -> None:
    """Lost are the pixels behind it and those whose height is taken from it; all others keep their loss to the bit."""
    ground = np.random.default_rng(3).uniform(100.0, 120.0, (40, 40))
    whole = small_area(tiny_area, ground)
    ground = ground.copy()
    ground[20, 30] = np.nan
    holed = small_area(tiny_area, ground)
    mast = Mast(20.0, 10.0, 30.0)
    rows, cols = all_pixels(holed)
    full, none, _ = losses_db(mast, rows, cols, [773.0, 3700.0], REACH_KM, whole, radio(50.0))
    loss, voids, _ = losses_db(mast, rows, cols, [773.0, 3700.0], REACH_KM, holed, radio(50.0))
    lost = np.isnan(loss[0])
    assert none == 0 and np.array_equal(lost, np.isnan(loss[1]))
    assert voids == lost.sum()
    assert np.array_equal(loss[:, ~lost], full[:, ~lost])
    behind = (rows == 20) & (cols >= 30)
    assert lost[behind].all()
    bearing = np.abs(np.arctan2(rows - 20.0, cols - 10.0))
    assert bearing[lost].max() < math.atan2(1.5, 20.0)
    assert cols[lost].min() == 30


def test_a_mast_without_ground_serves_nothing(tiny_area: Area) -> None:
    ground = np.full((40, 40), 100.0)
    ground[20, 30] = np.nan
    area = small_area(tiny_area, ground)
    rows, cols = all_pixels(area)
    for mast in (Mast(20.0, 30.2, 30.0), Mast(-0.6, 10.0, 30.0), Mast(10.0, 41.0, 30.0)):
        loss, voids, _ = losses_db(mast, rows, cols, [773.0], REACH_KM, area, radio(50.0))
        assert np.isnan(loss).all()
        assert voids == rows.size

"""The sweep against single paths over the same points, and against the exact method over an area."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import radial_paths
from numpy.typing import NDArray
from radial_paths import FIRST, KINDS, Radial, by_paths, by_sweep, hard_radial, worst_difference

from covplan.coverage.path_losses import losses_db
from covplan.coverage.settings import FootprintMethod, RadioSettings
from covplan.coverage.window import Mast
from covplan.grid import Grid, Raster
from covplan.ingest.area import Area
from covplan.propagation import P1812
from covplan.propagation.p1812._path import INLAND, SEA

SAME_DB = 1e-6  # both round differently, by 1e-11 dB as measured; a tie broken otherwise would show as 1e-2 dB or more
MODEL = P1812(delta_n=45.0, n0=370.0, latitude_deg=12.7)
FREQS_MHZ = [773.0, 2550.0, 3850.0]


def test_the_sweep_gives_each_path_its_own_loss() -> None:
    worst, paths, where = worst_difference(20_000, 60_000)
    assert paths >= 60_000
    assert worst <= SAME_DB, f"radial {where}"


@pytest.mark.kernel
def test_the_sweep_gives_a_few_paths_their_own_loss() -> None:
    worst, paths, where = worst_difference(7, 600, most=50)
    assert paths >= 600
    assert worst <= SAME_DB, f"radial {where}"


def test_a_loss_that_is_missing_once_is_not_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = []

    def missing_at_first(radial: Radial) -> NDArray[np.float64]:
        answers.append(by_paths(radial))
        return np.full_like(answers[0], math.nan) if len(answers) == 1 else answers[-1]

    monkeypatch.setattr(radial_paths, "by_sweep", missing_at_first)
    worst, _, where = worst_difference(7, 600, most=50)
    assert len(answers) > 2 and math.isnan(worst) and where == 0


def test_what_the_comparison_is_made_of() -> None:
    """Every kind of ground, both ends of the ranges, clutter and sea or not, and receivers hidden and in sight."""
    radials = [hard_radial(np.random.default_rng(seed)) for seed in range(300)]
    lengths = np.array([radial.x[-1] for radial in radials])
    assert lengths.min() < 0.6 and lengths.max() > 15.0
    assert {radial.step for radial in radials} == {0.005, 0.01, 0.03, 0.05, 0.1}
    assert {radial.place[0] for radial in radials} == {1.0, 10.0, 50.0}
    assert {radial.vertical for radial in radials} == {True, False}
    freqs = np.concatenate([radial.freqs for radial in radials])
    assert freqs.min() < 0.11 and freqs.max() > 5.5
    assert {radial.flags for radial in radials} == {(a, b, c) for a in (0, 1) for b in (0, 1) for c in (0, 1)}
    assert {(radial.zone[0] == SEA, radial.zone[-1] == SEA) for radial in radials} == {
        (False, False), (False, True), (True, False), (True, True)
    }  # fmt: skip
    assert sum(radial.heights[0] == radial.heights[1] for radial in radials) > 30
    assert len(KINDS) == 10


@pytest.mark.kernel
def test_level_ground_between_antennas_of_one_height() -> None:
    """Antennas 30 m and 0 m above a plateau: every point is as high as the next, the last grazes the direct line."""
    base = hard_radial(np.random.default_rng(0), 60)
    ground = np.full(41, 100.0)
    zone = np.full(41, INLAND, np.uint8)
    for raised, start in ((0.0, 0.0), (30.0, 0.015)):
        ground[10:30] = 100.0 + raised
        radial = base._replace(
            ground_m=ground, clutter_m=np.zeros(41), zone=zone, step=0.03, start=start, heights=(30.0, 30.0),
            place=(10.0, *base.place[1:]), wanted=np.arange(41) >= FIRST,
        )  # fmt: skip
        expected = by_paths(radial)[:, FIRST:]
        assert by_sweep(radial)[:, FIRST:] == pytest.approx(expected, abs=SAME_DB)
        back = radial._replace(ground_m=ground[::-1].copy(), start=0.0)
        if start == 0.0:
            assert by_sweep(back)[:, -1] == pytest.approx(expected[:, -1], abs=SAME_DB)


def over(area: Area, ground: NDArray[np.float64], pixel_m: float) -> Area:
    """Bare inland ground in place of the area's."""
    grid = Grid(9218, 450_000.0, 1_416_000.0, pixel_m, *ground.shape)
    return replace(
        area,
        grid=grid,
        ground=Raster(ground.astype(np.float32), grid, "ground"),
        clutter_m=Raster(np.zeros(ground.shape, np.float32), grid, "clutter"),
        zone=Raster(np.full(ground.shape, INLAND, np.uint8), grid, "zone"),
    )


def sweep_less_exact(area: Area, mast: Mast, time_pct: float) -> NDArray[np.float64]:
    """Difference of the two methods at every pixel and frequency [dB]."""
    rows, cols = (axis.ravel() for axis in np.indices(area.grid.shape))
    reach_km = float(mast.dist_km(rows, cols, area.grid).max())
    losses = []
    for method in FootprintMethod:
        radio = RadioSettings(replace(MODEL, time_pct=time_pct), method)
        loss, voids, _ = losses_db(mast, rows, cols, FREQS_MHZ, reach_km, area, radio)
        assert voids == 0 and np.isfinite(loss).all()
        losses.append(loss)
    return losses[0] - losses[1]


@pytest.mark.parametrize("time_pct", [10.0, 50.0])
def test_over_smooth_hills_the_sweep_is_like_a_profile_per_pixel(tiny_area: Area, time_pct: float) -> None:
    y, x = np.indices((81, 81)) * 0.05
    area = over(tiny_area, 200.0 + 40.0 * np.sin(x / 0.9) * np.cos(y / 1.1) + 6.0 * x, 50.0)
    off = sweep_less_exact(area, Mast(37.3, 44.8, 40.0), time_pct)
    assert math.sqrt(np.mean(off**2)) < 0.2
    assert np.abs(off).max() < 4.0  # at the shadow's edge, where half a pixel decides
    assert abs(off.mean()) < 0.02


@pytest.mark.parametrize("time_pct", [10.0, 50.0])
def test_over_the_tiny_area_the_sweep_is_like_a_profile_per_pixel(tiny_area: Area, time_pct: float) -> None:
    off = sweep_less_exact(tiny_area, Mast(30.4, 12.1, 42.0), time_pct)
    assert math.sqrt(np.mean(off**2)) < 0.2
    assert abs(off.mean()) < 0.05


def test_near_the_mast_both_methods_are_one(tiny_area: Area) -> None:
    area = over(tiny_area, np.random.default_rng(4).uniform(100.0, 120.0, (21, 21)), 50.0)
    mast = Mast(10.2, 9.7, 30.0)
    off = sweep_less_exact(area, mast, 50.0)
    rows, cols = (axis.ravel() for axis in np.indices(area.grid.shape))
    near = mast.dist_km(rows, cols, area.grid) < 0.25
    assert near.sum() > 60
    assert np.array_equal(off[:, near], np.zeros((len(FREQS_MHZ), int(near.sum()))))

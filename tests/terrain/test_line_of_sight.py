"""Clearance, Fresnel zone and horizons: worked by hand, against the Earth as a circle, and as physics."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from covplan.errors import GridError
from covplan.terrain import Profile, fresnel_radius_m, line_of_sight
from covplan.terrain.line_of_sight import STANDARD_EARTH_RADIUS_KM


def profile(ground: list[float], clutter: list[float] | None = None, length_km: float = 10.0) -> Profile:
    n = len(ground)
    return Profile.of(np.linspace(0.0, length_km, n), ground, clutter or [0.0] * n, [4] * n)


RIDGE = profile([100.0, 100.0, 160.0, 110.0, 100.0], [0.0, 10.0, 0.0, 30.0, 20.0])

heights = st.lists(st.floats(0.0, 500.0), min_size=3, max_size=12)


def test_a_path_worked_by_hand() -> None:
    sight = line_of_sight(RIDGE, tx_agl_m=20.0, rx_agl_m=60.0, earth_radius_km=8500.0)
    # ray 120 … 160 m; bulge d1 d2 / 2a: 2.5 · 7.5 / 17 = 1.103 m and 5 · 5 / 17 = 1.471 m
    assert sight.ray_m == pytest.approx([120.0, 130.0, 140.0, 150.0, 160.0])
    assert sight.bulge_m == pytest.approx([0.0, 1.10294, 1.47059, 1.10294, 0.0], abs=1e-5)
    assert sight.clearance_m == pytest.approx([20.0, 18.89706, -21.47059, 8.89706, 60.0], abs=1e-5)
    assert not sight.clear
    assert (sight.lowest.dist_km, sight.lowest.clearance_m) == (5.0, pytest.approx(-21.47059, abs=1e-5))
    assert math.isnan(sight.lowest.fraction)
    # the ridge from 20 m: (160 - 120) / 5 - 5 / 17 = 7.706 mrad; from 60 m at the other end 0 / 5 - 0.294
    assert (sight.tx_horizon.dist_km, sight.tx_horizon.elevation_mrad) == (5.0, pytest.approx(7.70588, abs=1e-5))
    assert (sight.rx_horizon.dist_km, sight.rx_horizon.elevation_mrad) == (5.0, pytest.approx(-0.29412, abs=1e-5))
    assert sight.earth_k == pytest.approx(8500.0 / 6371.0)


def test_the_fresnel_radius_is_that_of_the_practical_formula() -> None:
    """550 sqrt(d1 d2 / (d f)) with km and MHz: the rounded form beside eq. (2) of P.526 §2.1."""
    dist = np.linspace(0.0, 20.0, 9)
    practical = 550.0 * np.sqrt(dist * (20.0 - dist) / (20.0 * 773.0))
    assert fresnel_radius_m(dist, 773.0) == pytest.approx(practical, rel=5e-3)
    assert fresnel_radius_m(dist, 773.0)[[0, -1]].tolist() == [0.0, 0.0]
    # the ellipsoid itself: the way over its edge is half a wavelength longer
    half_wave_m, middle = 0.5 * 299.792458 / 773.0, fresnel_radius_m(dist, 773.0)[4]
    assert 2.0 * math.hypot(10_000.0, middle) - 20_000.0 == pytest.approx(half_wave_m, rel=1e-4)


def test_the_tightest_point_is_found_in_radii_not_in_metres() -> None:
    near_the_end = profile([0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 45.0, 0.0], length_km=10.0)
    sight = line_of_sight(near_the_end, tx_agl_m=50.0, rx_agl_m=50.0, earth_radius_km=1e9)
    worst = sight.worst(773.0)
    assert worst.dist_km == pytest.approx(9.0) and worst.clearance_m == pytest.approx(5.0, abs=1e-3)
    assert worst.fraction == pytest.approx(5.0 / math.sqrt(299.792458 / 773.0 * 9000.0 * 1000.0 / 10_000.0), rel=1e-3)


def test_over_a_smooth_sea_the_horizon_is_that_of_a_circle() -> None:
    """A sphere of radius a seen from h: distance sqrt(2 a h), dip sqrt(2 h / a)."""
    dist = np.linspace(0.0, 60.0, 6001)
    sea = Profile.of(dist, np.zeros(6001), np.zeros(6001), np.ones(6001))
    sight = line_of_sight(sea, tx_agl_m=50.0, rx_agl_m=10.0)
    a_m = STANDARD_EARTH_RADIUS_KM * 1000.0
    assert sight.tx_horizon.dist_km == pytest.approx(math.sqrt(2.0 * a_m * 50.0) / 1000.0, abs=0.01)
    assert sight.tx_horizon.elevation_mrad == pytest.approx(-1000.0 * math.sqrt(2.0 * 50.0 / a_m), rel=1e-4)
    assert sight.rx_horizon.dist_km == pytest.approx(math.sqrt(2.0 * a_m * 10.0) / 1000.0, abs=0.01)
    assert not sight.clear and sight.tx_horizon.dist_km + sight.rx_horizon.dist_km < 60.0


@settings(deadline=None)
@given(heights, st.floats(1.0, 100.0), st.floats(1.0, 100.0))
def test_the_way_back_is_the_same(ground: list[float], tx_agl_m: float, rx_agl_m: float) -> None:
    there = line_of_sight(profile(ground), tx_agl_m=tx_agl_m, rx_agl_m=rx_agl_m)
    back = line_of_sight(profile(ground[::-1]), tx_agl_m=rx_agl_m, rx_agl_m=tx_agl_m)
    assert there.clearance_m == pytest.approx(back.clearance_m[::-1], abs=1e-9)
    assert there.clear == back.clear or abs(there.lowest.clearance_m) < 1e-9
    assert there.tx_horizon.elevation_mrad == pytest.approx(back.rx_horizon.elevation_mrad, abs=1e-9)


@settings(deadline=None)
@given(heights, st.floats(0.0, 300.0))
def test_raising_an_antenna_never_takes_clearance_away(ground: list[float], more_m: float) -> None:
    low = line_of_sight(profile(ground), tx_agl_m=10.0, rx_agl_m=10.0)
    high = line_of_sight(profile(ground), tx_agl_m=10.0 + more_m, rx_agl_m=10.0)
    assert (high.clearance_m >= low.clearance_m - 1e-9).all()
    assert high.worst(773.0).fraction >= low.worst(773.0).fraction - 1e-9
    assert high.tx_horizon.elevation_mrad <= low.tx_horizon.elevation_mrad + 1e-9


@settings(deadline=None)
@given(heights, heights)
def test_a_path_is_clear_where_the_other_end_is_above_the_horizon(ground: list[float], clutter: list[float]) -> None:
    n = min(len(ground), len(clutter))
    path = profile(ground[:n], clutter[:n])
    sight = line_of_sight(path, tx_agl_m=30.0, rx_agl_m=30.0)
    other_end = (sight.ray_m[-1] - sight.ray_m[0]) / 10.0 - 1000.0 * 10.0 / (2.0 * sight.earth_radius_km)
    if abs(sight.lowest.clearance_m) > 1e-6:
        assert sight.clear == (sight.tx_horizon.elevation_mrad < other_end)


def test_two_points_are_no_path() -> None:
    with pytest.raises(GridError, match="at least 3 points, got 2"):
        line_of_sight(profile([1.0, 2.0]), tx_agl_m=10.0, rx_agl_m=10.0)

"""Hops of many pairs: against one profile at a time; reach, voids, who is paired; physics as properties."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from covplan.errors import PlanningError
from covplan.grid import Grid, Raster
from covplan.ingest.equipment import read_equipment
from covplan.routing.hop_candidates import find_hops, radio_reach_km
from covplan.routing.microwave import HopPath, hop, hops
from covplan.routing.microwave_settings import MicrowaveSettings
from covplan.terrain.profile import read_profile

pytestmark = pytest.mark.kernel
FILE = Path(__file__).resolve().parents[2] / "data/equipment/microwave.toml"
RADIOS = read_equipment(FILE).microwave
SETTINGS = MicrowaveSettings(rain_mm_h=80.0, rain_source="test", low_k=0.7, low_k_source="test", equipment=FILE)
STEP_M = 60.0
GRID = Grid(9218, 500_000.0, 1_450_000.0, 100.0, 120, 150)


def rasters(seed: int = 0) -> tuple[Raster, Raster, Raster]:
    """Rolling ground with some clutter."""
    random = np.random.default_rng(seed)
    row, col = np.mgrid[:120, :150]
    ground = 400.0 + 30.0 * np.sin(row / 17.0) * np.cos(col / 23.0) + random.normal(0.0, 2.0, row.shape)
    clutter = np.where(random.random(row.shape) < 0.2, 8.0, 0.0)
    return (
        Raster(ground.astype("f4"), GRID, "ground"),
        Raster(clutter.astype("f4"), GRID, "clutter"),
        Raster(np.full(row.shape, 4, "u1"), GRID, "zone"),
    )


def places(count: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    xy_m = np.column_stack(
        [500_000.0 + random.uniform(200, 14_800, count), 1_450_000.0 - random.uniform(200, 11_800, count)]
    )
    return xy_m, random.uniform(20.0, 60.0, count)


def test_each_pair_is_as_its_own_profile_says() -> None:
    xy_m, agl_m = places(12)
    ground, clutter, zone = layers = rasters()
    found = find_hops(xy_m, agl_m, np.zeros(12, bool), layers, RADIOS, SETTINGS, STEP_M)
    assert len(found.pairs) == 66 and 0 < found.blocked < 66
    links = {(pair, link.radio.name): link for pair, link in found.links}
    for pair, (a, b) in enumerate(found.pairs.tolist()):
        profile = read_profile(ground, clutter, zone, tuple(xy_m[a]), tuple(xy_m[b]), STEP_M)
        for one in hops(profile, RADIOS, SETTINGS, tx_agl_m=agl_m[a], rx_agl_m=agl_m[b]):
            good = one.clear and one.availability_pct >= SETTINGS.availability_pct
            link = links.pop((pair, one.radio.name), None)
            assert (link is not None) == good
            if link is not None:
                assert link.dist_km == pytest.approx(one.dist_km)
                assert link.median_fraction == pytest.approx(one.median_fraction, rel=1e-9)
                assert link.low_fraction == pytest.approx(one.low_fraction, rel=1e-9)
                assert link.availability_pct == pytest.approx(one.availability_pct)
    assert not links


def test_two_masts_with_fibre_are_no_pair_and_one_may_be() -> None:
    xy_m, agl_m = places(6)
    lit = np.array([True, True, False, False, True, False])
    pairs = find_hops(xy_m, agl_m, lit, rasters(), RADIOS, SETTINGS, STEP_M).pairs
    assert not lit[pairs].all(axis=1).any() and lit[pairs].any() and len(pairs) == 12


def test_a_path_over_a_void_or_off_the_raster_is_no_hop() -> None:
    ground, clutter, zone = rasters()
    ground.values[60, :] = np.nan
    xy_m = np.array(
        [[505_000.0, 1_449_000.0], [505_000.0, 1_440_000.0], [506_000.0, 1_449_500.0], [506_000.0, 1_451_000.0]]
    )
    found = find_hops(xy_m, np.full(4, 200.0), np.zeros(4, bool), (ground, clutter, zone), RADIOS, SETTINGS, STEP_M)
    clear = {tuple(found.pairs[pair]) for pair, _ in found.links}
    assert clear == {(0, 2)} and math.isnan(found.paths[0].median_at_1_ghz)


@pytest.mark.parametrize("radio", RADIOS, ids=lambda radio: radio.name)
def test_a_hop_is_available_up_to_the_reach_and_not_beyond(radio) -> None:  # type: ignore[no-untyped-def]
    reach_km = radio_reach_km(radio, SETTINGS)

    def available_pct(dist_km: float) -> float:
        return hop(HopPath(dist_km, 0.0, 0.0, 0.0, math.inf, math.inf), radio, SETTINGS).availability_pct

    assert available_pct(0.99 * reach_km) >= SETTINGS.availability_pct
    assert reach_km == SETTINGS.longest_km or not available_pct(1.01 * reach_km) >= SETTINGS.availability_pct


def test_no_radio_is_an_error() -> None:
    with pytest.raises(PlanningError, match=r"\[\[microwave\]\]"):
        find_hops(*places(2), np.zeros(2, bool), rasters(), (), SETTINGS, STEP_M)


@settings(deadline=None)
@given(st.sampled_from(RADIOS), st.floats(0.1, 30.0), st.floats(1.0, 1.5), st.floats(20.0, 150.0), st.floats(1.0, 1.5))
def test_availability_falls_with_length_and_rain(radio, dist_km, longer, rain_mm_h, wetter) -> None:  # type: ignore[no-untyped-def]
    def outage_pct(dist_km: float, rain_mm_h: float) -> float:
        one = hop(HopPath(dist_km, 0.0, 0.0, 0.0, 9.0, 9.0), radio, replace(SETTINGS, rain_mm_h=rain_mm_h))
        return math.inf if math.isnan(one.rain_pct) else one.rain_pct

    assert outage_pct(dist_km, rain_mm_h) <= outage_pct(dist_km * longer, rain_mm_h) * (1.0 + 1e-9)
    assert outage_pct(dist_km, rain_mm_h) <= outage_pct(dist_km, rain_mm_h * wetter) * (1.0 + 1e-9)


@settings(max_examples=20, deadline=None)
@given(st.floats(0.4, 1.3), st.floats(0.01, 0.9))
def test_clearance_is_worse_at_a_lower_k(k: float, less: float) -> None:
    xy_m, agl_m = places(4)
    high, low = (
        find_hops(
            xy_m, agl_m, np.zeros(4, bool), rasters(), RADIOS, replace(SETTINGS, low_k=max(one, 0.3)), STEP_M
        ).paths
        for one in (k, k - less)
    )
    for one, other in zip(high, low, strict=True):
        assert other.low_at_1_ghz <= one.low_at_1_ghz <= one.median_at_1_ghz

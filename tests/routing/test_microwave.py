"""Hops over profiles drawn by hand: clearance of both Earths, the budget, what is out of range, chains."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from covplan.errors import ModelRangeError
from covplan.ingest.equipment import read_equipment
from covplan.network import NetworkError
from covplan.propagation.multipath import MultipathClimate
from covplan.routing.microwave import chain, hops
from covplan.routing.microwave_settings import HopSettings
from covplan.terrain.profile import Profile

RADIOS = read_equipment(Path(__file__).resolve().parents[2] / "data/equipment/microwave.toml").microwave
SETTINGS = HopSettings(80.0, "test", 0.7, "test")
CLIMATE = MultipathClimate(-4.5, 60.0, "test")


def profile(dist_km: float = 10.0, obstacle_m: float = 0.0, clutter_m: float = 0.0) -> Profile:
    """Flat ground with one obstacle in the middle."""
    dist = np.linspace(0.0, dist_km, 201)
    ground, clutter = np.full(201, 400.0), np.zeros(201)
    ground[100] += obstacle_m
    clutter[100] = clutter_m
    return Profile(dist, ground, clutter, np.full(201, 4, np.uint8))


def one(path: Profile, settings: HopSettings = SETTINGS, agl_m: float = 40.0, radio: str = "mw-15-56"):  # type: ignore[no-untyped-def]
    (found,) = hops(path, [r for r in RADIOS if r.name == radio], settings, tx_agl_m=agl_m, rx_agl_m=agl_m)
    return found


def test_the_first_fresnel_zone_must_be_clear_over_the_median_earth() -> None:
    """15 GHz, 10 km: F1 in the middle sqrt(0.019986 * 2500) = 7.07 m, bulge 25e3 / (2 * 8494.7) = 1.471 m."""
    free_m = 40.0 - 25e3 / (2.0 * 4.0 / 3.0 * 6371.0)
    radius_m = math.sqrt(299_792_458.0 / 15e9 * 2500.0)
    assert one(profile(obstacle_m=20.0)).median_fraction == pytest.approx((free_m - 20.0) / radius_m, rel=1e-6)
    assert one(profile(obstacle_m=free_m - 1.01 * radius_m)).clear
    assert not one(profile(obstacle_m=free_m - 0.99 * radius_m)).clear


def test_the_low_earth_may_be_what_decides() -> None:
    """40 km: the bulge at k = 0.5 is 62.8 m instead of 23.5 m."""
    low = replace(SETTINGS, low_k=0.5)
    assert one(profile(40.0), agl_m=60.0).clear and not one(profile(40.0), low, agl_m=60.0).clear
    assert one(profile(40.0), low, agl_m=60.0).median_fraction >= 1.0


def test_clutter_is_in_the_way_like_ground() -> None:
    ground, clutter = one(profile(obstacle_m=30.0)), one(profile(clutter_m=30.0))
    assert ground.median_fraction == clutter.median_fraction < one(profile()).median_fraction


def test_the_budget_by_hand() -> None:
    """10 km at 15 GHz: 135.97 dB in free space, 0.3 dB gases; 22 + 73.8 - 136.27 = -40.47 dBm, 22.53 dB over -63."""
    found = one(profile())
    assert found.received_dbm == pytest.approx(-40.47, abs=0.01) and found.margin_db == pytest.approx(22.53, abs=0.01)
    assert found.multipath_pct is None
    assert found.availability_pct == 100.0 - found.rain_pct


def test_rain_decides_at_high_bands_and_multipath_on_long_paths() -> None:
    with_multipath = replace(SETTINGS, multipath=CLIMATE)
    by_band = [one(profile(8.0), with_multipath, radio=name) for name in ("mw-7-28", "mw-15-56", "mw-23-112")]
    assert by_band[0].rain_pct < by_band[1].rain_pct < by_band[2].rain_pct
    long, short = (one(profile(km), with_multipath, 80.0, "mw-7-28") for km in (38.0, 12.0))
    assert long.multipath_pct > short.multipath_pct > 0.0
    assert long.availability_pct == pytest.approx(100.0 - long.rain_pct - long.multipath_pct)


def test_what_is_not_clear_is_not_available_and_what_rain_often_cuts_has_no_figure() -> None:
    assert one(profile(obstacle_m=60.0)).availability_pct == 0.0
    weak = one(profile(20.0), replace(SETTINGS, rain_mm_h=150.0), 60.0, "mw-80-500")
    assert weak.clear and math.isnan(weak.rain_pct) and math.isnan(weak.availability_pct)


def test_long_paths_are_refused_and_voids_an_error() -> None:
    assert hops(profile(41.0), RADIOS, SETTINGS, tx_agl_m=90.0, rx_agl_m=90.0) == ()
    void = profile()
    void.ground_m[7] = np.nan
    with pytest.raises(ModelRangeError, match="void"):
        hops(void, RADIOS, SETTINGS, tx_agl_m=40.0, rx_agl_m=40.0)


def test_a_chain_carries_what_its_weakest_hop_does_and_adds_outages() -> None:
    links = [one(profile(8.0), radio="mw-7-28"), one(profile(8.0), radio="mw-15-56")]
    found = chain(links, SETTINGS)
    assert found.capacity_mbps == 180.0 and found.allowed
    assert found.availability_pct == pytest.approx(100.0 - links[0].rain_pct - links[1].rain_pct)
    assert not chain(links * 2, SETTINGS).allowed
    assert math.isnan(chain([*links, one(profile(20.0), agl_m=60.0, radio="mw-80-500")], SETTINGS).availability_pct)


@pytest.mark.parametrize("radio", RADIOS, ids=lambda radio: radio.name)
def test_no_radio_carries_more_than_its_channel_can(radio) -> None:  # type: ignore[no-untyped-def]
    """Shannon's limit at the threshold, without the receiver's own noise."""
    noise_dbm = -174.0 + 10.0 * math.log10(radio.channel_mhz * 1e6)
    limit_mbps = radio.channel_mhz * math.log2(1.0 + 10.0 ** ((radio.threshold_dbm - noise_dbm) / 10.0))
    assert 0.3 * limit_mbps < radio.capacity_mbps < limit_mbps
    assert "giả định" in radio.source


def test_ranges() -> None:
    with pytest.raises(ModelRangeError, match="low_k must be 0.3"):
        HopSettings(80.0, "test", 0.1, "test")
    with pytest.raises(NetworkError, match="gain_dbi must be 10 to 60"):
        replace(RADIOS[0], gain_dbi=np.nan)

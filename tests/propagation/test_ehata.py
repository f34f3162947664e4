"""NTIA eHata: NTIA's published figures, its program's peculiarities, Okumura's readings, ranges of its own."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pytest
from ehata_reference import Published, published
from hata_cases import level_links, level_profile, profile_over
from hypothesis import given, settings
from hypothesis import strategies as st

from covplan.errors import ModelRangeError
from covplan.propagation.ehata import EHata
from covplan.propagation.ehata.corrections import (
    fine_rolling_gain_db,
    ridge_gain_db,
    rolling_gain_db,
    sea_gain_db,
    slope_gain_db,
)
from covplan.propagation.ehata.median import (
    EHataEnvironment,
    attenuation_1km_db,
    attenuation_100km_db,
    break_km,
    environment_gain_db,
    median_loss_db,
    sigma_db,
)
from covplan.propagation.ehata.terrain import GroundLine, Ridge, Undulation, slope_mrad, undulation
from covplan.propagation.links import Links
from covplan.propagation.path_loss import PathLoss
from covplan.propagation.ranges import Range
from covplan.terrain.profile import Profile

PRINTED_DB = 6e-5  # half of the fourth decimal, and NTIA computed in single precision
GAINS = ("K_ridge", "K_h", "K_hf", "K_slope", "K_sea")
URBAN = EHata(EHataEnvironment.URBAN)
SUBURBAN = EHata(EHataEnvironment.SUBURBAN)
RURAL = EHata(EHataEnvironment.RURAL)


@dataclass(frozen=True)
class AnyRange(EHata):
    """eHata with NTIA's inputs let in: its figures were made at any frequency and height."""

    ranges: ClassVar[Mapping[str, Range]] = {
        **EHata.ranges,
        "freq_mhz": Range(1000.0, 4000.0, "MHz"),
        "dist_km": Range(0.4, 100.0, "km"),
        "rx_agl_m": Range(0.0, 1000.0, "m"),
    }


def predict(case: Published) -> PathLoss:
    model = AnyRange(EHataEnvironment(case.environment))
    return model.path(case.profile, freq_mhz=case.freq_mhz, tx_agl_m=case.hb_m, rx_agl_m=case.hm_m)


@pytest.mark.parametrize("case", published(), ids=lambda case: case.id)
def test_published_figures(case: Published) -> None:
    assert predict(case).loss_db == pytest.approx(case.loss_db, abs=PRINTED_DB)


def test_environments_at_3505_mhz_as_published() -> None:
    # NTIA's cases 90023, 90024 and 90026: one path as NLCD 112, 22 and 24: 145.6738, 166.9826, 181.6995 dB
    assert environment_gain_db(3505.0, EHataEnvironment.URBAN) == 0.0
    suburban, rural = EHataEnvironment.SUBURBAN, EHataEnvironment.RURAL
    assert environment_gain_db(3505.0, suburban) == pytest.approx(181.6995 - 166.9826, abs=2 * PRINTED_DB)
    assert environment_gain_db(3505.0, rural) == pytest.approx(181.6995 - 145.6738, abs=2 * PRINTED_DB)


@pytest.mark.parametrize(
    ("freq_mhz", "near_db", "far_db", "suburban_db", "sigma"),
    [(1500.0, 22.0, 63.5, 11.5, 7.1), (2000.0, 23.5, 65.75, 12.4, 7.5), (3000.0, 25.85, 69.5, 14.0, 8.1)],
)
def test_okumuras_readings(freq_mhz: float, near_db: float, far_db: float, suburban_db: float, sigma: float) -> None:
    assert attenuation_1km_db(freq_mhz) == pytest.approx(near_db, abs=1e-9)
    assert attenuation_100km_db(freq_mhz) == pytest.approx(far_db, abs=1e-3)
    assert environment_gain_db(freq_mhz, EHataEnvironment.SUBURBAN) == pytest.approx(suburban_db, abs=1e-9)
    assert sigma_db(freq_mhz, EHataEnvironment.URBAN) == pytest.approx(sigma, abs=1e-3)
    assert sigma_db(freq_mhz, EHataEnvironment.RURAL) == pytest.approx(sigma + 2.0, abs=1e-3)


def test_the_curve_at_1_km_as_nist_prints_it() -> None:
    # github.com/usnistgov/eHATA, from TR-15-517 eq.: 30.52 - 16.81 log f + 4.45 log^2 f, rounded
    for freq_mhz in (1500.0, 2150.0, 3000.0):
        log_f = math.log10(freq_mhz)
        assert attenuation_1km_db(freq_mhz) == pytest.approx(30.52 - 16.81 * log_f + 4.45 * log_f**2, abs=0.05)


@settings(deadline=None)
@given(st.floats(1500.0, 3000.0), st.floats(30.0, 200.0), st.floats(1.0, 10.0))
def test_the_step_at_the_break_is_that_of_the_reference_slant(f: float, hb: float, hm: float) -> None:
    # NTIA's near law keeps the slant of 1.0192 km of its reference geometry, the far one has the path's own
    h_b = np.array([hb])
    at = break_km(f, h_b)
    below, above = (median_loss_db(f, at * k, h_b, hm, EHataEnvironment.URBAN)[0] for k in (1 - 1e-9, 1 + 1e-9))
    assert below - above == pytest.approx(20.0 * math.log10(math.hypot(1.0, 0.197)), abs=2e-3)


@pytest.mark.parametrize("dist_km", [1.0, 2.9, 4.0, 9.9, 14.0, 30.0, 100.0])
@pytest.mark.parametrize("ground_m", [0.0, 500.0])
def test_over_level_land_path_and_area_are_2_db_apart(dist_km: float, ground_m: float) -> None:
    # Smooth ground counts as an undulation of 10 m, the mobile on its top; up to 10 km the undulation is put above land
    got = SUBURBAN.path(level_profile(dist_km, ground_m), freq_mhz=2550.0, tx_agl_m=42.0, rx_agl_m=1.5)
    area = SUBURBAN.links_db(level_links(dist_km, 42.0, 1.5), freq_mhz=2550.0)[0]
    below = ground_m > 0.0 and dist_km < 10.0
    assert got.loss_db == pytest.approx(area + (2.0 if below else -2.0), abs=1e-6)
    assert [got.losses[name] for name in GAINS if name != "K_hf"] == pytest.approx([0.0] * 4, abs=1e-6)
    assert got.remarks == ()


def test_on_short_paths_the_heights_above_sea_are_scaled() -> None:
    # at 5 km: (1 - 0.8 e^-0.2) / (1 - 0.8 e^-0.1) = 1.2494, on the heights and with them on their span
    ground = 100.0 + 0.5 * np.arange(101)
    around = undulation(GroundLine(ground, ground < 0.0, 50.0))
    scaled = [1.2494 * height for height in (145.5, 125.5, 105.5)]  # the 10th, 50th and 90th of 101 from the top
    assert [around.h_10, around.h_50, around.h_90] == pytest.approx(scaled, abs=0.02)
    assert around.delta_h == pytest.approx(1.2494 * 40.0, abs=0.01)
    as_it_is = undulation(GroundLine(np.repeat(ground, 2), np.zeros(202, np.bool_), 50.0))  # 10.05 km
    assert [as_it_is.h_10, as_it_is.h_50, as_it_is.h_90] == [145.0, 125.0, 105.0]


def test_in_the_lower_half_of_the_undulation_the_fine_correction_runs_backwards() -> None:
    around = Undulation(200.0, 150.0, 100.0)
    most = -11.728795 + 15.544272 * 2.0 - 1.8154766 * 4.0  # at 100 m: 12.1 dB
    at = {250.0: most, 199.999: most, 150.0: 0.0, 149.999: -most, 125.0: -most / 2.0, 100.001: 0.0, 99.0: -most}
    for ground_m, gain_db in at.items():
        assert fine_rolling_gain_db(around, ground_m) == pytest.approx(gain_db, abs=1e-3), ground_m


def test_the_ray_over_a_ridge_weighs_each_antenna_with_its_own_distance() -> None:
    ground = np.full(201, 100.0)
    ground[180] = 400.0  # 9 km from the base station, 1 km from the mobile
    got = URBAN.path(profile_over(ground, 10.0), freq_mhz=2000.0, tx_agl_m=40.0, rx_agl_m=1.5)
    weighed_m, bulge_m = (140.0 * 9.0 + 101.5 * 1.0) / 10.0, 0.533  # between the antennas it would be 105.35 m
    assert got.geometry["ridge_m"] == pytest.approx(400.0 - weighed_m + bulge_m, abs=0.01)
    assert got.geometry["ridge_km"] == pytest.approx(9.0)
    assert got.losses["K_ridge"] == pytest.approx(-13.0 * math.sqrt(264.38 / 200.0), abs=1e-3)
    assert got.losses["K_h"] == got.losses["K_hf"] == got.losses["K_slope"] == 0.0
    ground[180] = 110.0  # above the line between the antennas, below the weighed one
    low = URBAN.path(profile_over(ground, 10.0), freq_mhz=2000.0, tx_agl_m=40.0, rx_agl_m=1.5)
    assert low.geometry["ridge_m"] == low.losses["K_ridge"] == 0.0


def test_the_general_slope_is_the_steepest_or_that_over_5_km() -> None:
    def slope_of(*slopes_per_km: float) -> float:
        """A line that falls from the mobile by so many metres in each kilometre."""
        falls = np.repeat(slopes_per_km, 20) / 20.0
        ground = 500.0 - np.concatenate(([0.0], np.cumsum(falls)))
        return slope_mrad(GroundLine(ground, ground < 0.0, 50.0))

    assert slope_of(*[8.0] * 4) == 0.0
    assert slope_of(*[8.0] * 12) == pytest.approx(8.0, rel=1e-3)
    assert slope_of(*[-8.0] * 12) == pytest.approx(-8.0, rel=1e-3)
    assert slope_of(*[4.0] * 5, *[9.0] * 7) > 5.0  # all rise: the steepest
    assert slope_of(*[1.0] * 5, *[-9.0] * 7) == pytest.approx(1.0, rel=1e-3)  # not all rise: over 5 km


def test_over_an_area_the_ground_counts_more_with_distance() -> None:
    links = level_links([2.0, 9.0, 20.0], 40.0, 1.5)
    hill = Links(links.dist_km, 40.0, 1.5, links.tx_asl_m, links.rx_asl_m, links.tx_effective_m + 60.0, links.clear)
    got = URBAN.links_db(hill, freq_mhz=2000.0)
    expected = median_loss_db(2000.0, links.dist_km, np.array([40.0, 70.0, 100.0]), 1.5, EHataEnvironment.URBAN)
    np.testing.assert_allclose(got, expected)


def test_over_an_area_there_are_no_corrections() -> None:
    ground = np.full(201, 100.0)
    ground[180] = 400.0
    profile = profile_over(ground, 10.0)
    got = URBAN.path(profile, freq_mhz=2000.0, tx_agl_m=40.0, rx_agl_m=1.5)
    assert got.losses["K_ridge"] < -10.0
    links = Links.of(profile, tx_agl_m=40.0, rx_agl_m=1.5)
    area = URBAN.links_db(links, freq_mhz=2000.0)[0]
    assert area == pytest.approx(got.losses["median"], abs=1.0)
    assert got.loss_db - area > 9.0


def test_uneven_steps_are_evened_out() -> None:
    dist = np.linspace(0.0, 1.0, 201) ** 1.2 * 20.0
    ground = 300.0 + 30.0 * np.sin(dist)
    uneven = Profile.of(dist, ground, np.zeros(201), np.where(dist > 12.0, 1, 4))
    even_dist = np.linspace(0.0, 20.0, 201)
    even = Profile.of(even_dist, np.interp(even_dist, dist, ground), np.zeros(201), np.where(even_dist > 12.0, 1, 4))
    radio = {"freq_mhz": 2550.0, "tx_agl_m": 42.0, "rx_agl_m": 1.5}
    got, expected = URBAN.path(uneven, **radio), URBAN.path(even, **radio)
    assert got.loss_db == pytest.approx(expected.loss_db, abs=0.2)
    assert got.geometry["sea_share"] == pytest.approx(expected.geometry["sea_share"], abs=0.02)


def test_a_coarse_profile_is_refused() -> None:
    radio: dict[str, Any] = {"freq_mhz": 2550.0, "tx_agl_m": 42.0, "rx_agl_m": 1.5}
    assert URBAN.path(profile_over(np.full(21, 9.0), 10.0), **radio).loss_db > 100.0
    with pytest.raises(ModelRangeError, match="NTIA eHata.*at least 21 points, got 20"):
        URBAN.path(profile_over(np.full(20, 9.0), 10.0), **radio)


def test_remarks_where_okumuras_curves_end() -> None:
    ground = np.where(np.arange(401) // 40 % 2 == 0, 100.0, 800.0) + np.linspace(0.0, 300.0, 401)
    got = URBAN.path(profile_over(ground, 12.0), freq_mhz=2000.0, tx_agl_m=42.0, rx_agl_m=1.5)
    texts = [remark.text for remark in got.remarks]
    assert any("delta_h is" in text and "curve ends at 500 m" in text for text in texts)
    slope = profile_over(np.linspace(100.0, 400.0, 241), 12.0)
    texts = [r.text for r in URBAN.path(slope, freq_mhz=2000.0, tx_agl_m=42.0, rx_agl_m=1.5).remarks]
    assert any("theta_m is 25.0 mrad; Okumura's curve ends at 20 mrad" in text for text in texts)
    assert any("terrain puts the mobile" in text and "10 m was taken" in text for text in texts)
    assert any("the base station is -" in text and "30 m was taken" in text for text in texts)


def test_rolling_hills_and_slopes() -> None:
    assert rolling_gain_db(0.0) == rolling_gain_db(15.0) == pytest.approx(0.0, abs=0.01)
    assert rolling_gain_db(100.0) < rolling_gain_db(50.0) < 0.0
    assert slope_gain_db(10.0, 5.0) == pytest.approx(1.25)
    assert slope_gain_db(10.0, 80.0) == pytest.approx(6.0)
    assert slope_gain_db(-10.0, 20.0) == pytest.approx(-0.5 * (2.5 + 8.0))


def test_ridges() -> None:
    assert ridge_gain_db(Ridge(15.0, 2.0, 200.0)) == pytest.approx(-17.5)
    assert ridge_gain_db(Ridge(5.0, 2.0, 200.0)) == pytest.approx(-17.5)  # nearer than curve C
    assert ridge_gain_db(Ridge(90.0, 2.0, 200.0)) == pytest.approx(-6.5)  # further than curve A
    assert ridge_gain_db(Ridge(30.0, 2.0, 50.0)) == pytest.approx(-6.5)  # half of curve B
    assert ridge_gain_db(Ridge(60.0, 0.0, 200.0)) == pytest.approx(20.0)  # on its top
    assert ridge_gain_db(Ridge(15.0, 30.0, 200.0)) == 0.0


def test_sea() -> None:
    assert sea_gain_db(0.0, 0.5, 20.0) == 0.0
    assert sea_gain_db(1.0, 0.5, 20.0) == 11.0
    assert sea_gain_db(1.0, 0.5, 70.0) == 15.0
    assert sea_gain_db(0.35, 1.0, 30.0) == pytest.approx(5.5)
    assert sea_gain_db(0.35, 0.0, 30.0) == pytest.approx(3.0)
    assert sea_gain_db(0.35, 0.5, 30.0) == pytest.approx(4.25)
    assert sea_gain_db(1.0, 0.0, 45.0) == pytest.approx(13.0)


def test_sea_at_the_mobile_helps_more() -> None:
    ground = np.full(201, 5.0)
    zone = np.where(np.arange(201) > 140, 1, 4)
    dist = np.linspace(0.0, 20.0, 201)
    radio = {"freq_mhz": 2000.0, "tx_agl_m": 40.0, "rx_agl_m": 1.5}
    at_mobile = URBAN.path(Profile.of(dist, ground, 0.0 * ground, zone), **radio)
    at_base = URBAN.path(Profile.of(dist, ground, 0.0 * ground, zone[::-1]), **radio)
    assert at_mobile.losses["K_sea"] > at_base.losses["K_sea"] > 0.0
    assert str(RURAL) == "NTIA eHata (TR-15-517) (environment=rural)"

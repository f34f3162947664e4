"""The slow P.1812-8 holds to the published vectors, and to what the text says where no vector reaches."""

from __future__ import annotations

import math
import random
from pathlib import Path
from typing import Any

import p1812_oracle as slow
import pytest
from p1812_reference import LOG_INPUTS, Measurement, Profile, reference_cases


def predict(profile: Profile, measurement: Measurement) -> dict[str, float]:
    latitude = slow.path_centre_latitude(
        profile.tx_lat_deg, profile.tx_lon_deg, profile.rx_lat_deg, profile.rx_lon_deg, profile.dist_km[-1]
    )
    return slow.oracle(
        profile.dist_km,
        profile.ground_m,
        profile.clutter_m,
        profile.zone,
        freq_ghz=measurement.freq_mhz / 1000.0,
        time_pct=measurement.time_pct,
        htg_m=measurement.htg_m,
        hrg_m=measurement.hrg_m,
        polarisation=measurement.polarisation,
        latitude_deg=latitude,
        delta_n=profile.delta_n,
        n0=profile.n0,
    )


def test_all_published_vectors(shared: Path) -> None:
    cases = reference_cases(shared)
    assert len(cases) == 36
    for profile, measurement, log in cases:
        mine = predict(profile, measurement)
        names = log.keys() - LOG_INPUTS - {"Ep w.r.t. Ptx"}  # the last adds the power of the transmitter
        assert len(names) == 50
        for name in names:
            where = f"{profile.name}, {measurement.time_pct:g} %: {name}"
            assert mine[name] == pytest.approx(log[name], rel=2e-9, abs=1e-12), where
        assert mine["Lb"] == pytest.approx(measurement.loss_db, abs=1e-7)
        assert mine["Ep"] + 10.0 * math.log10(log["Ptx"]) == pytest.approx(log["Ep w.r.t. Ptx"], rel=1e-8)


def test_the_logs_agree_with_the_profiles_on_the_input(shared: Path) -> None:
    for profile, measurement, log in reference_cases(shared):
        assert log["f"] * 1000.0 == pytest.approx(measurement.freq_mhz)
        assert (log["p"], log["pol"]) == (measurement.time_pct, measurement.polarisation)
        assert (log["htg"], log["hrg"]) == (measurement.htg_m, measurement.hrg_m)
        assert (log["DN"], log["N0"]) == (profile.delta_n, profile.n0)
        assert (log["R2"], log["Rn-1"]) == (profile.clutter_m[1], profile.clutter_m[-2])
        assert (log["phi_t"], log["lam_r"]) == pytest.approx((profile.tx_lat_deg, profile.rx_lon_deg), abs=1e-8)


RADIO: dict[str, Any] = {
    "freq_ghz": 0.773,
    "time_pct": 50.0,
    "htg_m": 42.0,
    "hrg_m": 1.5,
    "polarisation": 2,
    "latitude_deg": 13.0,
    "delta_n": 45.0,
    "n0": 370.0,
}


def random_path(seed: int) -> tuple[tuple[list[float], list[float], list[float], list[int]], dict[str, Any]]:
    """A path of 0.3 to 120 km over hills, coast and sea, at the frequencies and heights of mobile networks."""
    rng = random.Random(seed)
    n = rng.randint(4, 60)
    length = 10.0 ** rng.uniform(-0.5, 2.1)
    inner = sorted(rng.uniform(0.01, 0.99) * length for _ in range(n - 2))
    d = [0.0, *inner, length]
    relief = rng.choice([0.0, 5.0, 60.0, 400.0])
    coast = rng.choice([0.0, 0.1, 0.5, 1.1])
    zone = [slow.SEA if x > coast * length else rng.choice([slow.COASTAL, slow.INLAND]) for x in d]
    h = [0.0 if z == slow.SEA else relief * rng.random() for z in zone]
    clutter = [0.0 if z == slow.SEA else rng.choice([0.0, 10.0, 20.0]) for z in zone]
    radio = {
        **RADIO,
        "freq_ghz": rng.choice([0.7, 0.773, 2.55, 3.85, 6.0]),
        "time_pct": rng.choice([1.0, 5.0, 20.0, 50.0]),
        "polarisation": rng.choice([1, 2]),
        "dct_km": rng.choice([0.5, 3.0, 500.0]),
    }
    return (d, h, clutter, zone), radio


@pytest.mark.parametrize("seed", range(200))
def test_a_path_is_the_same_from_both_ends(seed: int) -> None:
    (d, h, clutter, zone), radio = random_path(seed)
    back = {**radio, "htg_m": radio["hrg_m"], "hrg_m": radio["htg_m"], "dcr_km": radio["dct_km"], "dct_km": 500.0}
    there = slow.oracle(d, h, clutter, zone, **radio)
    again = slow.oracle([d[-1] - x for x in d[::-1]], h[::-1], clutter[::-1], zone[::-1], **back)
    assert all(math.isfinite(value) for value in there.values())
    for name in ("Lb0p", "Ld50", "Ldb", "Lbs", "Lba", "Lb", "hm", "b0"):
        assert again[name] == pytest.approx(there[name], rel=1e-6, abs=1e-6), name
    assert (again["hte"], again["th_t"]) == pytest.approx((there["hre"], there["th_r"]), abs=1e-6)


def test_a_clear_short_path_is_free_space_over_the_slant() -> None:
    d = [0.1 * k for k in range(4)]
    got = slow.oracle(d, [0.0] * 4, [0.0] * 4, [4] * 4, **{**RADIO, "freq_ghz": 3.85, "htg_m": 150.0, "hrg_m": 50.0})
    assert got["Lbfs"] == pytest.approx(92.4 + 20.0 * math.log10(3.85 * math.hypot(0.3, 0.1)))
    assert got["Lb"] == pytest.approx(got["Lbfs"], abs=1e-6)


def test_one_edge_at_grazing_costs_six_db_and_bullingtons_allowance() -> None:
    d, ground = [0.0, 1.0, 2.0], [0.0, 0.0, 0.0]
    bulge = 500.0 * (157.0 - 45.0) / 157.0 / 6371.0
    got = slow.oracle(d, ground, [0.0, 30.0 - bulge, 0.0], [4] * 3, **{**RADIO, "htg_m": 30.0, "hrg_m": 30.0})
    edge = 6.9 + 20.0 * math.log10(math.sqrt(1.01) - 0.1)
    assert got["Ld50"] == pytest.approx(edge + (1.0 - math.exp(-edge / 6.0)) * 10.04, abs=1e-6)


def test_clutter_at_the_terminals_is_not_seen() -> None:
    d, h, zone = [0.0, 1.0, 2.0, 3.0], [10.0] * 4, [4] * 4
    bare = slow.oracle(d, h, [0.0, 5.0, 5.0, 0.0], zone, **RADIO)
    assert slow.oracle(d, h, [30.0, 5.0, 5.0, 30.0], zone, **RADIO) == bare
    assert slow.oracle(d, h, [0.0, 5.0, 30.0, 0.0], zone, **RADIO)["Ld50"] > bare["Ld50"]


def test_first_term_hangs_together() -> None:
    """The pieces of FX and G meet; the height gain has its floor; at these frequencies polarisation hardly counts."""
    path = slow.Path([0.0, 1.0], [0.0] * 2, [0.0] * 2, 1.0, 10.0, 10.0, 8500.0, 0.0)
    a, land = 8500.0, (22.0, 0.003)

    def loss(d: float, ht: float, polarisation: int = 1) -> float:
        return slow.first_term_ground_db(path._replace(d=[0.0, d]), a, ht, 20.0, *land, polarisation)

    d_join = 1.6 / (21.88 * a ** (-2.0 / 3.0))  # X = 1.6 where beta is nearly 1
    h_join = 2.0 / (0.9575 * a ** (-1.0 / 3.0))  # B = 2
    assert loss(1.001 * d_join, 20.0) - loss(0.999 * d_join, 20.0) == pytest.approx(0.0, abs=0.2)
    assert loss(80.0, 0.999 * h_join) - loss(80.0, 1.001 * h_join) == pytest.approx(0.0, abs=0.1)
    assert loss(80.0, 1e-6) == loss(80.0, 1e-9)
    assert slow.height_gain_db(1e-6, 0.01) == pytest.approx(2.0 - 40.0)
    assert loss(80.0, 20.0, 2) == pytest.approx(loss(80.0, 20.0, 1), abs=0.5)


def test_ducting_terms_of_the_text() -> None:
    assert slow.fixed_coupling_db(0.1, 10.0) == pytest.approx(102.45 - 20.0 + 20.0 + 45.375 - 13.7 + 0.925)
    assert slow.fixed_coupling_db(2.0, 10.0) == pytest.approx(122.45 + 20.0 * math.log10(2.0))
    assert slow.site_shielding_db(2.0, 0.5, 5.0) == 0.0
    assert slow.site_shielding_db(1.0, 1.4, 4.0) == pytest.approx(20.0 * math.log10(1.722) + 0.264)
    assert slow.coupling_over_sea_db(0.8, 2.0, 10.0, 50.0) == pytest.approx(-3.0 / math.e)
    for w, dc, dl in ((0.7, 2.0, 10.0), (0.8, 6.0, 10.0), (0.8, 2.0, 1.0)):
        assert slow.coupling_over_sea_db(w, dc, dl, 50.0) == 0.0


def test_the_exponent_of_mu2_has_a_floor() -> None:
    """1000 km of inland with antennas 25 m up: the exponent would be -7.6 and is -3.4."""
    path = slow.Path([0.0, 1000.0], [0.0] * 2, [0.0] * 2, 1.0, 25.0, 25.0, 8500.0, 0.0)
    out = {"dlm": 1000.0, "hte": 25.0, "hre": 25.0, "hm": 10.0, "dlt": 20.0, "dlr": 20.0, "b0": 3.0}
    assert slow.duct_time_pct(path, out) == pytest.approx(3.0 * (500.0 * 1e6 / (8500.0 * 100.0)) ** -3.4)


def test_beta0_of_a_long_sea_path_and_across_latitude_70() -> None:
    assert slow.beta0_pct(0.0, 0.0, 0.0) == pytest.approx(10.0**1.67)
    assert slow.beta0_pct(-13.0, 0.0, 0.0) == pytest.approx(10.0 ** (1.67 - 0.195))
    assert slow.beta0_pct(70.01, 50.0, 40.0) == pytest.approx(slow.beta0_pct(70.0, 50.0, 40.0), rel=1e-2)


def test_sections_end_midway_between_points() -> None:
    d, zone = [0.0, 1.0, 2.0, 4.0, 5.0, 6.0], [4, 4, 3, 1, 1, 4]
    assert slow.sections_km(d, zone, (4,)) == [1.5, 0.5]
    assert slow.longest_section_km(d, zone, (3, 4)) == 3.0
    assert slow.share_of_zone(d, zone, 1) == pytest.approx(2.5 / 6.0)


def test_locations() -> None:
    d, h, clutter = [0.0, 2.0, 4.0, 6.0], [0.0, 90.0, 20.0, 5.0], [0.0] * 4
    median = slow.oracle(d, h, clutter, [4] * 4, **RADIO)
    most = slow.oracle(d, h, clutter, [4] * 4, **RADIO, location_pct=95.0, sigma_l_db=5.5)
    few = slow.oracle(d, h, clutter, [4] * 4, **RADIO, location_pct=1.0, sigma_l_db=500.0)
    at_sea = slow.oracle(d, h, clutter, [4, 4, 4, 1], **RADIO, location_pct=95.0, sigma_l_db=5.5)
    assert most["Lb"] - median["Lb"] == pytest.approx(1.64485 * 5.5, abs=3e-3)
    assert few["Lb"] == few["Lb0p"]
    assert at_sea["Lb"] == at_sea["Lbc"]
    assert slow.location_sigma_db(1.0, 100.0, 1.5, 10.0) == pytest.approx(0.544 * 100.0**0.28)
    assert slow.location_sigma_db(1.0, 100.0, 15.0, 10.0) == pytest.approx(0.272 * 100.0**0.28)
    assert slow.location_sigma_db(1.0, 100.0, 20.0, 10.0) == 0.0


@pytest.mark.parametrize(("x", "z"), [(0.01, 2.326348), (0.1, 1.281552), (0.25, 0.674490), (0.75, -0.674490)])
def test_inverse_normal_against_tables(x: float, z: float) -> None:
    assert slow.inverse_normal(x) == pytest.approx(z, abs=4.6e-4)  # the bound of the approximation


@pytest.mark.parametrize(
    "profile", [([0.0, 1.0], [0.0] * 2, [0.0] * 2, [4] * 2), ([0.0, 2.0, 1.0], [0.0] * 3, [0.0] * 3, [4] * 3)]
)
def test_a_bad_profile_is_refused(profile: tuple[list[float], list[float], list[float], list[int]]) -> None:
    with pytest.raises(ValueError, match="three or more points"):
        slow.oracle(*profile, **RADIO)

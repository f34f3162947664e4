"""The compiled P.1812-8: the published vectors, the independent oracle, the ranges and the physics."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from p1812_face import (
    FREQS_MHZ,
    NO_COAST,
    both,
    both_ways_db,
    bullington_rise_db,
    difference,
    predict_published,
    random_profile,
    random_radio,
    reverse,
)
from p1812_reference import reference_cases

from covplan.errors import ModelRangeError
from covplan.propagation.p1812 import P1812, PathLoss, Polarisation, location_sigma_db
from covplan.propagation.p1812._losses import inverse_normal, knife_edge_db
from covplan.terrain.profile import Profile

MODEL = P1812(delta_n=45.0, n0=370.0, latitude_deg=12.7)
TOLERANCE = 1e-6  # dB, or relative


def assert_same(got: dict[str, float], expected: dict[str, float], where: str) -> None:
    for name, value in got.items():
        assert difference(name, value, expected[name]) <= TOLERANCE, f"{where}: {name} {value} for {expected[name]}"


def assert_published(shared: Path, chosen: slice) -> None:
    for profile, measurement, log in reference_cases(shared)[chosen]:
        got = predict_published(profile, measurement)
        assert len(got) == 42
        assert_same(got, log, f"{profile.name}, {measurement.time_pct:g} %")
        assert got["Lb"] == pytest.approx(measurement.loss_db, abs=TOLERANCE)


def assert_like_oracle(seed: int, freq_mhz: float) -> None:
    rng = np.random.default_rng(seed)
    got, expected = both(random_profile(rng), random_radio(rng), freq_mhz)
    assert_same(got, expected, f"seed {seed}, {freq_mhz:g} MHz")


def test_all_published_vectors(shared: Path) -> None:
    assert len(reference_cases(shared)) == 36
    assert_published(shared, slice(None))


@pytest.mark.kernel
def test_a_few_published_vectors(shared: Path) -> None:
    assert_published(shared, slice(1, 36, 13))


@pytest.mark.parametrize("freq_mhz", FREQS_MHZ)
def test_random_paths_against_the_oracle(freq_mhz: float) -> None:
    for seed in range(100):
        assert_like_oracle(seed, freq_mhz)


@pytest.mark.kernel
@pytest.mark.parametrize("freq_mhz", FREQS_MHZ)
def test_a_few_random_paths_against_the_oracle(freq_mhz: float) -> None:
    for seed in range(1000, 1010):
        assert_like_oracle(seed, freq_mhz)


def hilly(n: int = 61, length_km: float = 3.0) -> Profile:
    dist = np.linspace(0.0, length_km, n)
    return Profile.of(dist, 50.0 + 30.0 * np.sin(4.0 * dist), np.full(n, 10.0), np.full(n, 4))


def loss_of(profile: Profile, model: P1812 = MODEL, **changes: Any) -> PathLoss:
    return model.path(profile, **{"freq_mhz": 773.0, "tx_agl_m": 40.0, "rx_agl_m": 1.5, **changes})


@pytest.mark.parametrize(
    ("name", "outside", "inside"),
    [
        ("freq_mhz", 29.9, 30.0),
        ("freq_mhz", 6000.1, 6000.0),
        ("tx_agl_m", 0.99, 1.0),
        ("rx_agl_m", 3000.1, 3000.0),
        ("location_pct", 0.9, 1.0),
        ("location_pct", 99.1, 99.0),
    ],
)
def test_a_path_out_of_range_is_refused(name: str, outside: float, inside: float) -> None:
    assert np.isfinite(loss_of(hilly(), **{name: inside}).loss_db)
    with pytest.raises(ModelRangeError, match=rf"{name} must be .* for ITU-R P\.1812-8, got {outside:g}"):
        loss_of(hilly(), **{name: outside})


@pytest.mark.parametrize(
    ("name", "value"),
    [("time_pct", 0.5), ("time_pct", 51.0), ("delta_n", 19.0), ("n0", 451.0), ("latitude_deg", 90.5)],
)
def test_settings_out_of_range_are_refused(name: str, value: float) -> None:
    with pytest.raises(ModelRangeError, match=rf"{name} must be .*, got {value:g}"):
        replace(MODEL, **{name: value})


def test_profiles_that_the_model_cannot_take_are_refused() -> None:
    with pytest.raises(ModelRangeError, match="at least 5 points, got 4"):
        loss_of(hilly(n=4))
    with pytest.raises(ModelRangeError, match=r"dist_km must be 0\.25 to 3000 km .*, got 0\.2"):
        loss_of(hilly(length_km=0.2))
    assert np.isfinite(loss_of(hilly(n=5, length_km=0.25)).loss_db)
    for name in ("ground_m", "clutter_m"):
        holed = hilly()
        getattr(holed, name)[7] = np.nan
        with pytest.raises(ModelRangeError, match="void terrain or clutter"):
            loss_of(holed)


@pytest.mark.parametrize("coast_km", [None, NO_COAST])
def test_the_loss_is_the_same_from_both_ends(coast_km: tuple[float, float] | None) -> None:
    for seed in range(60):
        rng = np.random.default_rng(seed)
        there = random_profile(rng)
        model = replace(MODEL, time_pct=float(rng.choice([1.0, 10.0, 50.0])))
        forth = loss_of(there, model, tx_agl_m=35.0, rx_agl_m=1.5, coast_km=coast_km).loss_db
        back = loss_of(reverse(there), model, tx_agl_m=1.5, rx_agl_m=35.0, coast_km=coast_km).loss_db
        assert back == pytest.approx(forth, abs=1e-6), seed


def test_the_loss_is_the_same_from_both_ends_at_any_frequency() -> None:
    for seed in range(500):
        forth, back = both_ways_db(seed)
        assert back == pytest.approx(forth, abs=1e-6), seed


def test_higher_ground_never_lowers_the_bullington_loss() -> None:
    assert all(bullington_rise_db(seed, 10.0 ** (seed % 7 - 3)) > -1e-9 for seed in range(700))


def test_the_bullington_loss_has_no_step() -> None:
    """A micrometre at one point; the nearest ones are 2.5 m from an antenna, where nu changes by 12 per metre."""
    assert all(abs(bullington_rise_db(seed, 1e-6)) < 1e-4 for seed in range(700))


def test_never_below_line_of_sight() -> None:
    for seed in range(100):
        rng = np.random.default_rng(seed)
        got = loss_of(random_profile(rng), freq_mhz=float(rng.uniform(30.0, 6000.0)), location_pct=1.0, sigma_db=20.0)
        assert got.loss_db >= got.losses["Lb0p"]


def test_profile_is_left_as_it_was() -> None:
    profile, untouched = hilly(), hilly()
    loss_of(profile)
    for name in ("dist_km", "ground_m", "clutter_m", "zone"):
        assert np.array_equal(getattr(profile, name), getattr(untouched, name))


@pytest.mark.kernel
def test_more_obstruction_never_costs_less() -> None:
    nu = np.concatenate([np.linspace(-3.0, 5.0, 400), [-0.78, -0.78 + 1e-12]])
    losses = [knife_edge_db(float(x)) for x in np.sort(nu)]
    assert (np.diff(losses) >= 0.0).all()
    assert knife_edge_db(0.0) == pytest.approx(6.03, abs=0.01)  # half the field
    assert knife_edge_db(-0.79) == 0.0


@pytest.mark.kernel
def test_rarer_locations_lose_more_on_land_only() -> None:
    land, sea = hilly(), replace(hilly(), zone=np.array([4] * 60 + [1], np.uint8))
    median = loss_of(land, sigma_db=5.5).loss_db
    assert loss_of(land).loss_db == median
    most = loss_of(land, location_pct=95.0, sigma_db=5.5).loss_db
    assert most - median == pytest.approx(1.645 * 5.5, abs=0.005)
    assert loss_of(sea, location_pct=95.0, sigma_db=5.5).loss_db == loss_of(sea).loss_db
    assert inverse_normal(0.1) == pytest.approx(1.28155, abs=4.6e-4)


def test_location_sigma() -> None:
    assert location_sigma_db(3700.0, 250.0) == pytest.approx(2.86, abs=0.005)
    assert location_sigma_db(1000.0, 1.0) == pytest.approx(0.544)


def test_effective_earth_radii() -> None:
    assert MODEL.median_earth_radius_km == pytest.approx(6371.0 * 157.0 / 112.0)
    assert MODEL.beta_earth_radius_km == 19113.0


def test_the_model_names_its_settings() -> None:
    text = str(replace(MODEL, polarisation=Polarisation.HORIZONTAL))
    assert text.startswith("ITU-R P.1812-8 (delta_n=45.0, n0=370.0") and "horizontal" in text

"""ITM as its users meet it: NTIA's cases, the ranges and remarks, and the physics."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from itm_face import AREA, MODEL, hilly, links, loss_of
from itm_reference import (
    DISTANCE_TABLE,
    EXAMPLE_PROFILE,
    EXAMPLE_RADIO,
    EXAMPLE_SETTINGS,
    HALF_A_DIGIT,
    PRINTED_AREA,
    PRINTED_POINT_TO_POINT,
    RELIABILITY_TABLE,
    area_cases,
    level,
    point_to_point_cases,
    profile_of,
    random_heights,
)

from covplan.propagation.free_space import free_space_loss_db
from covplan.propagation.itm import ITM, Climate, ITMArea, PropagationMode, Siting, Variability
from covplan.propagation.model import StatisticalModel, by_name
from covplan.propagation.p1812 import Polarisation
from covplan.propagation.path_loss import PathLoss

POINT_TO_POINT_DB, AREA_DB = 0.005, 0.05  # half a unit of the last digit printed
ROUNDING_DB = 1e-9
FIT_DB = 1e-4  # sums over hundreds of heights in another order, enlarged by the slopes of the curves


def assert_printed(loss: PathLoss, printed: dict[str, float]) -> None:
    values = {**loss.losses, **loss.geometry}
    for name, value in printed.items():
        assert values[name] == pytest.approx(value, abs=HALF_A_DIGIT[name]), name


@pytest.mark.kernel
def test_point_to_point_as_published(shared: Any) -> None:
    found = [(model.path(path, **radio), loss_db) for model, path, radio, loss_db in point_to_point_cases(shared)]
    assert [loss.geometry["mode"] for loss, _ in found] == [
        PropagationMode.TROPOSCATTER,
        PropagationMode.LINE_OF_SIGHT,
        PropagationMode.DIFFRACTION,
    ]
    for loss, loss_db in found:
        assert loss.loss_db == pytest.approx(loss_db, abs=POINT_TO_POINT_DB + ROUNDING_DB)
        assert loss.loss_db == pytest.approx(loss.losses["A_fs"] + loss.losses["A"])


@pytest.mark.kernel
def test_area_as_published(shared: Any) -> None:
    found = [(model.path(level(d), **radio).loss_db, loss_db) for model, d, radio, loss_db in area_cases(shared)]
    assert len(found) == 3
    for got, loss_db in found:
        assert got == pytest.approx(loss_db, abs=AREA_DB + ROUNDING_DB)


@pytest.mark.kernel
def test_the_drivers_profile_with_its_intermediates() -> None:
    loss = ITM(**EXAMPLE_SETTINGS).path(EXAMPLE_PROFILE, **EXAMPLE_RADIO)
    assert_printed(loss, PRINTED_POINT_TO_POINT)
    assert loss.remarks == ()
    for time_pct, row in RELIABILITY_TABLE.items():
        for situation_pct, loss_db in zip((10.0, 60.0, 90.0), row, strict=True):
            model = ITM(**EXAMPLE_SETTINGS, time_pct=time_pct, situation_pct=situation_pct)
            assert model.path(EXAMPLE_PROFILE, **EXAMPLE_RADIO).loss_db == pytest.approx(loss_db, abs=AREA_DB)


@pytest.mark.kernel
def test_the_drivers_area_with_its_intermediates() -> None:
    loss = ITMArea(**EXAMPLE_SETTINGS, delta_h_m=20.0).path(level(10.0), **EXAMPLE_RADIO)
    assert_printed(loss, PRINTED_AREA)
    assert loss.loss_db == pytest.approx(134.5, abs=AREA_DB)
    chosen = {**EXAMPLE_SETTINGS, "variability": Variability.BROADCAST, "delta_h_m": 0.0, "time_pct": 90.0}
    for place, situation_pct in enumerate((50.0, 75.0, 90.0)):
        model = ITMArea(**chosen, situation_pct=situation_pct)
        got = model.links_db(links([float(d) for d in DISTANCE_TABLE], 3.0, 3.0), freq_mhz=10_000.0)
        expected = [row[place] for row in DISTANCE_TABLE.values()]
        assert got == pytest.approx(expected, abs=AREA_DB + ROUNDING_DB)


@pytest.mark.kernel
def test_many_links_are_as_single_paths() -> None:
    dist_km = [0.3, 1.0, 8.0, 25.0, 70.0, 300.0]
    model = replace(AREA, rx_siting=Siting.CAREFUL, situation_pct=80.0)
    many = model.links_db(links(dist_km), freq_mhz=773.0)
    assert many == pytest.approx([loss_of(level(d), model).loss_db for d in dist_km], rel=1e-12)


def test_finite_on_thousands_of_paths() -> None:
    modes = set()
    for seed in range(3000):
        rng = np.random.default_rng(seed)
        height, step = random_heights(rng)
        model = ITM(
            climate=list(Climate)[seed % 7],
            n0=float(rng.uniform(280.0, 390.0)),
            polarisation=list(Polarisation)[seed % 2],
            situation_pct=float(rng.uniform(1.0, 99.0)),
        )
        loss = model.path(
            profile_of(height, step),
            freq_mhz=float(10.0 ** rng.uniform(2.0, np.log10(6000.0))),
            tx_agl_m=float(rng.uniform(10.0, 80.0)),
            rx_agl_m=1.5,
        )
        assert np.isfinite(loss.loss_db), seed
        assert loss.losses["A_ref"] >= 0.0
        modes.add(PropagationMode(int(loss.geometry["mode"])))
    assert modes == set(PropagationMode)


@pytest.mark.kernel
def test_finite_on_a_few_paths() -> None:
    for seed in range(3000, 3080):
        rng = np.random.default_rng(seed)
        height, step = random_heights(rng)
        loss = loss_of(profile_of(height, step), freq_mhz=float(rng.choice([100.0, 773.0, 3700.0])))
        assert np.isfinite(loss.loss_db), seed


def test_the_loss_is_the_same_from_both_ends() -> None:
    for seed in range(1000):
        rng = np.random.default_rng(seed)
        height, step = random_heights(rng)
        freq_mhz = float(rng.choice([100.0, 773.0, 3700.0]))
        forth = loss_of(profile_of(height, step), freq_mhz=freq_mhz, tx_agl_m=35.0, rx_agl_m=1.5)
        back = loss_of(profile_of(height[::-1], step), freq_mhz=freq_mhz, tx_agl_m=1.5, rx_agl_m=35.0)
        assert back.losses["A_ref"] == pytest.approx(forth.losses["A_ref"], abs=FIT_DB), seed
        assert back.loss_db == pytest.approx(forth.loss_db, abs=FIT_DB), seed


def test_a_short_clear_path_is_free_space() -> None:
    loss = loss_of(level(2.0, 400.0), freq_mhz=3700.0, rx_agl_m=40.0)
    assert loss.loss_db == pytest.approx(free_space_loss_db(2000.0, 3700.0), abs=0.5)
    assert loss.losses["A_fs"] == pytest.approx(free_space_loss_db(2000.0, 3700.0), abs=0.005)


share = st.floats(0.1, 99.9)


@settings(deadline=None)
@given(share, share, st.sampled_from(Variability), st.sampled_from(Climate), st.floats(2.0, 300.0))
def test_a_larger_share_never_loses_less(a: float, b: float, mode: Variability, climate: Climate, dist: float) -> None:
    """Of situations in every mode, as far as the deviates are good."""
    low, high = sorted((a, b))
    model = replace(AREA, variability=mode, climate=climate)
    few = loss_of(level(dist), replace(model, situation_pct=low)).loss_db
    many = loss_of(level(dist), replace(model, situation_pct=high)).loss_db
    assert few <= many + 0.01


@pytest.mark.parametrize("name", ["time_pct", "location_pct", "situation_pct"])
def test_every_share_counts_unless_a_mode_that_leaves_it_out_is_named(name: str) -> None:
    path, few = level(100.0), replace(AREA, **{name: 10.0})
    assert loss_of(path, few).loss_db < loss_of(path, AREA).loss_db - 1.0
    single = replace(few, variability=Variability.SINGLE_MESSAGE)
    gain_db = loss_of(path, AREA).loss_db - loss_of(path, single).loss_db
    assert (abs(gain_db) < 1e-4) == (name != "situation_pct")


def test_what_does_not_vary_does_not_spread() -> None:
    path = level(30.0)
    rare = {"situation_pct": 90.0, "location_pct": 90.0, "variability": Variability.BROADCAST}
    free = loss_of(path, replace(AREA, **rare)).loss_db
    without_location = loss_of(path, replace(AREA, **rare, location_varies=False)).loss_db
    without_situation = loss_of(path, replace(AREA, **rare, situation_varies=False)).loss_db
    assert loss_of(path, AREA).loss_db < without_location < free
    assert without_situation < free


def test_the_curves_meet_over_distance() -> None:
    """In sight, diffraction and scatter join without a step, and the loss grows with distance."""
    for freq_mhz, delta_h_m in ((150.0, 0.0), (773.0, 90.0), (3700.0, 200.0)):
        model = replace(AREA, delta_h_m=delta_h_m)
        dist_km = np.linspace(1.0, 150.0, 14_901)
        found = model.links_db(links(dist_km.tolist()), freq_mhz=freq_mhz)
        assert np.abs(np.diff(found)).max() < 0.5
        assert (np.diff(found[::100]) > 0.0).all()
        modes = [loss_of(level(d), model, freq_mhz=freq_mhz).geometry["mode"] for d in (5.0, 45.0, 150.0)]
        assert modes[0] == PropagationMode.LINE_OF_SIGHT and modes[-1] == PropagationMode.TROPOSCATTER


def test_better_siting_loses_less() -> None:
    losses = [loss_of(level(15.0), replace(AREA, tx_siting=s, rx_siting=s)).loss_db for s in Siting]
    assert losses == sorted(losses, reverse=True) and len(set(losses)) == 3


def test_a_ridge_costs() -> None:
    flat, ridge = np.full(101, 400.0), np.full(101, 400.0)
    ridge[48:53] += 150.0
    assert loss_of(profile_of(ridge, 200.0)).loss_db > loss_of(profile_of(flat, 200.0)).loss_db + 10.0


def test_profile_is_left_as_it_was() -> None:
    profile, untouched = hilly(), hilly()
    loss_of(profile)
    loss_of(profile, AREA)
    for name in ("dist_km", "ground_m", "clutter_m", "zone"):
        assert np.array_equal(getattr(profile, name), getattr(untouched, name))


def test_the_models_are_known_by_name_and_kind() -> None:
    assert by_name("itm") is ITM and by_name("itm-area") is ITMArea
    assert isinstance(AREA, StatisticalModel) and not isinstance(MODEL, StatisticalModel)


def test_the_model_names_its_settings() -> None:
    assert str(MODEL).startswith("NTIA ITM 1.2.2 (climate=maritime_subtropical, n0=370.0")
    assert "delta_h_m=90.0" in str(AREA) and str(AREA).startswith("NTIA ITM 1.2.2 area mode (")


def test_ntia_numbers_the_choices_in_this_order() -> None:
    assert Climate.EQUATORIAL.position + 1 == 1 and Climate.MARITIME_TEMPERATE_OVER_SEA.position + 1 == 7
    assert [mode.position for mode in Variability] == [0, 1, 2, 3]
    assert [siting.position for siting in Siting] == [0, 1, 2]

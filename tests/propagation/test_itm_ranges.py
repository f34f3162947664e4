"""Where ITM holds: each limit from both sides, and a remark for each of NTIA's warnings."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from itm_face import AREA, MODEL, RADIO, codes, hilly, links, loss_of
from itm_reference import level, profile_of

from covplan.errors import GridError, ModelRangeError
from covplan.propagation.itm import ITM, ITMArea, Variability
from covplan.propagation.p1812 import Polarisation

ROUNDING_DB = 1e-9


def test_links_without_length_have_no_loss() -> None:
    assert np.isnan(AREA.links_db(links([0.0, -1.0, 5.0]), freq_mhz=773.0)).tolist() == [True, True, False]


@pytest.mark.parametrize("model", [MODEL, AREA])
@pytest.mark.parametrize(
    ("name", "outside", "inside"),
    [
        ("freq_mhz", 19.9, 20.0),
        ("freq_mhz", 20_001.0, 20_000.0),
        ("tx_agl_m", 0.49, 0.5),
        ("tx_agl_m", 3000.1, 3000.0),
        ("rx_agl_m", 0.49, 0.5),
        ("rx_agl_m", 3000.1, 3000.0),
    ],
)
def test_a_path_out_of_range_is_refused(model: ITM | ITMArea, name: str, outside: float, inside: float) -> None:
    assert np.isfinite(loss_of(hilly(), model, **{name: inside}).loss_db)
    with pytest.raises(ModelRangeError, match=rf"{name} must be .* for NTIA ITM 1\.2\.2.*, got {outside:g}"):
        loss_of(hilly(), model, **{name: outside})


@pytest.mark.parametrize(("name", "outside"), [("freq_mhz", 19.0), ("tx_agl_m", 0.4), ("rx_agl_m", 4000.0)])
def test_links_out_of_range_are_refused(name: str, outside: float) -> None:
    given = {**RADIO, name: outside}
    freq_mhz = given.pop("freq_mhz")
    with pytest.raises(ModelRangeError, match=rf"{name} must be .*, got {outside:g}"):
        AREA.links_db(links([5.0], **given), freq_mhz=freq_mhz)


@pytest.mark.parametrize(
    ("name", "outside", "inside"),
    [
        ("n0", 249.9, 250.0),
        ("n0", 400.1, 400.0),
        ("permittivity", 0.99, 1.01),
        ("conductivity", 0.0, 1e-6),
        ("time_pct", 0.0, 0.01),
        ("time_pct", 100.0, 99.99),
        ("location_pct", 0.0, 0.01),
        ("location_pct", 100.0, 99.99),
        ("situation_pct", 0.0, 0.01),
        ("situation_pct", 100.0, 99.99),
    ],
)
def test_settings_out_of_range_are_refused(name: str, outside: float, inside: float) -> None:
    assert np.isfinite(loss_of(hilly(), replace(MODEL, **{name: inside})).loss_db)
    for model in (MODEL, AREA):
        with pytest.raises(ModelRangeError, match=rf"{name} must be .*, got {outside:g}"):
            replace(model, **{name: outside})


def test_the_irregularity_is_not_negative() -> None:
    assert np.isfinite(loss_of(level(5.0), replace(AREA, delta_h_m=0.0)).loss_db)
    with pytest.raises(ModelRangeError, match=r"delta_h_m must be 0 to inf m .*, got -0\.1"):
        replace(AREA, delta_h_m=-0.1)


@pytest.mark.parametrize("name", ["climate", "polarisation", "variability", "tx_siting", "rx_siting"])
def test_choices_that_are_none_are_refused(name: str) -> None:
    with pytest.raises(ModelRangeError, match=rf"{name} must be one of \w+, .*area mode, got 'other'"):
        replace(AREA, **{name: "other"})


def test_the_area_needs_a_length() -> None:
    with pytest.raises(ModelRangeError, match="dist_km must be above 0 and below inf km"):
        loss_of(profile_of([0.0], 100.0), AREA)


def test_profiles_that_the_model_cannot_take_are_refused() -> None:
    with pytest.raises(ModelRangeError, match="at least 2 points, got 1"):
        loss_of(profile_of([400.0], 100.0))
    assert np.isfinite(loss_of(profile_of([400.0, 410.0], 5000.0)).loss_db)
    holed = hilly()
    holed.ground_m[7] = np.nan
    with pytest.raises(ModelRangeError, match="void terrain"):
        loss_of(holed)


def test_points_must_be_equally_spaced() -> None:
    even = hilly()
    nearly = even.dist_km.copy()
    nearly[20] += 0.009 * 0.2
    expected = loss_of(even).loss_db
    assert loss_of(replace(even, dist_km=nearly)).loss_db == pytest.approx(expected, abs=ROUNDING_DB)
    nearly[20] += 0.002 * 0.2
    with pytest.raises(GridError, match=r"equally spaced .* run from 197\.800 to 202\.200 m"):
        loss_of(replace(even, dist_km=nearly))


def test_clutter_is_not_used() -> None:
    covered = replace(hilly(), clutter_m=np.full(61, 20.0))
    assert loss_of(covered).loss_db == loss_of(hilly()).loss_db
    assert not ITM.holds_clutter and not ITMArea.holds_clutter


def test_air_and_ground_that_the_model_cannot_take_are_refused() -> None:
    assert np.isfinite(loss_of(level(5.0, 4800.0), replace(MODEL, n0=250.0)).loss_db)
    with pytest.raises(ModelRangeError, match=r"N_s must be 150 to 400 N-units .*, got 149"):
        loss_of(level(5.0, 4870.0), replace(MODEL, n0=250.0))
    with pytest.raises(ModelRangeError, match=r"N_s must be 150 to 400 N-units .*, got 404"):
        loss_of(level(5.0, -100.0), replace(MODEL, n0=400.0))
    vacuum = replace(MODEL, permittivity=1.0, polarisation=Polarisation.HORIZONTAL)
    with pytest.raises(ModelRangeError, match="surface impedance at 773 MHz is not below the real part"):
        loss_of(hilly(), vacuum)


def test_a_cliff_before_a_high_antenna_at_a_low_frequency_has_no_value() -> None:
    cliff = profile_of([0.0] + [200.0] * 2000, 1.0)
    assert np.isfinite(loss_of(cliff, tx_agl_m=150.0, freq_mhz=3500.0).loss_db)
    with pytest.raises(ModelRangeError, match="has no value for this path"):
        loss_of(cliff, tx_agl_m=150.0, freq_mhz=20.0)


@pytest.mark.parametrize(
    ("code", "without", "changed", "name"),
    [
        ("itm.near_limit", {"tx_agl_m": 1.0}, {"tx_agl_m": 0.9}, "tx_agl_m"),
        ("itm.near_limit", {"rx_agl_m": 1000.0}, {"rx_agl_m": 1001.0}, "rx_agl_m"),
        ("itm.near_limit", {"freq_mhz": 40.0}, {"freq_mhz": 39.0}, "freq_mhz"),
        ("itm.near_limit", {"freq_mhz": 10_000.0}, {"freq_mhz": 10_001.0}, "freq_mhz"),
    ],
)  # fmt: skip
def test_remarks_near_the_limits(code: str, without: dict[str, float], changed: dict[str, float], name: str) -> None:
    assert code not in codes(loss_of(level(20.0), AREA, **without))
    loss = loss_of(level(20.0), AREA, **changed)
    assert [remark.params["name"] for remark in loss.remarks if remark.code == code] == [name]


@pytest.mark.parametrize(
    ("code", "without_km", "with_km", "tx_agl_m"),
    [
        ("itm.path_long", 1000.0, 1000.1, 40.0),
        ("itm.path_too_long", 2000.0, 2000.1, 40.0),
        ("itm.path_short", 1.0, 0.99, 40.0),
        ("itm.path_steep", 2.5, 2.4, 500.0),
    ],
)
def test_remarks_on_the_length(code: str, without_km: float, with_km: float, tx_agl_m: float) -> None:
    assert code not in codes(loss_of(level(without_km), AREA, tx_agl_m=tx_agl_m))
    assert code in codes(loss_of(level(with_km), AREA, tx_agl_m=tx_agl_m))


def test_remarks_on_horizons() -> None:
    walls = profile_of([0.0, 60.0] + [0.0] * 97 + [60.0, 0.0], 100.0)
    loss = loss_of(walls, tx_agl_m=10.0)
    for code, names in (
        ("itm.horizon_angle", ["theta_hzn_tx", "theta_hzn_rx"]),
        ("itm.horizon_near", ["d_hzn_tx", "d_hzn_rx"]),
    ):
        assert [remark.params["name"] for remark in loss.remarks if remark.code == code] == names
    plateau = profile_of([0.0] * 100 + [300.0] * 100, 500.0)
    far = [remark for remark in loss_of(plateau, tx_agl_m=2.0).remarks if remark.code == "itm.horizon_far"]
    assert [(remark.params["name"], remark.text) for remark in far] == [
        ("d_hzn_tx", "d_hzn_tx is 8.0 times the smooth Earth's horizon distance, more than 3")
    ]
    assert codes(loss_of(hilly())) == set()


def test_remarks_on_tails_and_thin_air() -> None:
    assert "itm.tail" not in codes(loss_of(hilly(), replace(MODEL, situation_pct=99.9)))
    assert "itm.tail" in codes(loss_of(hilly(), replace(MODEL, situation_pct=99.95)))
    unused = replace(MODEL, time_pct=99.99, location_pct=0.01, variability=Variability.SINGLE_MESSAGE)
    assert "itm.tail" not in codes(loss_of(hilly(), unused))
    assert "itm.tail" in codes(loss_of(hilly(), replace(unused, variability=Variability.MOBILE)))
    located = replace(MODEL, location_pct=0.01, variability=Variability.ACCIDENTAL)
    assert "itm.tail" not in codes(loss_of(hilly(), located))
    assert "itm.tail" in codes(loss_of(hilly(), replace(located, variability=Variability.BROADCAST)))
    assert "itm.refractivity" in codes(loss_of(level(10.0, 4000.0)))

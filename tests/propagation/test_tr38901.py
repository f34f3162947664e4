"""TR 38.901: an independent version of its tables, published figures, continuity, ranges."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import tr38901_oracle as oracle
from hypothesis import given, settings
from hypothesis import strategies as st

from covplan.errors import ModelRangeError
from covplan.propagation.links import Links
from covplan.propagation.model import StatisticalModel
from covplan.propagation.path_loss import PathLoss
from covplan.propagation.tr38901 import TR38901, LineOfSight, Penetration, Scenario
from covplan.terrain.profile import Profile

UMA, UMI, RMA = (TR38901(scenario) for scenario in Scenario)
LOS, NLOS = LineOfSight.LOS, LineOfSight.NLOS
NOMINAL = {Scenario.UMA: 25.0, Scenario.UMI: 10.0, Scenario.RMA: 35.0}


def flat(dist_m: float, clutter_m: float = 0.0) -> Profile:
    dist = np.linspace(0.0, dist_m / 1000.0, 11)
    return Profile.of(dist, np.full(11, 300.0), np.r_[0.0, np.full(9, clutter_m), 0.0], np.full(11, 4))


def links(dist_m: Any, tx: float = 25.0, rx: float = 1.5, clear: bool = True) -> Links:
    dist = np.atleast_1d(np.asarray(dist_m, float)) / 1000.0
    level = np.zeros_like(dist)
    return Links(dist, tx, rx, level + tx, level + rx, level + tx, np.full(dist.shape, clear))


def loss(
    model: TR38901, dist_m: float, freq_mhz: float, tx: float, rx: float = 1.5, clutter_m: float = 0.0
) -> PathLoss:
    return model.path(flat(dist_m, clutter_m), freq_mhz=freq_mhz, tx_agl_m=tx, rx_agl_m=rx)


# What ns-3 states for Table 7.4.1-1 in its tests (three-gpp-propagation-loss-model-test-suite.cc), to 0.0001 dB: 5 GHz,
# nominal heights, receiver at 1.5 m.
NS3 = [
    (Scenario.RMA, LOS, (10.0, 100.0, 1000.0, 10000.0), (77.3784, 87.2965, 108.5577, 140.3896)),
    (Scenario.RMA, NLOS, (10.0, 100.0, 1000.0, 5000.0), (77.3784, 95.7718, 133.5223, 160.5169)),
    (Scenario.UMA, LOS, (10.0, 100.0, 1000.0, 5000.0), (72.9380, 86.2362, 109.7252, 137.6794)),
    (Scenario.UMA, NLOS, (10.0, 100.0, 1000.0, 5000.0), (82.5131, 106.1356, 144.7641, 172.0753)),
    (Scenario.UMI, LOS, (10.0, 100.0, 1000.0, 5000.0), (69.8591, 88.4122, 119.3114, 147.2696)),
    (Scenario.UMI, NLOS, (10.0, 100.0, 1000.0, 5000.0), (76.7563, 107.9432, 143.1886, 167.8617)),
]


@pytest.mark.parametrize(("scenario", "los", "dist_m", "expected_db"), NS3)
def test_figures_of_ns3(scenario: Scenario, los: LineOfSight, dist_m: Any, expected_db: Any) -> None:
    model = TR38901(scenario, los)
    got = [loss(model, d, 5000.0, NOMINAL[scenario]).loss_db for d in dist_m]
    assert got == pytest.approx(expected_db, abs=1e-4)


ROWS = {
    Scenario.UMA: (oracle.uma_los, oracle.uma_nlos, oracle.uma_breakpoint),
    Scenario.UMI: (oracle.umi_los, oracle.umi_nlos, oracle.uma_breakpoint),
}


@given(
    scenario=st.sampled_from([Scenario.UMA, Scenario.UMI]),
    fc=st.floats(0.5, 100.0),
    d=st.floats(10.0, 5000.0),
    h_bs=st.floats(10.0, 150.0),
    h_ut=st.floats(1.5, 22.5),
)
@settings(deadline=None)
def test_urban_rows_of_the_table(scenario: Scenario, fc: float, d: float, h_bs: float, h_ut: float) -> None:
    los, nlos, breakpoint_m = ROWS[scenario]
    got = loss(TR38901(scenario, LineOfSight.PROBABILITY), d, 1000.0 * fc, h_bs, h_ut)
    d = got.losses["d_2D"]
    fc = got.freq_mhz / 1000.0
    share = oracle.uma_probability(d, h_ut) if scenario is Scenario.UMA else oracle.umi_probability(d)
    low, high = los(d, h_bs, h_ut, fc), nlos(d, h_bs, h_ut, fc)
    assert got.losses["d_BP"] == pytest.approx(breakpoint_m(h_bs, h_ut, fc))
    assert got.losses["d_3D"] == pytest.approx(math.hypot(d, h_bs - h_ut))
    assert got.losses["P_LOS"] == pytest.approx(share, abs=1e-9)
    assert (got.losses["PL_LOS"], got.losses["PL_NLOS"]) == pytest.approx((low, high), abs=1e-9)
    assert got.loss_db == pytest.approx(share * low + (1.0 - share) * high, abs=1e-9)
    assert low <= high


@given(
    fc=st.floats(0.5, 30.0),
    d=st.floats(10.0, 5000.0),
    h_bs=st.floats(10.0, 150.0),
    h_ut=st.floats(1.0, 10.0),
    h=st.floats(5.0, 50.0),
    w=st.floats(5.0, 50.0),
)
@settings(deadline=None)
def test_rural_rows_of_the_table(fc: float, d: float, h_bs: float, h_ut: float, h: float, w: float) -> None:
    model = TR38901(Scenario.RMA, LineOfSight.PROBABILITY, street_width_m=w, building_m=h)
    got = loss(model, d, 1000.0 * fc, h_bs, h_ut)
    d = got.losses["d_2D"]
    fc = got.freq_mhz / 1000.0
    share = oracle.rma_probability(d)
    low, high = oracle.rma_los(d, h_bs, h_ut, fc, h), oracle.rma_nlos(d, h_bs, h_ut, fc, h, w)
    assert got.losses["d_BP"] == pytest.approx(oracle.rma_breakpoint(h_bs, h_ut, fc))
    assert got.losses["P_LOS"] == pytest.approx(share, abs=1e-9)
    assert (got.losses["PL_LOS"], got.losses["PL_NLOS"]) == pytest.approx((low, high), abs=1e-9)
    assert got.loss_db == pytest.approx(share * low + (1.0 - share) * high, abs=1e-9)
    assert low <= high


@pytest.mark.parametrize(("model", "step_db"), [(UMA, 1e-3), (UMI, 1e-3), (RMA, 0.02)])
def test_no_step_at_the_breakpoint(model: TR38901, step_db: float) -> None:
    """RMa takes PL_1 at d_3D = d_BP and so steps by what the antennas' height difference makes of it."""
    tx = NOMINAL[model.scenario]
    at = loss(model, 100.0, 1800.0, tx).losses["d_BP"]
    before, after = (loss(replace(model, los=LOS), d, 1800.0, tx).loss_db for d in (at - 1e-4, at + 1e-4))
    assert before < after < before + step_db


@pytest.mark.parametrize("model", [UMA, UMI, RMA])
def test_the_probability_begins_at_one_and_falls(model: TR38901) -> None:
    model = replace(model, los=LineOfSight.PROBABILITY)
    dist = (10.0, 17.9999, 18.0001, 30.0, 100.0, 300.0, 1000.0, 5000.0)
    shares = [loss(model, d, 2600.0, NOMINAL[model.scenario]).losses["P_LOS"] for d in dist]
    assert shares[0] == 1.0
    assert shares == sorted(shares, reverse=True)
    assert shares[1] == pytest.approx(shares[2], abs=1e-4)
    assert 0.0 < shares[-1] < 0.01


def test_a_high_receiver_sees_more() -> None:
    """C' of UMa: at 300 m and 22.5 m the table gives 0.0680 (1 + 0.9259 1.25 27 exp(-2)) = 0.356."""
    model = replace(UMA, los=LineOfSight.PROBABILITY)
    low, high = (loss(model, 300.0, 2600.0, 25.0, rx).losses["P_LOS"] for rx in (13.0, 22.5))
    assert low == pytest.approx(0.06 + math.exp(-300.0 / 63.0) * 0.94)
    assert high == pytest.approx(0.356, abs=5e-4)
    near = [loss(model, d, 2600.0, 25.0, 22.5).losses["P_LOS"] for d in np.linspace(10.0, 100.0, 91)]
    assert max(near) == 1.0


def test_terrain_decides_where_it_is_asked() -> None:
    for model in (UMA, UMI, RMA):
        tx = NOMINAL[model.scenario]
        free, hidden = (loss(model, 1000.0, 2600.0, tx, clutter_m=c) for c in (0.0, 60.0))
        assert (free.losses["P_LOS"], hidden.losses["P_LOS"]) == (1.0, 0.0)
        assert free.loss_db == loss(replace(model, los=LOS), 1000.0, 2600.0, tx).loss_db == free.losses["PL_LOS"]
        assert hidden.loss_db == loss(replace(model, los=NLOS), 1000.0, 2600.0, tx).loss_db == free.losses["PL_NLOS"]


def test_shadow_fading() -> None:
    expected = {Scenario.UMA: (4.0, 6.0), Scenario.UMI: (4.0, 7.82), Scenario.RMA: (4.0, 8.0)}
    for model in (UMA, UMI, RMA):
        tx = NOMINAL[model.scenario]
        got = tuple(loss(replace(model, los=los), 200.0, 2600.0, tx).losses["sigma_SF"] for los in (LOS, NLOS))
        assert got == pytest.approx(expected[model.scenario])
    far = loss(replace(RMA, los=LOS), 9000.0, 800.0, 35.0)
    assert far.losses["d_2D"] > far.losses["d_BP"]
    assert far.losses["sigma_SF"] == 6.0
    mixed = loss(replace(UMA, los=LineOfSight.PROBABILITY), 150.0, 2600.0, 25.0).losses
    share, gap = mixed["P_LOS"], mixed["PL_NLOS"] - mixed["PL_LOS"]
    draws = np.random.default_rng(1)
    clear = draws.random(400_000) < share
    sample = np.where(clear, draws.normal(0.0, 4.0, clear.size), draws.normal(gap, 6.0, clear.size))
    assert mixed["sigma_SF"] == pytest.approx(sample.std(), rel=0.01)


@pytest.mark.parametrize("fc", [0.7, 3.5, 26.0])
def test_buildings(fc: float) -> None:
    bare = loss(UMA, 500.0, 1000.0 * fc, 25.0)
    for penetration, wall, sigma in (
        (Penetration.LOW, oracle.low_loss_wall(fc), 4.4),
        (Penetration.HIGH, oracle.high_loss_wall(fc), 6.5),
    ):
        indoor = loss(replace(UMA, penetration=penetration, indoor_m=10.0), 500.0, 1000.0 * fc, 25.0)
        assert indoor.losses["PL_tw"] == pytest.approx(wall, abs=1e-9)
        assert (indoor.losses["PL_in"], indoor.losses["sigma_P"]) == (5.0, sigma)
        assert indoor.loss_db == pytest.approx(bare.loss_db + wall + 5.0)
    assert (bare.losses["PL_tw"], bare.losses["PL_in"], bare.losses["sigma_P"]) == (0.0, 0.0, 0.0)


def test_walls_at_3500_mhz() -> None:
    """12.70 and 27.50 dB by hand: glass 2.7, IRR glass 25.785, concrete 19 dB."""
    low, high = (replace(UMI, penetration=p) for p in (Penetration.LOW, Penetration.HIGH))
    assert loss(low, 100.0, 3500.0, 10.0).losses["PL_tw"] == pytest.approx(12.70, abs=5e-3)
    assert loss(high, 100.0, 3500.0, 10.0).losses["PL_tw"] == pytest.approx(27.50, abs=5e-3)


def test_depth_in_the_building_by_default() -> None:
    """The mean of the smaller of two draws from 0 to 25 m (RMa: 10 m), and it shortens the way outdoors."""
    draws = np.random.default_rng(2).random((400_000, 2)).min(axis=1).mean()
    for model, deepest in ((UMA, 25.0), (UMI, 25.0), (RMA, 10.0)):
        indoor = replace(model, penetration=Penetration.LOW, los=LineOfSight.PROBABILITY)
        got = loss(indoor, 100.0, 2600.0, 35.0).losses
        assert got["PL_in"] == pytest.approx(0.5 * deepest * draws, rel=0.01)
        outdoors = loss(replace(indoor, penetration=Penetration.NONE), 100.0 - deepest / 3.0, 2600.0, 35.0)
        assert got["P_LOS"] == pytest.approx(outdoors.losses["P_LOS"])


@pytest.mark.parametrize(("penetration", "mean_db"), [(Penetration.CAR, 9.0), (Penetration.CAR_METALLIZED, 20.0)])
def test_cars(penetration: Penetration, mean_db: float) -> None:
    model = replace(RMA, penetration=penetration)
    inside = loss(model, 2000.0, 800.0, 35.0)
    assert inside.loss_db == pytest.approx(loss(RMA, 2000.0, 800.0, 35.0).loss_db + mean_db)
    assert inside.losses["sigma_P"] == 5.0
    with pytest.raises(ModelRangeError, match="freq_mhz must be 600 to 30000 MHz"):
        loss(model, 2000.0, 599.0, 35.0)


def test_many_paths_are_each_like_one() -> None:
    dist = np.array([5.0, 10.0, 17.0, 120.0, 900.0, 5000.0, 5001.0, 9000.0, 10001.0])
    for scenario in Scenario:
        for los in LineOfSight:
            model = TR38901(scenario, los, penetration=Penetration.LOW)
            assert isinstance(model, StatisticalModel)
            far = 10_000.0 if scenario is Scenario.RMA and los in (LOS, LineOfSight.TERRAIN) else 5000.0
            got = model.links_db(links(dist), freq_mhz=1800.0)
            assert np.isnan(got).tolist() == ((dist < 10.0) | (dist > far)).tolist()
            valid = ~np.isnan(got)
            one = [loss(model, d, 1800.0, 25.0).loss_db for d in dist[valid]]
            assert got[valid] == pytest.approx(one, abs=1e-9)


def test_a_hidden_rural_path_ends_at_five_kilometres() -> None:
    assert np.isnan(RMA.links_db(links([5001.0], clear=False), freq_mhz=800.0)).all()
    assert np.isfinite(RMA.links_db(links([5001.0]), freq_mhz=800.0)).all()
    assert np.isfinite(loss(RMA, 5001.0, 800.0, 35.0).loss_db)
    with pytest.raises(ModelRangeError, match=r"dist_km must be 0\.01 to 5 km .* rma, got 5\.001"):
        loss(RMA, 5001.0, 800.0, 35.0, clutter_m=60.0)


@pytest.mark.parametrize(
    ("model", "name", "inside", "outside"),
    [
        (UMA, "freq_mhz", 500.0, 499.9),
        (UMI, "freq_mhz", 100_000.0, 100_001.0),
        (RMA, "freq_mhz", 30_000.0, 30_001.0),
        (UMA, "tx", 10.0, 9.9),
        (UMA, "tx", 150.0, 151.0),
        (UMA, "rx", 1.5, 1.4),
        (UMI, "rx", 22.5, 22.6),
        (RMA, "rx", 1.0, 0.9),
        (RMA, "rx", 10.0, 10.1),
        (UMA, "dist_m", 10.0, 9.9),
        (UMI, "dist_m", 5000.0, 5001.0),
        (RMA, "dist_m", 10_000.0, 10_001.0),
    ],
)
def test_range_ends(model: TR38901, name: str, inside: float, outside: float) -> None:
    radio = {"dist_m": 500.0, "freq_mhz": 2600.0, "tx": 30.0, "rx": 1.5}
    assert np.isfinite(loss(model, **{**radio, name: inside}).loss_db)
    quantity = {"tx": "tx_agl_m", "rx": "rx_agl_m", "dist_m": "dist_km"}.get(name, name)
    with pytest.raises(ModelRangeError, match=rf"{quantity} must be .* for 3GPP TR 38\.901 V19\.4\.0 {model.scenario}"):
        loss(model, **{**radio, name: outside})
    if name != "dist_m":
        changed = {**radio, name: outside}
        with pytest.raises(ModelRangeError, match=f"{quantity} must be"):
            model.links_db(links(500.0, changed["tx"], changed["rx"]), freq_mhz=changed["freq_mhz"])


def test_settings_out_of_range_are_refused() -> None:
    with pytest.raises(ModelRangeError, match="street_width_m must be 5 to 50 m .* got 4"):
        TR38901(Scenario.RMA, street_width_m=4.0)
    with pytest.raises(ModelRangeError, match="building_m must be 5 to 50 m .* got 51"):
        TR38901(Scenario.RMA, building_m=51.0)
    with pytest.raises(ModelRangeError, match="indoor_m must be 0 to 10 m .* got 11"):
        TR38901(Scenario.RMA, penetration=Penetration.LOW, indoor_m=11.0)
    with pytest.raises(ModelRangeError, match="gives RMa the low-loss building only, got 'high'"):
        TR38901(Scenario.RMA, penetration=Penetration.HIGH)
    holed = flat(500.0)
    holed.ground_m[4] = np.nan
    with pytest.raises(ModelRangeError, match="void terrain or clutter"):
        UMA.path(holed, freq_mhz=2600.0, tx_agl_m=25.0, rx_agl_m=1.5)


def test_remarks() -> None:
    assert loss(UMA, 500.0, 2600.0, 25.0).remarks == ()
    assert loss(RMA, 500.0, 2600.0, 60.0).remarks == ()
    (remark,) = loss(UMI, 500.0, 2600.0, 15.0).remarks
    assert remark.text == "tx_agl_m 15 m: the table of umi was made for 10 m"
    (remark,) = loss(UMA, 500.0, 2600.0, 25.0, 16.5).remarks
    assert "h_E of UMa is random; 1 m is taken" in remark.text


def test_the_model_names_its_settings() -> None:
    assert str(replace(RMA, building_m=8.0)).startswith("3GPP TR 38.901 V19.4.0 (scenario=rma, los=terrain")

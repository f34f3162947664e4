"""From SINR and coupling loss to rates: hand-computed cases, ends, and rates that never fall with a better path."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from covplan.coverage import Coverage
from covplan.coverage.interference import Interference
from covplan.coverage.settings import ThroughputSettings
from covplan.coverage.throughput import (
    coupling_for_uplink_db,
    coupling_loss_db,
    downlink_mbps,
    elements_per_second,
    sinr_for_downlink_db,
    uplink_mbps,
)
from covplan.errors import ModelRangeError
from covplan.ingest.area import Area
from covplan.network import AntennaPattern, Carrier, NetworkError, Technology

PANEL = AntennaPattern("panel", 14.5, 65.0, 12.0)
N28 = Carrier("viettel", Technology.NR, 773.0, 10.0, 15, 52, 50.8, PANEL, 15.0)
N41 = Carrier("viettel", Technology.NR, 2550.0, 100.0, 30, 273, 53.0, PANEL, 8.0, mimo_layers=4)
LTE = Carrier("viettel", Technology.LTE, 1815.0, 20.0, 15, 100, 50.8, PANEL, 15.0)
BY_DEFAULT = ThroughputSettings()


def down(sinr_db: float, carrier: Carrier, changed: ThroughputSettings = BY_DEFAULT) -> float:
    return float(downlink_mbps(np.array(sinr_db), carrier, changed))


def up(coupling_db: float, carrier: Carrier, changed: ThroughputSettings = BY_DEFAULT) -> float:
    return float(uplink_mbps(np.array(coupling_db), carrier, changed))


def test_resource_elements_by_hand() -> None:
    assert elements_per_second(N28, 52) == 52 * 12 * 14_000
    assert elements_per_second(N41, 273) == 273 * 12 * 28_000


def test_the_peak_of_ts_38306_by_hand() -> None:
    """§4.1.2 with 4 layers, 256QAM, 948/1024: 4 · 8 · 0.92578 · 273 · 12 · 28000 · 0.86 = 2337 Mb/s, all downlink."""
    no_cap = replace(BY_DEFAULT, downlink_cap=8.0)
    assert down(80.0, N41, no_cap) / N41.downlink_share == pytest.approx(2337.01, abs=0.1)
    assert down(80.0, N41, replace(no_cap, modulation_bits=6)) == pytest.approx(0.75 * down(80.0, N41, no_cap))


def test_ten_megahertz_at_700_are_not_a_hundred_megabits() -> None:
    """Two layers of 4.4 bit in 8.736 million elements a second, 14 % overhead: 66.1 Mb/s at best, for one user."""
    assert down(80.0, N28) == pytest.approx(2 * 4.4 * 8.736 * 0.86, abs=1e-9)
    assert sinr_for_downlink_db(100.0, N28, BY_DEFAULT) == np.inf


def test_one_layer_in_the_middle_by_hand() -> None:
    """At 0 dB 0.6 bit: 0.6 · 8.736 · 0.86 = 4.508 Mb/s; two layers of -3.01 dB have 2 · 0.6 · log2(1.5) = 0.702."""
    assert down(0.0, replace(N28, mimo_layers=1)) == pytest.approx(4.5078, abs=1e-4)
    assert down(0.0, N28) == pytest.approx(4.5078 * 2 * np.log2(1.5), abs=1e-3)


def test_under_the_least_sinr_there_is_nothing() -> None:
    assert down(-10.0, N28) > 0.0 == down(-10.01, N28)
    assert np.isnan(down(np.nan, N28)) and np.isnan(up(np.nan, N28))


def test_frames_and_overheads() -> None:
    assert (N28.downlink_share, N28.uplink_share) == (1.0, 1.0)
    assert (N41.downlink_share, N41.uplink_share) == pytest.approx((0.742857, 0.228571), abs=1e-6)
    own = replace(N41, tdd_downlink_share=0.6, tdd_uplink_share=0.3)
    assert down(10.0, own) / down(10.0, N41) == pytest.approx(0.6 / 0.742857, rel=1e-5)
    assert down(80.0, LTE) == pytest.approx(2 * 4.4 * 100 * 12 * 14_000 * 0.75 / 1e6)


def test_the_uplink_by_hand() -> None:
    """23 dBm over 624 subcarriers is -4.95 dBm each; noise -174 + 41.76 + 5 + 3 = -124.24 dBm.

    At a coupling loss of 119.29 dB SINR is 0 dB: 0.4 bit in 8.736 million elements, 8 % overhead: 3.215 Mb/s. One block
    (12.21 dBm each) is left with -10 dB at 146.45 dB, where it carries 0.4 · log2(1.1) · 0.168 · 0.92 = 8.5 kb/s.
    """
    assert up(119.287, N28) == pytest.approx(3.215, abs=0.002)
    assert up(146.44, N28) == pytest.approx(0.0085, abs=1e-4)
    assert up(146.46, N28) == 0.0
    assert up(0.0, N28) == pytest.approx(2.0 * 8.736 * 0.92)


def test_three_decibels_more_reach_three_decibels_farther() -> None:
    strong = replace(BY_DEFAULT, ue_power_dbm=26.0)
    usual, farther = (coupling_for_uplink_db(1.0, N41, s) for s in (BY_DEFAULT, strong))
    assert farther - usual == pytest.approx(3.0, abs=1e-6)
    assert coupling_for_uplink_db(0.0, N41, strong) == np.inf and coupling_for_uplink_db(1e4, N41, strong) == -np.inf


carriers = st.sampled_from([N28, N41, LTE])


@settings(deadline=None)
@given(st.floats(-30.0, 60.0), st.floats(0.0, 20.0), carriers)
def test_a_better_sinr_never_lowers_the_rate(sinr_db: float, more_db: float, carrier: Carrier) -> None:
    assert 0.0 <= down(sinr_db, carrier) <= down(sinr_db + more_db, carrier)


@settings(deadline=None)
@given(st.floats(60.0, 180.0), st.floats(0.0, 20.0), carriers)
def test_a_greater_loss_never_raises_the_rate(coupling_db: float, more_db: float, carrier: Carrier) -> None:
    assert 0.0 <= up(coupling_db + more_db, carrier) <= up(coupling_db, carrier) * (1 + 1e-12)


@settings(deadline=None)
@given(st.floats(0.5, 60.0), carriers)
def test_what_a_rate_needs_is_where_it_begins(mbps: float, carrier: Carrier) -> None:
    sinr_db = sinr_for_downlink_db(mbps, carrier, BY_DEFAULT)
    assert down(sinr_db + 1e-6, carrier) >= mbps > down(sinr_db - 1e-3, carrier) or sinr_db < -9.99
    coupling_db = coupling_for_uplink_db(mbps, carrier, BY_DEFAULT)
    if np.isfinite(coupling_db):
        assert up(coupling_db - 1e-6, carrier) >= mbps > up(coupling_db + 1e-3, carrier)


def test_coupling_counts_from_each_pixels_own_sector(tiny_area: Area) -> None:
    """A sector of half the power leaves the same RSRP at 3 dB less coupling loss."""
    carrier, shape = tiny_area.carriers[0], tiny_area.grid.shape
    best = np.zeros(shape, np.int32)
    best[:, 10:], best[0, 0] = 1, -1
    rsrp = np.full(shape, -90.0, np.float32)
    rsrp[0, 0] = np.nan
    none = np.zeros(shape, bool)
    own = Interference({}, {carrier.id: best}, {}, {}, {carrier.id: np.array([22.8, 19.8])}, 9.0)
    cover = Coverage(tiny_area.grid, (carrier,), {carrier.id: rsrp}, {}, ("a", "b"), none, none, own)
    coupling = coupling_loss_db(cover, carrier)
    assert (coupling[1, 0], coupling[1, 10]) == pytest.approx((112.8, 109.8)) and np.isnan(coupling[0, 0])


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"mimo_layers": 0}, "mimo_layers"),
        ({"mimo_layers": 9}, "mimo_layers"),
        ({"tdd_downlink_share": 0.7}, "tdd_uplink_share"),
        ({"tdd_uplink_share": 0.2}, "tdd_downlink_share"),
        ({"tdd_downlink_share": 0.7, "tdd_uplink_share": 0.4}, "tdd_uplink_share"),
        ({"tdd_downlink_share": 1.0, "tdd_uplink_share": 0.0}, "tdd_downlink_share"),
    ],
)
def test_impossible_carriers_are_refused(changed: dict[str, Any], named: str) -> None:
    with pytest.raises(NetworkError, match=named):
        replace(N41, **changed)


def test_an_fdd_carrier_has_no_frame() -> None:
    with pytest.raises(NetworkError, match="n28 is FDD"):
        replace(N28, tdd_downlink_share=0.7, tdd_uplink_share=0.2)


@pytest.mark.parametrize(
    ("name", "edge", "outside"),
    [("downlink_alpha", 1.0, 1.01), ("uplink_cap", 8.0, 8.1), ("ue_power_dbm", 30.0, 30.1), ("modulation_bits", 8, 10)],
)
def test_settings_out_of_range_are_refused(name: str, edge: float, outside: float) -> None:
    ThroughputSettings(**{name: edge})  # type: ignore[arg-type]
    with pytest.raises(ModelRangeError, match=name):
        ThroughputSettings(**{name: outside})  # type: ignore[arg-type]

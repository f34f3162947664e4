"""The link budget against sums done by hand."""

from __future__ import annotations

import pytest

from covplan.network import AntennaPattern, Carrier, Technology
from covplan.propagation.link_budget import link_budget

LOW = Carrier(
    "viettel", Technology.NR, 773.0, 10.0, 15, 52, 50.8, AntennaPattern("low", 14.5, 65.0, 12.0), radius_km=8.0
)
MID = Carrier(
    "mobifone", Technology.NR, 3850.0, 100.0, 30, 273, 53.0, AntennaPattern("mid", 18.0, 65.0, 7.0), radius_km=5.0
)


def test_low_band_by_hand() -> None:
    """52 blocks: 624 subcarriers, 27.952 dB; 50.8 - 27.952 + 14.5 = 37.348 dBm per resource element."""
    budget = link_budget(LOW, loss_db=120.0)
    assert budget.subcarriers_db == pytest.approx(27.952, abs=5e-4)
    assert budget.eirp_per_re_dbm == pytest.approx(37.348, abs=5e-4)
    assert budget.rsrp_dbm == pytest.approx(-82.652, abs=5e-4)


def test_mid_band_by_hand_with_every_term() -> None:
    """273 blocks: 3276 subcarriers, 35.153 dB; 53 - 35.153 - 0.5 + 18 - 3 = 32.347; - 130 + 2 = -95.653 dBm."""
    budget = link_budget(MID, loss_db=130.0, pattern_db=-3.0, feeder_loss_db=0.5, receiver_gain_dbi=2.0)
    assert budget.eirp_per_re_dbm == pytest.approx(32.347, abs=5e-4)
    assert budget.rsrp_dbm == pytest.approx(-95.653, abs=5e-4)

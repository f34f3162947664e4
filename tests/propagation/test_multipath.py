"""P.530-18 §2.3.1: by hand, limits, and what must grow with what. No published example was found."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from covplan.errors import ModelRangeError
from covplan.propagation.multipath import MultipathClimate, multipath_exceeded_pct

CLIMATE = MultipathClimate(-5.0, 50.0, "test")


def exceeded(climate: MultipathClimate = CLIMATE, **changed: float) -> float:
    path = {"freq_ghz": 7.5, "dist_km": 30.0, "tx_asl_m": 600.0, "rx_asl_m": 630.0, "mean_ground_m": 500.0}
    return multipath_exceeded_pct(climate, **(path | {"margin_db": 35.0} | changed))


def test_by_hand() -> None:
    """inclination 1 mrad; h_c = 615 - 900/102 - 500 = 106.18 m; v_sr = min(e^(-106.18 / 13.693), 0.9) = 4.287e-4.

    exponent = 0.376 tanh(0.32659) - 0.334 - 0.162 + 0.00765 - 3.5 = -3.8698; d^3.51 = 153 001; (69.25)^0.447 = 6.648;
    10^(-5 - 3.8698) * 153 001 * 6.648 = 1.373e-3 %.
    """
    assert exceeded() == pytest.approx(1.373e-3, rel=2e-3)


def test_ten_decibel_of_margin_are_a_tenth_of_the_time() -> None:
    assert exceeded(margin_db=45.0) == pytest.approx(exceeded() / 10.0)


def test_short_paths_have_none_and_bad_ones_no_more_than_all() -> None:
    assert exceeded(dist_km=4.9) == 0.0 < exceeded(dist_km=5.0)
    assert exceeded(replace(CLIMATE, log_k=0.0), margin_db=-20.0) == 100.0


@given(freqs=st.lists(st.floats(1.0, 100.0), min_size=2, max_size=4))
@settings(deadline=None)
def test_it_grows_with_frequency(freqs: list[float]) -> None:
    found = [exceeded(freq_ghz=f) for f in sorted(freqs)]
    assert found == sorted(found)


def test_ranges() -> None:
    with pytest.raises(ModelRangeError, match="log_k must be -12 to 0"):
        MultipathClimate(math.nan, 50.0, "test")
    with pytest.raises(ModelRangeError, match="freq_ghz"):
        exceeded(freq_ghz=101.0)

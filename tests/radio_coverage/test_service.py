"""What "served" demands of the median."""

from __future__ import annotations

from statistics import NormalDist
from typing import Any

import pytest

from covplan.coverage.service import ServiceSettings, SigmaSource, required_median_dbm, sigma_db
from covplan.errors import ModelRangeError
from covplan.network import AntennaPattern, Carrier, Technology

CARRIER = Carrier(
    "mobifone", Technology.NR, 3700.0, 100.0, 30, 273, 53.0, AntennaPattern("mid", 18.0, 65.0, 7.0), radius_km=5.0
)


def test_default_by_hand() -> None:
    assert required_median_dbm(CARRIER, ServiceSettings(), 250.0) == pytest.approx(-96.84, abs=0.005)  # 1.645 x 8 dB


def test_sigma_by_source() -> None:
    by_model = ServiceSettings(sigma_source=SigmaSource.P1812)
    assert sigma_db(CARRIER, by_model, 250.0) == pytest.approx(2.86, abs=0.005)  # (0.0888 + 0.52) x 4.69
    assert sigma_db(CARRIER, by_model, 1.0) == pytest.approx(0.6088)
    assert sigma_db(CARRIER, ServiceSettings(sigma_db=6.5), 250.0) == 6.5


@pytest.mark.parametrize("probability_pct", [50.0, 75.0, 90.0, 95.0, 99.9])
@pytest.mark.parametrize("sigma", [0.5, 5.5, 8.0])
def test_at_the_required_median_the_probability_is_met_exactly(probability_pct: float, sigma: float) -> None:
    service = ServiceSettings(threshold_dbm=-105.0, probability_pct=probability_pct, sigma_db=sigma)
    median = required_median_dbm(CARRIER, service, 250.0)
    assert 1.0 - NormalDist(median, sigma).cdf(-105.0) == pytest.approx(probability_pct / 100.0, abs=1e-12)


def test_no_variability_or_even_odds_ask_for_the_threshold() -> None:
    assert required_median_dbm(CARRIER, ServiceSettings(sigma_db=0.0), 250.0) == -110.0
    assert required_median_dbm(CARRIER, ServiceSettings(probability_pct=50.0), 250.0) == pytest.approx(-110.0)


@pytest.mark.parametrize(
    ("name", "outside", "edge"),
    [
        ("threshold_dbm", -156.1, -156.0),
        ("threshold_dbm", -30.9, -31.0),
        ("probability_pct", 49.9, 50.0),
        ("probability_pct", 100.0, 99.9),
        ("sigma_db", -0.1, 0.0),
        ("sigma_db", 20.1, 20.0),
    ],
)
def test_values_out_of_range_are_refused(name: str, outside: float, edge: float) -> None:
    settings: dict[str, Any] = {name: edge}
    ServiceSettings(**settings)
    with pytest.raises(ModelRangeError, match=f"{name} must be"):
        ServiceSettings(**{name: outside})

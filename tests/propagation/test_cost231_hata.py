"""COST 231-Hata: published figures, the plain formula."""

from __future__ import annotations

import pytest
from hata_cases import level_links, level_profile
from hata_oracle import cost231_hata
from hypothesis import given, settings
from hypothesis import strategies as st

from covplan.propagation.cost231_hata import Cost231Environment, Cost231Hata

TOWN = Cost231Hata(Cost231Environment.MEDIUM_CITY)
METROPOLIS = Cost231Hata(Cost231Environment.METROPOLITAN)

places = st.tuples(st.floats(1500.0, 2000.0), st.floats(1.0, 20.0), st.floats(30.0, 200.0), st.floats(1.0, 10.0))


def loss(model: Cost231Hata, freq_mhz: float, dist_km: float, tx_agl_m: float, rx_agl_m: float) -> float:
    return float(model.links_db(level_links(dist_km, tx_agl_m, rx_agl_m), freq_mhz=freq_mhz)[0])


WCDMA_LINE = [(1.0, 137.4), (10.0, 172.6)]  # Holma and Toskala, 1950 MHz, mast 30 m, mobile 1.5 m: 137.4 + 35.2 log d


@pytest.mark.parametrize(("dist_km", "loss_db"), WCDMA_LINE)
def test_the_line_of_wcdma_planning(dist_km: float, loss_db: float) -> None:
    assert loss(TOWN, 1950.0, dist_km, 30.0, 1.5) == pytest.approx(loss_db, abs=0.1)


def test_by_hand() -> None:
    # 1800 MHz, mast 40 m, mobile 3 m, 10 km, metropolitan: 46.3 + 110.354 - 22.140 - 4.364 + 34.406 + 3
    assert loss(METROPOLIS, 1800.0, 10.0, 40.0, 3.0) == pytest.approx(167.556, abs=2e-3)


@settings(deadline=None)
@given(places)
def test_the_plain_formula(place: tuple[float, float, float, float]) -> None:
    assert loss(TOWN, *place) == pytest.approx(cost231_hata(*place, "medium-city"))
    assert loss(METROPOLIS, *place) == pytest.approx(cost231_hata(*place, "metropolitan"))


def test_a_path_with_its_intermediates() -> None:
    got = METROPOLIS.path(level_profile(5.0), freq_mhz=1850.0, tx_agl_m=42.0, rx_agl_m=1.5)
    assert got.loss_db == pytest.approx(cost231_hata(1850.0, 5.0, 42.0, 1.5, "metropolitan"))
    assert got.losses["C_m"] == 3.0
    assert got.losses["a_hm"] == pytest.approx((1.1 * 3.26717 - 0.7) * 1.5 - (1.56 * 3.26717 - 0.8), abs=1e-4)
    assert got.geometry == pytest.approx({"d": 5.0, "h_b": 42.0, "h_m": 1.5, "tx_effective_m": 42.0})
    assert str(METROPOLIS) == "COST 231-Hata (1999) (environment=metropolitan)"

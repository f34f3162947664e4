"""Okumura-Hata: published figures, the plain formulas, relations between environments, ranges."""

from __future__ import annotations

import pytest
from hata_cases import level_links, level_profile
from hata_oracle import okumura_hata
from hypothesis import given, settings
from hypothesis import strategies as st

from covplan.errors import ModelRangeError
from covplan.propagation.hata import HataEnvironment, OkumuraHata

CITY = OkumuraHata(HataEnvironment.SMALL_CITY)
SUBURBS = OkumuraHata(HataEnvironment.SUBURBAN)
OPEN = OkumuraHata(HataEnvironment.OPEN)
LARGE_CITY = OkumuraHata(HataEnvironment.LARGE_CITY)

freqs = st.floats(150.0, 1500.0)
dists = st.floats(1.0, 20.0)
masts = st.floats(30.0, 200.0)
mobiles = st.floats(1.0, 10.0)


def loss(model: OkumuraHata, freq_mhz: float, dist_km: float, tx_agl_m: float, rx_agl_m: float) -> float:
    return float(model.links_db(level_links(dist_km, tx_agl_m, rx_agl_m), freq_mhz=freq_mhz)[0])


# wireless-telemedicine.aydos.de, "Hata path loss in a large city": 900 MHz, mast 50 m, 5 km; printed as whole dB
WORKED_EXAMPLE = [(1.5, 146), (4.5, 142)]


@pytest.mark.parametrize(("rx_agl_m", "whole_db"), WORKED_EXAMPLE)
def test_a_published_worked_example(rx_agl_m: float, whole_db: int) -> None:
    assert int(loss(LARGE_CITY, 900.0, 5.0, 50.0, rx_agl_m)) == whole_db


def test_hatas_formulas_in_short() -> None:
    # Lee and Lee, Integrated Wireless Propagation Models, 2.12.1.2.4: 9.79 dB for suburbs, 28.26 dB for open country,
    # a(h_m) = 2.52 h_m - 3.77 in a small city. The print says 800 MHz; all three are Hata's at 850 MHz.
    assert CITY.environment_gain_db(850.0) == 0.0
    assert SUBURBS.environment_gain_db(850.0) == pytest.approx(9.79, abs=0.01)
    assert OPEN.environment_gain_db(850.0) == pytest.approx(28.26, abs=0.01)
    assert CITY.a_hm_db(850.0, 2.0) == pytest.approx(2.0 * 2.52 - 3.77, abs=0.01)


def test_by_hand() -> None:
    # 450 MHz, mast 100 m, mobile 2 m, 10 km, small city: 69.55 + 69.404 - 27.64 - 1.046 + 31.8
    a_hm = (1.1 * 2.65321 - 0.7) * 2.0 - (1.56 * 2.65321 - 0.8)
    assert loss(CITY, 450.0, 10.0, 100.0, 2.0) == pytest.approx(69.55 + 26.16 * 2.65321 - 27.64 - a_hm + 31.8, abs=2e-4)


@settings(deadline=None)
@given(freqs, dists, masts, mobiles, st.sampled_from(list(HataEnvironment)))
def test_the_plain_formulas(f: float, d: float, hb: float, hm: float, environment: HataEnvironment) -> None:
    if environment is HataEnvironment.LARGE_CITY and 200.0 < f < 400.0:
        f = 400.0
    assert loss(OkumuraHata(environment), f, d, hb, hm) == pytest.approx(okumura_hata(f, d, hb, hm, environment))


@settings(deadline=None)
@given(freqs, dists, masts, mobiles)
def test_suburbs_lose_less_than_the_city_and_open_country_least(f: float, d: float, hb: float, hm: float) -> None:
    assert loss(CITY, f, d, hb, hm) > loss(SUBURBS, f, d, hb, hm) > loss(OPEN, f, d, hb, hm)


@settings(deadline=None)
@given(freqs, st.tuples(dists, dists), masts, mobiles)
def test_further_and_lower_lose_more(f: float, d: tuple[float, float], hb: float, hm: float) -> None:
    near, far = sorted(d)
    assert loss(CITY, f, near, hb, hm) <= loss(CITY, f, far, hb, hm)
    assert loss(CITY, f, far, 200.0, hm) <= loss(CITY, f, far, hb, hm) + 1e-9
    assert loss(CITY, f, far, hb, 10.0) <= loss(CITY, f, far, hb, hm) + 1e-9


def test_the_large_city_has_a_gap_between_200_and_400_mhz() -> None:
    assert loss(LARGE_CITY, 200.0, 5.0, 50.0, 1.5) == pytest.approx(okumura_hata(200.0, 5.0, 50.0, 1.5, "large-city"))
    assert loss(LARGE_CITY, 400.0, 5.0, 50.0, 1.5) == pytest.approx(okumura_hata(400.0, 5.0, 50.0, 1.5, "large-city"))
    for freq_mhz in (200.1, 399.9):
        with pytest.raises(ModelRangeError, match="400 to 1500 MHz for Okumura-Hata.*large-city.*above 200 MHz"):
            loss(LARGE_CITY, freq_mhz, 5.0, 50.0, 1.5)


def test_a_path_with_its_intermediates() -> None:
    got = SUBURBS.path(level_profile(5.0), freq_mhz=773.0, tx_agl_m=42.0, rx_agl_m=1.5)
    assert got.loss_db == pytest.approx(okumura_hata(773.0, 5.0, 42.0, 1.5, "suburban"))
    city = okumura_hata(773.0, 5.0, 42.0, 1.5, "small-city")
    assert got.losses["environment_gain"] == pytest.approx(city - got.loss_db)
    assert got.losses["a_hm"] == pytest.approx(SUBURBS.a_hm_db(773.0, 1.5))
    assert got.geometry == pytest.approx({"d": 5.0, "h_b": 42.0, "h_m": 1.5, "tx_effective_m": 42.0})
    assert got.remarks == ()
    assert str(SUBURBS) == "Okumura-Hata (1980) (environment=suburban)"

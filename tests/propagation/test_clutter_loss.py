"""P.2108-1: figures of NTIA's tests, a plain version of the equations, the physics, the ranges."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import erfcinv

from covplan.errors import ModelRangeError
from covplan.propagation.additional_loss import Terminal
from covplan.propagation.clutter_loss import Clutter, HeightGainClutter, StatisticalClutter

# NTIA/p2108 on GitHub (US government work), tests/data: HeightGainTerminalCorrectionModelTestData.csv and
# TerrestrialStatisticalModelTestData.csv; losses to 0.1 dB.
KINDS = dict(enumerate(Clutter, start=1))
HEIGHT_GAIN = [  # GHz, antenna [m], street [m], clutter [m], kind, dB
    (1.5, 2.0, 27.0, 10.0, 1, 16.0),
    (1.5, 2.0, 27.0, 6.0, 1, 10.9),
    (1.5, 2.0, 27.0, 10.0, 2, 16.0),
    (1.5, 2.0, 27.0, 6.0, 2, 10.9),
    (1.5, 2.0, 27.0, 10.0, 3, 20.5),
    (1.5, 2.0, 27.0, 6.0, 3, 14.6),
    (1.5, 2.0, 27.0, 15.0, 4, 24.5),
    (1.5, 2.0, 27.0, 15.0, 5, 24.5),
    (1.5, 2.0, 27.0, 20.0, 6, 27.1),
    (1.5, 2.0, 27.0, 6.0, 6, 14.6),
    (3.0, 3.0, 15.0, 15.0, 6, 29.0),
    (0.9, 2.3, 30.0, 10.0, 2, 13.7),
    (1.5, 2.5, 25.0, 10.0, 3, 20.2),
    (0.03, 2.1, 24.5, 9.8, 3, 5.7),
    (1.7, 30.0, 24.5, 9.8, 3, 0.0),
    (1.7, 30.0, 24.5, 30.0, 3, 0.0),
]
STATISTICAL = [  # GHz, km, % of places, dB
    (0.5, 0.25, 50.0, 17.4),
    (0.5, 0.25, 1.0, 3.9),
    (0.5, 0.25, 99.0, 30.9),
    (26.6, 15.8, 45.0, 32.5),
    (67.0, 5.4, 30.5, 30.9),
    (3.5, 1.0, 0.1, 16.8),
    (3.5, 1.0, 99.9, 42.8),
]


@pytest.mark.parametrize(("f", "h", "street_m", "clutter_m", "kind", "expected_db"), HEIGHT_GAIN)
def test_height_gain_of_ntia(
    f: float, h: float, street_m: float, clutter_m: float, kind: int, expected_db: float
) -> None:
    loss = HeightGainClutter(KINDS[kind], clutter_m, street_m)
    assert loss.loss_db(Terminal(1000.0 * f, 5.0, h)) == pytest.approx(expected_db, abs=0.05)


@pytest.mark.parametrize(("f", "d", "share", "expected_db"), STATISTICAL)
def test_statistics_of_ntia(f: float, d: float, share: float, expected_db: float) -> None:
    assert StatisticalClutter(share).loss_db(Terminal(1000.0 * f, d, 1.5)) == pytest.approx(expected_db, abs=0.05)


def plain_height_gain(f: float, h: float, r: float, w: float, kind: Clutter) -> float:
    if h >= r:
        return 0.0
    if kind in {Clutter.WATER, Clutter.OPEN}:
        return -(21.8 + 6.2 * math.log10(f)) * math.log10(h / r)
    nu = 0.342 * f**0.5 * ((r - h) * math.atan((r - h) / w) * 180.0 / math.pi) ** 0.5
    return 6.9 + 20.0 * math.log10(math.sqrt((nu - 0.1) ** 2 + 1.0) + nu - 0.1) - 6.03


def plain_statistics(f: float, d: float, share_pct: float) -> float:
    def at(dist: float) -> float:
        ll = -2.0 * math.log10(f**-5.0 * 10.0**-12.5 + 10.0**-16.5)
        ls = 32.98 + 23.9 * math.log10(dist) + 3.0 * math.log10(f)
        powers = (10.0 ** (-ll / 5.0), 10.0 ** (-ls / 5.0))
        sigma = math.sqrt((16.0 * powers[0] + 36.0 * powers[1]) / sum(powers))
        inverse = math.sqrt(2.0) * erfcinv(2.0 * share_pct / 100.0)  # inverse complementary normal distribution
        return -5.0 * math.log10(sum(powers)) - sigma * inverse

    return min(at(d), at(2.0))


@given(
    f=st.floats(0.03, 3.0),
    h=st.floats(0.1, 40.0),
    r=st.floats(1.0, 100.0),
    w=st.floats(1.0, 200.0),
    kind=st.sampled_from(Clutter),
)
@settings(deadline=None)
def test_height_gain_written_plainly(f: float, h: float, r: float, w: float, kind: Clutter) -> None:
    got = HeightGainClutter(kind, r, w).loss_db(Terminal(1000.0 * f, 5.0, h))
    assert got == pytest.approx(plain_height_gain(f, h, r, w, kind), abs=1e-9)


@given(f=st.floats(0.5, 67.0), d=st.floats(0.25, 100.0), share=st.floats(0.1, 99.9))
@settings(deadline=None)
def test_statistics_written_plainly(f: float, d: float, share: float) -> None:
    got = StatisticalClutter(share).loss_db(Terminal(1000.0 * f, d, 1.5))
    assert got == pytest.approx(plain_statistics(f, d, share), abs=1e-6)


def test_heights_by_default_are_those_of_the_table() -> None:
    expected = [10.0, 10.0, 10.0, 15.0, 15.0, 20.0]
    assert [HeightGainClutter(kind).top_m for kind in Clutter] == expected
    assert [HeightGainClutter(kind).counted_agl_m(1.5) for kind in Clutter] == expected
    assert HeightGainClutter(Clutter.URBAN).counted_agl_m(40.0) == 40.0


@pytest.mark.parametrize("kind", Clutter)
def test_a_higher_antenna_loses_less_down_to_nothing_at_the_top(kind: Clutter) -> None:
    loss = HeightGainClutter(kind)
    heights = [0.5, 1.5, 3.0, 6.0, 9.0, loss.top_m - 1e-6, loss.top_m, 50.0]
    losses = [loss.loss_db(Terminal(900.0, 5.0, h)) for h in heights]
    assert losses == sorted(losses, reverse=True)
    assert losses[-3] == pytest.approx(0.0, abs=0.01)
    assert losses[-2:] == [0.0, 0.0]


def test_the_statistic_grows_to_two_kilometres_and_with_the_share_of_places() -> None:
    by_distance = [StatisticalClutter().loss_db(Terminal(3500.0, d, 1.5)) for d in (0.25, 0.5, 1.0, 2.0, 3.0, 50.0)]
    assert by_distance[:4] == sorted(by_distance[:4])
    assert by_distance[3:] == [by_distance[3]] * 3
    by_share = [StatisticalClutter(p).loss_db(Terminal(3500.0, 5.0, 1.5)) for p in (0.1, 10.0, 50.0, 90.0, 99.9)]
    assert by_share == sorted(by_share)


def test_range_ends_of_the_height_gain() -> None:
    loss = HeightGainClutter(Clutter.SUBURBAN)
    inside = Terminal(900.0, 5.0, 1.5)
    for name, low, outside in (("freq_mhz", 30.0, 29.0), ("freq_mhz", 3000.0, 3001.0), ("agl_m", 0.1, 0.0)):
        assert loss.loss_db(replace(inside, **{name: low})) > 0.0
        with pytest.raises(ModelRangeError, match=rf"{name} must be .* for ITU-R P\.2108-1 §3\.1, got {outside:g}"):
            loss.loss_db(replace(inside, **{name: outside}))
    with pytest.raises(ModelRangeError, match="clutter_m must be 1 to 100 m"):
        HeightGainClutter(Clutter.OPEN, 0.0)
    with pytest.raises(ModelRangeError, match="street_width_m must be 1 to 200 m"):
        HeightGainClutter(Clutter.OPEN, street_width_m=0.0)


def test_range_ends_of_the_statistic() -> None:
    loss, inside = StatisticalClutter(), Terminal(3500.0, 5.0, 1.5)
    for name, low, outside in (("freq_mhz", 500.0, 499.0), ("freq_mhz", 67_000.0, 67_001.0), ("dist_km", 0.25, 0.24)):
        assert loss.loss_db(replace(inside, **{name: low})) > 0.0
        with pytest.raises(ModelRangeError, match=rf"{name} must be .* for ITU-R P\.2108-1 §3\.2, got {outside:g}"):
            loss.loss_db(replace(inside, **{name: outside}))
    at_both = replace(inside, dist_km=1.0, both_ends=True)
    assert loss.loss_db(at_both) > 0.0
    with pytest.raises(ModelRangeError, match=r"dist_km must be 1 to 3000 km .* got 0\.99"):
        loss.loss_db(replace(at_both, dist_km=0.99))
    with pytest.raises(ModelRangeError, match=r"location_pct must be 0\.1 to 99\.9 %"):
        StatisticalClutter(100.0)
